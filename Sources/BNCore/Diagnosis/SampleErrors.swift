/// How far the moments of a sample are off, by how far its examples lie apart.
///
/// Few examples say little of how far one channel's lie apart. Together the channels say more, so that a channel's spread is
/// taken with four examples' worth of theirs, and theirs with that of independent normal numbers.
struct SampleErrors {
  private let examples: Double
  private let ofMeans: [Double]?
  private let ofSquares: [Double]?
  private let usualOfMeans: Double
  private let usualOfSquares: Double

  /// An example weighs in as much as so many where nothing, or little, is known of how examples differ.
  private static let prior = 4.0
  /// The variance of an example's mean square in units of the squared variance, before it is known: 2 for one normal number, and more
  /// for those with longer tails.
  private static let priorOfSquares = 3.0

  init(_ sample: ObservedMoments.Sample, variance: [Double]) {
    let examples = Double(max(sample.examples, 1))
    self.examples = examples
    (ofMeans, ofSquares) = (sample.spreadOfMeans, sample.spreadOfSquares)
    func usual(_ spread: [Double]?, _ prior: Double, _ unit: (Double) -> Double) -> Double {
      let relative = zip(spread ?? [], variance).compactMap { spread, variance in
        variance > 0 && spread.isFinite && variance.isFinite ? spread / unit(variance) : nil
      }
      guard !relative.isEmpty, examples > 1 else { return prior }
      // Channels depend on each other: √c of them count.
      let weight = (examples - 1) * Double(relative.count).squareRoot()
      let pooled = relative.reduce(0, +) / Double(relative.count)
      return (Self.prior * prior + weight * pooled) / (Self.prior + weight)
    }
    usualOfMeans = usual(sample.spreadOfMeans, 1) { $0 }
    usualOfSquares = usual(sample.spreadOfSquares, Self.priorOfSquares) { $0 * $0 }
  }

  /// The variance of a channel's mean, where its elements have the given variance.
  func ofMean(_ channel: Int, variance: Double) -> Double {
    error(ofMeans?[channel], usual: usualOfMeans * variance)
  }

  /// The variance of a channel's variance.
  func ofVariance(_ channel: Int, variance: Double) -> Double {
    error(ofSquares?[channel], usual: usualOfSquares * variance * variance)
  }

  /// The variance without the bias of being taken about the sample's own mean, as far as its examples tell.
  func unbiased(_ channel: Int, variance: Double) -> Double {
    ofMeans == nil || examples < 2 ? variance : variance + ofMean(channel, variance: variance)
  }

  /// The variance of a relative spread of which nothing was seen.
  var ofUnseenRatio: Double { Self.priorOfSquares / 4 / examples }

  private func error(_ spread: Double?, usual: Double) -> Double {
    guard let spread, spread.isFinite, examples > 1 else { return usual / examples }
    return (Self.prior * usual + (examples - 1) * spread) / (Self.prior + examples - 1) / examples
  }
}
