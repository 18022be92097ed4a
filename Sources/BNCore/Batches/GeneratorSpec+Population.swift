extension GeneratorSpec {
  /// What the batches are drawn from: the moments of the distribution itself, in closed form.
  ///
  /// With m and s for mean and standard deviation, and means and variances over a list for several classes:
  ///
  /// | kind | mean | variance |
  /// | --- | --- | --- |
  /// | normal | m | s² |
  /// | uniform | (low + high) / 2 | (high − low)² / 12 |
  /// | lognormal | exp(m + s² / 2) | (exp(s²) − 1) · exp(2m + s²) |
  /// | bimodal, classes | mean(means) | s² + variance(means) |
  /// | constant | value | 0 |
  /// | ramp of n examples | (low + high) / 2 | (high − low)² / 12 · (n + 1) / (n − 1) |
  /// | outliers | m | s² · (1 − fraction + fraction · scale²) |
  ///
  /// Classes in sorted order come in turn, so over the whole source each has its share; only where every batch is the
  /// first one over again (`fixed`) the first class is all there is.
  ///
  /// - Parameters:
  ///   - axis: the channel axis of the layer that takes the batches, counted from 0. Where it is not the axis that
  ///     the parameters run along, each channel is a mixture of all of them.
  ///   - index: the batch whose drift counts.
  /// - Returns: one mean and one variance a channel.
  public func populationMoments(axis: Int, at index: Int) -> PopulationMoments {
    precondition(shape.indices.contains(axis), "axis \(axis) is not one of a shape of rank \(shape.count)")
    let parts = parts(at: index)
    let channels = (0..<shape[axis]).map { Mixture(mixed(parts, axis: axis, channel: $0)) }
    return PopulationMoments(mean: channels.map(\.mean), variance: channels.map(\.variance))
  }

  /// The distributions that a channel of the layer draws from, each as often as the others.
  private func mixed(_ parts: [Part], axis: Int, channel: Int) -> [Part] {
    let own = axis == self.axis ? [parts[channel]] : parts
    guard case .ramp = kind else { return own }
    // Along a ramp the examples differ, which are channels themselves where the axis is the first.
    if axis == 0 { return own.map { $0.onRamp(example: channel, of: shape[0]) } }
    guard self.axis == 0 else { return own }
    return parts.enumerated().map { example, part in part.onRamp(example: example, of: shape[0]) }
  }

  /// What each channel's parameters give, along the specification's own axis.
  private func parts(at index: Int) -> [Part] {
    let channels = shape[axis]
    let drift = drift.expanded(to: channels).map { $0 == 0 ? 0 : $0 * Double(index) }
    func moved(_ value: ChannelValue) -> [Double] { zip(value.expanded(to: channels), drift).map(+) }
    switch kind {
    case .normal(let mean, let std):
      return zip(moved(mean), std.expanded(to: channels)).map { Part(mean: $0, variance: $1 * $1) }
    case .outliers(let mean, let std, let fraction, let scale):
      let share = 1 - fraction + fraction * scale * scale
      return zip(moved(mean), std.expanded(to: channels)).map { Part(mean: $0, variance: $1 * $1 * share) }
    case .lognormal(let mean, let std):
      return zip(moved(mean), std.expanded(to: channels)).map { .lognormal(mean: $0, variance: $1 * $1) }
    case .uniform(let low, let high):
      return zip(moved(low), moved(high)).map { Part(between: $0, $1, spread: 1.0 / 12) }
    case .ramp(let low, let high):
      let n = Double(shape[0])
      // A batch of one example holds the lower end.
      if shape[0] == 1 { return moved(low).map { Part(mean: $0, variance: 0) } }
      return zip(moved(low), moved(high)).map { Part(between: $0, $1, spread: (n + 1) / (n - 1) / 12) }
    case .constant(let value): return moved(value).map { Part(mean: $0, variance: 0) }
    case .bimodal(let means, let std): return classes(means, std, drift)
    case .classes(let means, let std, let order):
      let isFirstOnly = fixed && order == .sorted
      return classes(isFirstOnly ? [means[0]] : means, std, drift)
    }
  }

  private func classes(_ means: [Double], _ std: ChannelValue, _ drift: [Double]) -> [Part] {
    zip(std.expanded(to: drift.count), drift).map { std, drift in
      let mixture = Mixture(means.map { Part(mean: $0 + drift, variance: std * std) })
      return Part(mean: mixture.mean, variance: mixture.variance)
    }
  }
}

/// One of the distributions that a channel is mixed of.
private struct Part {
  var mean: Double
  var variance: Double
  /// The ends of a uniform distribution or a ramp.
  var ends: (low: Double, high: Double)?

  init(mean: Double, variance: Double) {
    self.mean = mean
    self.variance = variance
  }

