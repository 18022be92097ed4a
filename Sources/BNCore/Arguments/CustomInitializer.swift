/// An initializer of one's own: a function from the number of channels to the values.
///
/// Functions can't be compared, so two of these are equal when their names are.
public struct CustomInitializer: Sendable, Equatable {
  /// What it is called, and compared by.
  public let name: String
  /// The initial values for a number of channels, one for each.
  public let values: @Sendable (_ channels: Int) -> [Double]

  /// Makes an initializer.
  ///
  /// - Parameters:
  ///   - name: tells it from others.
  ///   - values: makes one value a channel, each rounded once to the variable's type.
  public init(name: String, values: @escaping @Sendable (_ channels: Int) -> [Double]) {
    self.name = name
    self.values = values
  }

  /// Whether both have one name.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }
}

extension Initializer {
  /// One of one's own; see ``CustomInitializer``.
  public static func custom(_ name: String, _ values: @escaping @Sendable (_ channels: Int) -> [Double]) -> Initializer
  {
    .custom(CustomInitializer(name: name, values: values))
  }
}
