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
  private let bounds: Bounds

  /// No channel counts for more: renorm's own limit of d in the paper.
  private static let most = 5.0
  /// An example weighs in as much as so many where nothing, or little, is known of how examples differ.
  private static let priorExamples = 4.0
  /// The variance of an example's mean square in units of the squared variance, before it is known: 2 for one normal number, and more
  /// for those with longer tails.
  private static let priorSquares = 3.0

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
    let parts = mean.indices.compactMap { channel in
      Channel(channel, mean[channel], variance[channel] + epsilon, epsilon, observed)
    }
    guard !parts.isEmpty else { return nil }
    let weights = Self.weights(of: parts, gamma)
    let total = weights.reduce(0, +)
    func root(_ square: (Channel) -> Double) -> Double {
      (zip(parts, weights).reduce(0) { $0 + $1.1 * min(square($1.0), Self.most * Self.most) } / total).squareRoot()
    }
    effect = root(\.square)
    let bounds = Bounds(error: root(\.error), channels: total * total / weights.reduce(0) { $0 + $1 * $1 })
    self.bounds = bounds
    interval = bounds.least(effect)...bounds.most(effect)
    shift = parts.map(\.shift.magnitude).median
    let ratios = parts.compactMap(\.ratio)
    ratio = ratios.isEmpty ? nil : ratios.median
    leastStretch = parts.map(\.leastStretch).median
    channels = parts.filter { $0.square.squareRoot() - 3 * $0.error.squareRoot() > 0.5 }.map(\.index)
    examples = observed.sample?.examples
  }

  /// How many examples like these it would take to tell the effect from a limit below it; `nil` where it is not above, or
  /// known exactly.
  public func examplesNeeded(beyond limit: Double) -> Int? {
    guard let examples, effect > limit else { return nil }
    return (0...20).lazy.map { examples << $0 }.first { number in
      bounds.scaled(by: (Double(examples) / Double(number)).squareRoot()).least(effect) > limit
    }
  }

  private static func weights(of parts: [Channel], _ gamma: [Double]?) -> [Double] {
    let even = parts.map { _ in 1.0 }
    guard let gamma else { return even }
    let weights = parts.map { gamma.indices.contains($0.index) ? gamma[$0.index] * gamma[$0.index] : 1 }
    let isUsable = weights.allSatisfy(\.isFinite) && weights.reduce(0, +) > 0
    return isUsable ? weights : even
  }

  /// What a root mean square over channels tells of the one without errors.
  private struct Bounds: Equatable {
    /// The root mean square of the errors.
    let error: Double
    /// As many channels of equal weight have as much to average the errors away.
    let channels: Double

    /// Channels depend on each other: a quarter of them counts.
    private var independent: Double { max(1, channels / 4) }

    /// Three standard errors below.
    ///
    /// The errors add their own mean square to that of the effect, which spreads by √(2 / c), and they
    /// lie along the effect in one of c directions; the triangle inequality is the better bound for few channels.
    func least(_ effect: Double) -> Double {
      let noise = error * error * (1 + 3 * (2 / independent).squareRoot())
      let square = effect * effect - noise - 6 * effect * error / independent.squareRoot()
      return max(max(0, square).squareRoot(), effect - error * (2 + 1.3 / channels.squareRoot()), 0)
    }

    func most(_ effect: Double) -> Double {
      let noise = error * error * 3 * (2 / independent).squareRoot()
      return (effect * effect + noise + 6 * effect * error / independent.squareRoot()).squareRoot()
    }

    func scaled(by factor: Double) -> Bounds { Bounds(error: error * factor, channels: channels) }
  }

  /// One channel's d and r, and the squares of their standard errors.
  private struct Channel {
    let index: Int
    let shift: Double
    let ratio: Double?
    /// d² + (r − 1)².
    let square: Double
    /// The variance that the sample leaves in d and r together.
    let error: Double
    /// The smallest factor between the deviations that three standard errors allow.
    let leastStretch: Double

    init?(_ index: Int, _ mean: Double, _ scale: Double, _ epsilon: Double, _ observed: ObservedMoments) {
      let (seen, spread) = (observed.mean[index], observed.variance[index])
      guard scale > 0, mean.isFinite, scale.isFinite, seen.isFinite, spread.isFinite else { return nil }
      self.index = index
      shift = (seen - mean) / scale.squareRoot()
      let sample = observed.sample
      // One element has no spread, and nothing can be said of it.
      let tellsSpread = (sample?.elements ?? 2) > 1
      let ratio = ((spread + epsilon) / scale).squareRoot()
      self.ratio = tellsSpread ? ratio : nil
      square = shift * shift + (tellsSpread ? (ratio - 1) * (ratio - 1) : 0)
      guard let sample else {
        (error, leastStretch) = (0, max(ratio, 1 / ratio))
        return
      }
      let ofMean = Self.error(sample, sample.spreadOfMeans?[index], prior: max(scale, spread)) / scale
      let ofSquares =
        Self.error(sample, sample.spreadOfSquares?[index], prior: StatisticsGap.priorSquares * spread * spread)
      // √ halves a relative error, and epsilon has none.
      let relative = tellsSpread && spread > 0 ? ofSquares / ((spread + epsilon) * (spread + epsilon)) / 4 : 0
      let unknown = spread > 0 ? 0 : StatisticsGap.priorSquares / 4 / Double(sample.examples)
      let ofRatio = tellsSpread ? max(relative, unknown) : 0
      error = ofMean + ofRatio * max(1, ratio * ratio)
      let stretch = max(ratio, 1 / ratio)
      leastStretch = tellsSpread ? max(1, stretch * (1 - 3 * ofRatio.squareRoot())) : 1
    }

    /// The variance of an average over the examples, from how far those lie apart, and where few do from what is usual.
    private static func error(_ sample: ObservedMoments.Sample, _ spread: Double?, prior: Double) -> Double {
      let examples = Double(max(sample.examples, 1))
      guard let spread, spread.isFinite else { return prior / examples }
      let own = StatisticsGap.priorExamples
      return (own * prior + (examples - 1) * spread) / (own + examples - 1) / examples
    }
  }
}
