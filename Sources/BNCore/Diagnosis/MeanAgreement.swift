/// How the stored moving means of a layer agree with those that the layer before it and the weights between predict.
public struct MeanAgreement: Sendable, Equatable {
  /// The channels that could be compared.
  public let channels: Int
  /// Pearson's correlation of stored and predicted means; NaN where either is the same in all channels.
  public let correlation: Double
  /// The probability that channels in any other order correlate as much.
  ///
  /// Under the null distribution, all orders alike, Fisher's artanh(r) is about normal with the deviation 1 / √(n − 3).
  public let chance: Double
  /// The slope of the line through the stored means over the predicted ones.
  public let slope: Double
  /// The root of the mean square of stored − predicted, in the layer's stored deviations √(V + epsilon).
  public let residual: Double
  /// The mean of stored − predicted, in the same unit.
  public let offset: Double
  /// The residual without regard to the border of the image.
  public let borderless: Double
  /// The residual that is to be expected if the channels' means were in any order.
  public let shuffled: Double
  /// The extent of the image by which the border explains the means best; `nil` where it is of no account.
  public let size: Int?
  /// How exact the prediction can be.
  public let precision: Precision

  /// How exact a prediction can be.
  public enum Precision: Sendable, CaseIterable {
    /// Nothing but sums: a batch norm's output has the mean beta in every batch, so that rounding alone is left.
    case exact
    /// Behind an activation, at one position: as far as the channels are normal.
    case pointwise
    /// With a border, whose extent was fitted.
    case bordered
  }

  /// What the figures say.
  public enum Verdict: Sendable, Equatable {
    /// Stored and predicted means are the same as far as can be expected.
    case agrees
    /// They are not: one of the two layers is not the one that was trained with these weights.
    case disagrees
    /// The figures do not tell.
    case unclear(Doubt)
  }

  /// Why figures do not tell.
  public enum Doubt: String, Sendable, CaseIterable {
    /// Fewer than ``MeanAgreement/fewest`` channels.
    case fewChannels
    /// The means hardly differ in units of the deviations, so that another order would not show.
    case meansAlike
    /// The image is so small that its border may be all of it.
    case border
  }

  /// Fewer channels are not judged.
  public static let fewest = 8
  /// A correlation below this does not occur in healthy layers whose means differ.
  public static let leastCorrelation = 0.8
  /// The greatest residual without the border.
  public static let greatestBorderless = 0.45
  /// The largest image whose border may be all of it.
  static let smallImage = 4

  /// The greatest residual of healthy layers.
  public static func greatestResidual(_ precision: Precision) -> Double {
    switch precision {
    case .exact: 0.05
    case .pointwise: 0.45
    case .bordered: 0.25
    }
  }

  /// Compares; `nil` where the numbers of channels are not the same.
  ///
  /// Channels without a finite positive variance and finite means are left out.
  ///
  /// - Parameters:
  ///   - next: the prediction.
  ///   - isExact: whether no activation stands between.
  ///   - mean: the stored moving means.
  ///   - variance: the stored moving variances.
  ///   - epsilon: the layer's.
  public init?(_ next: NextMean, isExact: Bool, mean: [Double], variance: [Double], epsilon: Double) {
    guard mean.count == next.channels, variance.count == next.channels else { return nil }
    let plain = next.means()
    let usable = mean.indices.filter { channel in
      // Below the smallest variance that training makes, the deviation is epsilon's.
      mean[channel].isFinite && variance[channel].isFinite && plain[channel].isFinite
        && !(0..<1e-10).contains(variance[channel]) && max(variance[channel], 0) + epsilon > 0
    }
    let stored = usable.map { mean[$0] }
    let deviations = usable.map { (max(variance[$0], 0) + epsilon).squareRoot() }
    func residual(_ means: [Double]) -> Double {
      Self.root(zip(stored, means).enumerated().map { ($1.0 - $1.1) / deviations[$0] })
    }
    var best = (size: Int?.none, means: usable.map { plain[$0] })
    borderless = residual(best.means)
    var least = borderless
    for size in next.isPointwise ? [] : NextMean.sizes {
      let means = next.means(size: size)
      let candidate = usable.map { means[$0] }
      let figure = residual(candidate)
      if figure < least { (best, least) = ((size, candidate), figure) }
    }
    channels = usable.count
    size = best.size
    self.residual = least
    precision = next.isPointwise ? (isExact ? .exact : .pointwise) : .bordered
    offset =
      zip(stored, best.means).enumerated().map { ($1.0 - $1.1) / deviations[$0] }.reduce(0, +)
      / Double(max(usable.count, 1))
    let line = Line(best.means, stored)
    slope = line.slope
    correlation = line.correlation
    chance = Self.chance(of: line.correlation, channels: usable.count)
    shuffled = Self.shuffled(best.means, stored, deviations)
  }

  /// What the figures say.
  public var verdict: Verdict {
    guard channels >= Self.fewest else { return .unclear(.fewChannels) }
    let isTelling = shuffled > 2 * Self.greatestResidual(precision)
    let isApart = residual > Self.greatestResidual(precision) || borderless > Self.greatestBorderless
    if isApart || isTelling && !(correlation >= Self.leastCorrelation) {
      let isBorder = size.map { $0 <= Self.smallImage } ?? false
      return isBorder && correlation >= Self.leastCorrelation ? .unclear(.border) : .disagrees
    }
    return correlation >= Self.leastCorrelation ? .agrees : .unclear(.meansAlike)
  }

  private static func root(_ numbers: [Double]) -> Double {
    (numbers.reduce(0) { $0 + $1 * $1 } / Double(max(numbers.count, 1))).squareRoot()
  }

  static func chance(of correlation: Double, channels: Int) -> Double {
    guard channels > 3, correlation.isFinite else { return .nan }
    guard correlation < 1 else { return 0 }
    guard correlation > -1 else { return 1 }
    let artanh = 0.5 * PortableMath.log((1 + correlation) / (1 - correlation))
    return NormalTail.above(artanh * Double(channels - 3).squareRoot())
  }

  /// The root of what the mean square is on average over all orders of the stored means.
  private static func shuffled(_ predicted: [Double], _ stored: [Double], _ deviations: [Double]) -> Double {
    let count = Double(max(stored.count, 1))
    let mean = stored.reduce(0, +) / count
    let variance = stored.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let squares = zip(predicted, deviations).map { (variance + (mean - $0) * (mean - $0)) / ($1 * $1) }
    return (squares.reduce(0, +) / count).squareRoot()
  }

  /// The line of least squares.
  private struct Line {
    let slope: Double
    let correlation: Double

    init(_ x: [Double], _ y: [Double]) {
      let count = Double(max(x.count, 1))
      let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
      var (xx, yy, xy) = (0.0, 0.0, 0.0)
      for (x, y) in zip(x, y) {
        xx += (x - meanX) * (x - meanX)
        yy += (y - meanY) * (y - meanY)
        xy += (x - meanX) * (y - meanY)
      }
      slope = xy / xx
      let ratio = xy / (xx.squareRoot() * yy.squareRoot())
      // Rounding may carry it beyond 1; NaN stays NaN.
      correlation = ratio.magnitude > 1 ? (ratio < 0 ? -1 : 1) : ratio
    }
  }
}
