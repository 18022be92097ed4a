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
  /// `tf.random_uniform_initializer(low, high, seed)`: numbers between two limits, each as likely as the other.
  ///
  /// The numbers are this project's own (docs/random.md), not TensorFlow's, whose bits depend on its generator. As with
  /// TensorFlow's operation-level seeds, variables with one seed start with the same numbers. Rounding may reach either
  /// limit. A range from high to low is refused; TensorFlow silently turns it around.
  case randomUniform(low: Double, high: Double, seed: UInt64)
  /// `tf.random_normal_initializer(mean, std, seed)`: numbers from a normal distribution.
  ///
  /// What ``randomUniform(low:high:seed:)`` says of the numbers holds here. A negative standard deviation is refused;
  /// TensorFlow takes it for a reflection.
  case randomNormal(mean: Double, std: Double, seed: UInt64)
  /// A function of the number of channels.
  case custom(CustomInitializer)

  /// Checks what does not depend on the number of channels.
  ///
  /// - Throws: ``BatchNormalizationError/noInitialValues``,
  ///   ``BatchNormalizationError/invalidUniformRange(low:high:)`` or
  ///   ``BatchNormalizationError/invalidNormalDistribution(mean:std:)``.
  public func validate() throws(BatchNormalizationError) {
    switch self {
    case .values(let list) where list.isEmpty: throw .noInitialValues
    // Finite limits may still be too far apart for a finite difference.
    case .randomUniform(let low, let high, _) where !(low <= high) || !(high - low).isFinite:
      throw .invalidUniformRange(low: low, high: high)
    case .randomNormal(let mean, let std, _) where !mean.isFinite || !(std >= 0) || !std.isFinite:
      throw .invalidNormalDistribution(mean: mean, std: std)
    case .zeros, .ones, .constant, .values, .randomUniform, .randomNormal, .custom: break
    }
  }

  /// The initial values of a variable.
  ///
  /// - Parameter channels: how many values to make.
  /// - Returns: one value a channel.
  /// - Throws: ``BatchNormalizationError/tooManyInitialValues(needed:received:)`` when the list is longer than that,
  ///   ``BatchNormalizationError/noInitialValues`` when it is empty, and the errors of random and custom initializers that
  ///   can't make values.
  func values<Scalar: TensorScalar>(channels: Int) throws(BatchNormalizationError) -> [Scalar] {
    try validate()
    switch self {
    case .zeros: return Array(repeating: 0, count: channels)
    case .ones: return Array(repeating: 1, count: channels)
    case .constant(let value): return Array(repeating: Scalar(value), count: channels)
    case .values(let list):
      guard let last = list.last else { throw .noInitialValues }
      guard list.count <= channels else { throw .tooManyInitialValues(needed: channels, received: list.count) }
      return list.map { Scalar($0) } + Array(repeating: Scalar(last), count: channels - list.count)
    case .randomUniform(let low, let high, let seed):
      let stream = RandomStream(seed: seed, purpose: .initializer)
      return (0..<channels).map { Scalar(stream.uniform(batch: 0, element: $0) * (high - low) + low) }
    case .randomNormal(let mean, let std, let seed):
      let stream = RandomStream(seed: seed, purpose: .initializer)
      return (0..<channels).map { Scalar(stream.normal(batch: 0, element: $0) * std + mean) }
    case .custom(let custom):
      let values = custom.values(channels)
      guard values.count == channels else {
        throw .incompatibleInitialValues(initializer: custom.name, needed: channels, received: values.count)
      }
      return values.map { Scalar($0) }
    }
  }
}
