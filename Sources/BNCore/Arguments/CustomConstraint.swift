/// A constraint of one's own: a function from a variable's values to those that it may have.
///
/// It is computed in double precision from the exact values, and rounded once to the variable's type. Functions can't be
/// compared, so two of these are equal when their names are.
public struct CustomConstraint: Sendable, Equatable {
  /// What it is called, and compared by.
  public let name: String
  /// The projected values, as many as came in.
  public let project: @Sendable (_ values: [Double]) -> [Double]

  /// Makes a constraint.
  ///
  /// - Parameters:
  ///   - name: tells it from others.
  ///   - project: the projection; returning another number of values is a programming error.
  public init(name: String, project: @escaping @Sendable (_ values: [Double]) -> [Double]) {
    self.name = name
    self.project = project
  }

  /// Whether both have one name.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }
}

extension Constraint {
  /// One of one's own; see ``CustomConstraint``.
  public static func custom(_ name: String, _ project: @escaping @Sendable (_ values: [Double]) -> [Double])
    -> Constraint
  {
    .custom(CustomConstraint(name: name, project: project))
  }
}
