/// Why a layer can't be built or run, in the words of TensorFlow 1.4 where it has some.
public enum BatchNormalizationError: Error, Equatable, Sendable {
  /// The input has rank 0.
  case undefinedRank
  /// The axis lies outside the input's rank.
  case axisOutOfRange(axis: Int, rank: Int)
  /// The axis has no elements.
  case undefinedAxisDimension(shape: [Int])
  /// An extent is negative, or they multiply to more than a machine can hold.
  case impossibleShape(shape: [Int])
  /// An initializer holds more values than the variable has channels.
  case tooManyInitialValues(needed: Int, received: Int)
  /// An initializer holds no value at all.
  case noInitialValues
  /// The input has another number of channels than the layer's variables.
  case incompatibleInput(axis: Int, channels: Int, shape: [Int])
  /// The upstream gradient has another shape than the pass's output.
  case incompatibleGradient(expected: [Int], received: [Int])
}

extension BatchNormalizationError: CustomStringConvertible {
  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .undefinedRank:
      "Input has undefined rank: ()"
    case .axisOutOfRange(let axis, let rank):
      "Value of `axis` argument \(axis) is out of range for input with rank \(rank)"
    case .undefinedAxisDimension(let shape):
      "Input has undefined `axis` dimension. Input shape: \(Self.tuple(shape))"
    case .impossibleShape(let shape):
      "Input shape \(Self.tuple(shape)) is too large or has a negative extent; choose another"
    case .tooManyInitialValues(let needed, let received):
      "Too many elements provided. Needed at most \(needed), but received \(received)"
    case .noInitialValues:
      "An initializer needs at least one value"
    case .incompatibleInput(let axis, let channels, let shape):
      "Input is incompatible with the layer: expected axis \(axis) of input shape to have value \(channels) "
        + "but got shape \(Self.tuple(shape))"
    case .incompatibleGradient(let expected, let received):
      "The upstream gradient needs the output's shape \(Self.tuple(expected)), but has \(Self.tuple(received))"
    }
  }

  /// A shape as Python prints a tuple, which is how TensorFlow's messages show it.
  static func tuple(_ shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }
}
