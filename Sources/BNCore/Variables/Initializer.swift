/// What a variable holds before the first step.
public enum Initializer: Sendable, Equatable {
  /// `tf.zeros_initializer()`.
  case zeros
  /// `tf.ones_initializer()`.
  case ones
  /// `tf.constant_initializer(value)`: one number for all channels.
  case constant(Double)
  /// `tf.constant_initializer([...])`: one number a channel; a shorter list repeats its last value.
  case values([Double])

  /// The initial values of a variable.
  ///
  /// - Parameter channels: how many values to make.
  /// - Returns: one value a channel.
  /// - Throws: ``BatchNormalizationError/tooManyInitialValues(needed:received:)`` when the list is longer than that,
  ///   and ``BatchNormalizationError/noInitialValues`` when it is empty.
  func values<Scalar: TensorScalar>(channels: Int) throws(BatchNormalizationError) -> [Scalar] {
    switch self {
    case .zeros: return Array(repeating: 0, count: channels)
    case .ones: return Array(repeating: 1, count: channels)
    case .constant(let value): return Array(repeating: Scalar(value), count: channels)
    case .values(let list):
      guard let last = list.last else { throw .noInitialValues }
      guard list.count <= channels else { throw .tooManyInitialValues(needed: channels, received: list.count) }
      return list.map { Scalar($0) } + Array(repeating: Scalar(last), count: channels - list.count)
    }
  }
}
