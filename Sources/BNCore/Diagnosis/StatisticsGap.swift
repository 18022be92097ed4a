/// How far a layer's output is off because its moving statistics are not the moments of what comes in.
///
/// With M, V the moving statistics and µ, v the observed moments, inference puts out γ · (d + r · x̂) + β for a normalized input
/// x̂, where d = (µ − M) / √(V + epsilon) and r = √((v + epsilon) / (V + epsilon)), renorm's own two corrections (arXiv 1702.03275). With the right
/// statistics it were γ · x̂ + β. The difference has the mean square γ² · (d² + (r − 1)²); ``effect`` is its root over all channels, in units of the
/// output's deviation. A sample leaves an error in d and r, and ``interval`` allows for it.
public struct StatisticsGap: Sendable, Equatable {
  /// The root of the mean of γ² · (d² + (r − 1)²) over the channels, divided by that of γ².
  public let effect: Double
  /// What the effect may be, for all that the sample tells.
  public let interval: ClosedRange<Double>
  /// The median of |d|.
  public let shift: Double
  /// The median of r; `nil` where single elements tell nothing of a spread.
  public let ratio: Double?
  /// The smallest factor by which the deviations may differ, in the median channel.
  public let leastStretch: Double
  /// The channels that alone are beyond an effect of a half.
  public let channels: [Int]
  /// How many examples were looked at; `nil` for a population.
  public let examples: Int?
  private let bounds: GapBounds

  /// No channel counts for more: renorm's own limit of d in the paper.
  private static let most = 5.0
  /// So few examples tell nothing of what all channels share.
  private static let fewestForShared = 8

  /// Compares; `nil` where no channel can be compared.
  ///
  /// - Parameters:
  ///   - mean: the moving mean.
  ///   - variance: the moving variance.
  ///   - gamma: the scale, which says how much a channel counts; `nil` for equal ones.
  ///   - epsilon: as it is added to the variance.
  ///   - observed: the moments of what comes in, with as many channels.
  public init?(mean: [Double], variance: [Double], gamma: [Double]?, epsilon: Double, _ observed: ObservedMoments) {
    guard mean.count == variance.count, observed.mean.count == mean.count, observed.variance.count == mean.count else {
      return nil
    }
    let errors = observed.sample.map { SampleErrors($0, variance: observed.variance) }
    let parts = mean.indices.compactMap { channel in
      GapChannel(channel, mean[channel], variance[channel] + epsilon, epsilon, observed, errors)
    }
    guard !parts.isEmpty else { return nil }
    let weights = Self.weights(of: parts, gamma)
    let total = weights.reduce(0, +)
    func average(_ number: (GapChannel) -> Double) -> Double {
      zip(parts, weights).reduce(0) { $0 + $1.1 * number($1.0) } / total
    }
    // Beyond the most that counts, an error shrinks with what it is the error of.
    func share(_ part: GapChannel) -> Double { min(1, Self.most * Self.most / part.square) }
    effect = average { $0.square * share($0) }.squareRoot()
    let tellsShared = (observed.sample?.examples ?? Self.fewestForShared) >= Self.fewestForShared
    let bounds = GapBounds(
      error: average { $0.error * share($0) }.squareRoot(),
      channels: total * total / weights.reduce(0) { $0 + $1 * $1 },
      shared: !tellsShared
        ? nil
        : GapBounds.Shared(
          shift: average { $0.shift * share($0).squareRoot() },
          stretch: average { $0.stretch * share($0).squareRoot() },
          shiftError: average { $0.shiftError * share($0) }.squareRoot(),
          stretchError: average { $0.stretchError * share($0) }.squareRoot()))
    self.bounds = bounds
    interval = min(bounds.least(effect), effect)...max(effect, min(bounds.most(effect), Self.most))
    shift = parts.map(\.shift.magnitude).median
    let ratios = parts.compactMap(\.ratio)
    ratio = ratios.isEmpty ? nil : ratios.median
    leastStretch = parts.map(\.leastStretch).median
    channels = parts.filter { $0.square.squareRoot() - 3 * $0.error.squareRoot() > 0.5 }.map(\.index)
    examples = observed.sample?.examples
  }

  /// The effect without what the errors of the sample add to its square on average.
  public var unbiasedEffect: Double { max(0, effect * effect - bounds.error * bounds.error).squareRoot() }

  /// What the errors of the sample add to the effect's square on average, as a root.
  public var samplingError: Double { bounds.error }

  /// How many examples like these it would take to tell the effect from a limit below it; `nil` where it is not above, or
  /// known exactly.
  public func examplesNeeded(beyond limit: Double) -> Int? {
    guard let examples, effect > limit else { return nil }
    return (0...20).lazy.map { examples << $0 }.first { number in
      bounds.scaled(by: (Double(examples) / Double(number)).squareRoot()).least(effect) > limit
    }
  }

  private static func weights(of parts: [GapChannel], _ gamma: [Double]?) -> [Double] {
    let even = parts.map { _ in 1.0 }
    guard let gamma else { return even }
    let weights = parts.map { gamma.indices.contains($0.index) ? gamma[$0.index] * gamma[$0.index] : 1 }
    let isUsable = weights.allSatisfy(\.isFinite) && weights.reduce(0, +) > 0
    return isUsable ? weights : even
  }
}