  init(between low: Double, _ high: Double, spread: Double) {
    mean = low / 2 + high / 2
    variance = (high - low) * (high - low) * spread
    ends = (low, high)
  }

  static func lognormal(mean: Double, variance: Double) -> Part {
    let middle = PortableMath.exp(mean + variance / 2)
    // Written as (exp(s²) − 1) · exp(2m + s²) it would overflow before its product does.
    return Part(mean: middle, variance: variance == 0 ? 0 : expMinusOne(variance) * middle * middle)
  }

  /// exp(x) − 1 by Kahan's quotient, which loses no digits for small x.
  private static func expMinusOne(_ x: Double) -> Double {
    let u = PortableMath.exp(x)
    guard u != 1, u.isFinite else { return u == 1 ? x : u }
    return (u - 1) * x / PortableMath.log(u)
  }

  /// The one value that a ramp has at an example.
  func onRamp(example: Int, of count: Int) -> Part {
    guard let ends, count > 1 else { return self }
    let share = Double(example) / Double(count - 1)
    return Part(mean: ends.low * (1 - share) + ends.high * share, variance: 0)
  }
}

/// The moments of distributions of which each is drawn from as often as the others.
private struct Mixture {
  let mean: Double
  let variance: Double

  init(_ parts: [Part]) {
    let n = Double(parts.count)
    guard let first = parts.first, parts.count > 1 else {
      (mean, variance) = parts.first.map { ($0.mean, $0.variance) } ?? (.nan, .nan)
      return
    }
    // A sum of equal means would be rounded.
    let isSame = parts.allSatisfy { $0.mean == first.mean }
    let mean = isSame ? first.mean : parts.reduce(0) { $0 + $1.mean } / n
    self.mean = mean
    variance = parts.reduce(0) { $0 + $1.variance + ($1.mean - mean) * ($1.mean - mean) } / n
  }
}

extension BatchSource {
  /// Mean and biased variance of each channel over all that the source holds; the distribution's own for generated ones.
  ///
  /// Data is summed in double precision in two passes, the second around the mean of the first. Where the channels lie
  /// along the examples (axis 0), a channel has the examples that come to its place in a batch.
  ///
  /// - Parameters:
  ///   - layout: how the layer sees a batch of ``batchShape``.
  ///   - index: the batch whose drift counts.
  /// - Returns: one mean and one variance a channel; NaN where a channel has no element.
  public func populationMoments(_ layout: AxisLayout, at index: Int) -> PopulationMoments {
    switch self {
    case .generated(let spec): return spec.populationMoments(axis: layout.axis, at: index)
    case .literal(let tensor):
      let places = ChannelPlaces(inner: layout.inner, channels: layout.channels)
      return Self.moments(places) { body in
        for (element, value) in tensor.scalars.enumerated() { body(element, value) }
      }
    case .examples(let set): return Self.moments(of: set, layout)
    }
  }

  /// NaN for data that cannot be read any longer: a step with it says why.
  private static func moments(of set: ExampleSet, _ layout: AxisLayout) -> PopulationMoments {
    let places = set.channelPlaces(layout)
    // Where the channels lie along the examples, some of them may come to none.
    let isInOrder = layout.axis == 0 && set.shuffleSeed == nil
    let seen = isInOrder ? min(set.exampleCount, set.batchesPerEpoch * set.batchSize) : set.exampleCount
    let moments = try? Self.moments(places) { body throws(BatchSourceError) in
      try set.forEachNumber(of: 0..<seen, body)
    }
    let nothing = [Double](repeating: .nan, count: places.channels)
    let found = moments ?? PopulationMoments(mean: nothing, variance: nothing)
    guard places.channels == 1 else { return found }
    return PopulationMoments(
      mean: Array(repeating: found.mean[0], count: layout.channels),
      variance: Array(repeating: found.variance[0], count: layout.channels))
  }

  /// The moments of what a walk goes over, each time the same elements with their numbers.
  private static func moments<Failure: Error>(
    _ places: ChannelPlaces, of walk: (_ body: (_ element: Int, _ value: Double) -> Void) throws(Failure) -> Void
  ) throws(Failure) -> PopulationMoments {
    var counts = [Double](repeating: 0, count: places.channels)
    var sums = counts
    try walk { element, value in
      counts[places.channel(of: element)] += 1
      sums[places.channel(of: element)] += value
    }
    let mean = zip(sums, counts).map { $0 / $1 }
    var squares = [Double](repeating: 0, count: places.channels)
    try walk { element, value in
      let distance = value - mean[places.channel(of: element)]
      squares[places.channel(of: element)] += distance * distance
    }
    return PopulationMoments(mean: mean, variance: zip(squares, counts).map { $0 / $1 })
  }
}
