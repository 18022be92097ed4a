/// Moments of a population, channel by channel, that pieces of it are put together from in any order.
///
/// Count, mean, squared deviations, least and greatest of the finite numbers, and how many were not finite. Mean and squared
/// deviations are sums of two doubles, so that merging adds no error that shows in double precision: pieces give the same
/// moments in any order and grouping, however far the mean lies from 0.
public struct MomentSummary: Equatable, Sendable {
  /// The moments of each channel.
  public var channels: [Channel]

  /// Makes the moments of nothing.
  ///
  /// - Parameter channels: how many channels there are.
  public init(channels: Int) { self.channels = [Channel](repeating: Channel(), count: channels) }

  /// Makes moments of those of the channels.
  public init(_ channels: [Channel]) { self.channels = channels }

  /// Puts the moments of more numbers to these.
  ///
  /// - Parameter other: moments of as many channels.
  public mutating func merge(_ other: MomentSummary) {
    precondition(
      other.channels.count == channels.count, "moments of \(other.channels.count) and \(channels.count) channels")
    for channel in channels.indices { channels[channel].merge(other.channels[channel]) }
  }

  /// Mean and biased variance of each channel; NaN for one without numbers.
  public var population: PopulationMoments {
    PopulationMoments(mean: channels.map(\.mean), variance: channels.map(\.variance))
  }
}

extension MomentSummary {
  /// The moments of a channel.
  public struct Channel: Equatable, Sendable {
    /// How many finite numbers it has.
    public var count = 0
    /// How many are NaN or infinite; they are in nothing else.
    public var nonFinite = 0
    /// The mean is the sum of this and ``meanRest``; 0 of nothing.
    public var meanHead = 0.0
    /// What ``meanHead`` leaves out of the mean.
    public var meanRest = 0.0
    /// Σ(x − mean)² is the sum of this and ``squaresRest``; infinite where it leaves the range of double precision.
    public var squaresHead = 0.0
    /// What ``squaresHead`` leaves out.
    public var squaresRest = 0.0
    /// The least number; infinity of nothing.
    public var minimum = Double.infinity
    /// The greatest number; negative infinity of nothing.
    public var maximum = -Double.infinity

    /// Makes the moments of nothing.
    public init() {}

    /// The mean as one double; NaN of nothing.
    public var mean: Double { count > 0 ? meanHead : .nan }
    /// Σ(x − mean)² as one double.
    public var squares: Double { squaresHead }
    /// The squared deviations divided by the count; NaN of nothing.
    public var variance: Double { count > 0 ? squaresHead / Double(count) : .nan }
    /// The squared deviations divided by one less than the count; NaN of fewer than two numbers.
    public var unbiasedVariance: Double { count > 1 ? squaresHead / Double(count - 1) : .nan }
  }
}

extension MomentSummary.Channel {
  typealias Pair = DoublePair<Double>

  /// Numbers whose sums of deviations from a shift, and of their squares, are known.
  init(count: Int, shift: Double, sum: Double, squares: Double, minimum: Double, maximum: Double) {
    self.count = count
    (self.minimum, self.maximum) = (minimum, maximum)
    let block = BlockMoments(count: Double(count), sum: sum, squares: squares)
    let mean = Pair.sum(shift, block.mean.high)
    let whole = Pair.ordered(mean.high, mean.low + block.mean.low)
    (meanHead, meanRest) = (whole.high, whole.low)
    squaresHead = max(0, block.squares)
  }

  /// Puts the moments of more numbers to these, by Chan, Golub and LeVeque's formula (1979) in pairs of doubles.
  public mutating func merge(_ other: Self) {
    let nonFinite = nonFinite + other.nonFinite
    defer { self.nonFinite = nonFinite }
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (here, there) = (Double(count), Double(other.count))
    let difference = Pair(other.meanHead, other.meanRest) - Pair(meanHead, meanRest)
    let mean = Pair(meanHead, meanRest) + difference * there / (here + there)
    let between = difference * difference * here * there / (here + there)
    let squares = Pair(squaresHead, squaresRest) + Pair(other.squaresHead, other.squaresRest) + between
    (minimum, maximum) = (min(minimum, other.minimum), max(maximum, other.maximum))
    if mean.high.isFinite, mean.low.isFinite, squares.high.isFinite, squares.low.isFinite {
      (meanHead, meanRest, squaresHead, squaresRest) = (mean.high, mean.low, squares.high, squares.low)
    } else {
      // Squares of numbers beyond 1e150 leave the range; the means stay in it.
      let weight = there / (here + there)
      (meanHead, meanRest) = (meanHead * (1 - weight) + other.meanHead * weight, 0)
      (squaresHead, squaresRest) = (.infinity, 0)
    }
    count += other.count
  }
}

/// Mean and Σ(x − mean)² of numbers whose sum and sum of squares are known.
///
/// With b = s / m rounded, and what that leaves out, r: s² / m = s · b + s · r, of which the first product is taken exactly. So
/// nothing is lost between q and s² / m but what q itself has lost.
struct BlockMoments<Lanes: DoubleLanes> {
  let mean: DoublePair<Lanes>
  let squares: Lanes

  @inline(__always)
  init(count: Lanes, sum: Lanes, squares sumOfSquares: Lanes) {
    mean = DoublePair(sum, Lanes(repeating: 0)) / count
    let product = DoublePair.product(sum, mean.high)
    squares = (sumOfSquares - product.high) - (product.low + sum * mean.low)
  }
}
