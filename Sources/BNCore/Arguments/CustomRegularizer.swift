/// A regularizer of one's own: a penalty and its derivative.
///
/// Both are computed in double precision from the variable's exact values, and rounded once to its type. Functions can't be
/// compared, so two of these are equal when their names are.
public struct CustomRegularizer: Sendable, Equatable {
  /// What it is called, and compared by.
  public let name: String
  /// The penalty of a variable's values; `nil` makes no loss, as a Python regularizer does that returns None.
  ///
  /// TensorFlow asks once, when it creates the variable, so whether there is a loss cannot depend on the values.
  public let loss: (@Sendable (_ values: [Double]) -> Double)?
  /// The derivative of the penalty with respect to each value; not used without a loss.
  public let gradient: @Sendable (_ values: [Double]) -> [Double]

  /// Makes a regularizer.
  ///
  /// - Parameters:
  ///   - name: tells it from others.
  ///   - loss: the penalty; `nil` for a regularizer that only turns the fused path off.
  ///   - gradient: the penalty's derivative, one number for each value; another number of them is a programming error.
  public init(
    name: String, loss: (@Sendable (_ values: [Double]) -> Double)?,
    gradient: @escaping @Sendable (_ values: [Double]) -> [Double]
  ) {
    self.name = name
    self.loss = loss
    self.gradient = gradient
  }

  /// Whether both have one name.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }
}

extension Regularizer {
  /// One of one's own; see ``CustomRegularizer``.
  public static func custom(
    _ name: String, loss: (@Sendable (_ values: [Double]) -> Double)?,
    gradient: @escaping @Sendable (_ values: [Double]) -> [Double]
  ) -> Regularizer {
    .custom(CustomRegularizer(name: name, loss: loss, gradient: gradient))
  }
}
