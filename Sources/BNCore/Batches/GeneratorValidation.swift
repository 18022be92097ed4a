extension GeneratorSpec {
  /// The axis counted from the front, of a shape that a batch may have.
  static func validatedAxis(_ axis: Int, shape: [Int]) throws(BatchSourceError) -> Int {
    guard !shape.isEmpty else { throw .noDimensions }
    guard shape.allSatisfy({ $0 >= 1 }) else { throw .emptyDimension(shape: shape) }
    var count = 1
    for extent in shape {
      // Division asks the question without an overflow.
      guard extent <= elementLimit / count else { throw .tooManyElements(shape: shape, limit: elementLimit) }
      count *= extent
    }
    guard (-shape.count..<shape.count).contains(axis) else {
      throw .axisOutOfRange(axis: axis, rank: shape.count)
    }
    return axis < 0 ? axis + shape.count : axis
  }
}

extension GeneratorSpec.Kind {
  /// The word that people know the distribution by.
  public var name: String {
    switch self {
    case .normal: "normal"
    case .uniform: "uniform"
    case .lognormal: "lognormal"
    case .bimodal: "bimodal"
    case .constant: "constant"
    case .ramp: "ramp"
    case .outliers: "outliers"
    case .classes: "classes"
    }
  }

  func validate(channels: Int) throws(BatchSourceError) {
    switch self {
    case .normal(let mean, let std), .lognormal(let mean, let std):
      try Self.checkCount(mean, "mean", channels: channels)
      try Self.checkSpread(std, channels: channels)
    case .uniform(let low, let high), .ramp(let low, let high):
      try Self.checkRange(low, high, channels: channels)
    case .bimodal(let means, let std), .classes(let means, let std, _):
      guard !means.isEmpty else { throw .noMeans(kind: name) }
      try Self.checkSpread(std, channels: channels)
    case .constant(let value):
      try Self.checkCount(value, "value", channels: channels)
    case .outliers(let mean, let std, let fraction, let scale):
      try Self.checkCount(mean, "mean", channels: channels)
      try Self.checkSpread(std, channels: channels)
      guard (0...1).contains(fraction) else { throw .badFraction(fraction) }
      guard scale >= 0, scale.isFinite else { throw .badSpread(parameter: "scale", value: scale) }
    }
  }

  static func checkCount(_ value: ChannelValue, _ name: String, channels: Int) throws(BatchSourceError) {
    guard case .each(let numbers) = value, numbers.count != channels else { return }
    throw .wrongChannelCount(parameter: name, found: numbers.count, channels: channels)
  }

  private static func checkSpread(_ std: ChannelValue, channels: Int) throws(BatchSourceError) {
    try checkCount(std, "std", channels: channels)
    for number in std.numbers where !(number >= 0 && number.isFinite) {
      throw .badSpread(parameter: "std", value: number)
    }
  }

  private static func checkRange(
    _ low: ChannelValue, _ high: ChannelValue, channels: Int
  ) throws(BatchSourceError) {
    try checkCount(low, "low", channels: channels)
    try checkCount(high, "high", channels: channels)
    let count = max(low.numbers.count, high.numbers.count)
    for (low, high) in zip(low.expanded(to: count), high.expanded(to: count))
    where !(low <= high && (high - low).isFinite) {
      throw .badRange(low: low, high: high)
    }
  }
}
