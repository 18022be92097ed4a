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
  /// A uniform initializer's range is empty, not finite, or too wide for a double.
  case invalidUniformRange(low: Double, high: Double)
  /// A normal initializer's mean is not finite, or its standard deviation is negative or not finite.
  case invalidNormalDistribution(mean: Double, std: Double)
  /// A custom initializer made another number of values than it was asked for.
  case incompatibleInitialValues(initializer: String, needed: Int, received: Int)
  /// An l1 regularizer has a negative scale.
  case negativeL1Scale(Double)
  /// An l2 regularizer has a negative scale.
  case negativeL2Scale(Double)
  /// The input has another number of channels than the layer's variables.
  case incompatibleInput(axis: Int, channels: Int, shape: [Int])
  /// The upstream gradient has another shape than the pass's output.
  case incompatibleGradient(expected: [Int], received: [Int])
  /// A loss's target has another shape than the pass's output.
  case incompatibleTarget(expected: [Int], received: [Int])
  /// A loss's target has neither one number nor one for each channel.
  case incompatibleTargetValues(channels: Int, received: Int)
  /// The framework whose conventions the layer has refuses the batch or epsilon, or does with it what is not followed.
  case refused(by: String, reason: String)
  /// Replicas that normalize by moments of their own cannot share the batch, for a reason in words.
  case unsharable(replicas: Int, reason: String)
  /// The batch cannot be read from where it lies, for a reason in words.
  case unreadableInput(reason: String)
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
    case .invalidUniformRange(let low, let high):
      "random_uniform needs finite numbers low ≤ high, but has low \(low) and high \(high)"
    case .invalidNormalDistribution(let mean, let std):
      "random_normal needs a finite mean and a finite std ≥ 0, but has mean \(mean) and std \(std)"
    case .incompatibleInitialValues(let initializer, let needed, let received):
      "The initializer \(initializer) made \(received) values; it was asked for \(needed)"
    case .negativeL1Scale(let scale):
      "Setting a scale less than 0 on a regularizer: \(Self.plain(scale))"
    case .negativeL2Scale(let scale):
      // TensorFlow ends this one with a full stop, and the other without.
      "Setting a scale less than 0 on a regularizer: \(Self.plain(scale))."
    case .incompatibleInput(let axis, let channels, let shape):
      "Input is incompatible with the layer: expected axis \(axis) of input shape to have value \(channels) "
        + "but got shape \(Self.tuple(shape))"
    case .incompatibleGradient(let expected, let received):
      "The upstream gradient needs the output's shape \(Self.tuple(expected)), but has \(Self.tuple(received))"
    case .incompatibleTarget(let expected, let received):
      "The loss's target needs the output's shape \(Self.tuple(expected)), but has \(Self.tuple(received))"
    case .incompatibleTargetValues(let channels, let received):
      "The loss's target needs one value, or \(channels), one a channel, but has \(received)"
    case .refused(let framework, let reason):
      "\(framework): \(reason)"
    case .unsharable(let replicas, let reason):
      "\(replicas) replicas cannot share the batch: \(reason)"
    case .unreadableInput(let reason):
      reason
    }
  }

  /// A number as Python's `%g` prints it where six digits are enough: -1 and not -1.0.
  private static func plain(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A shape as Python prints a tuple, which is how TensorFlow's messages show it.
  static func tuple(_ shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }
}
