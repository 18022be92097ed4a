/// What is to be expected of a moving statistic while batches go on coming from the same population.
///
/// An update v ← v − (v − new) · (1 − m) of a value M₀ towards batches of expectation µ makes, after t updates,
///
///     E[v] = mᵗ · M₀ + (1 − mᵗ) · µ
///     Var[v] = s² · (1 − m) / (1 + m) · (1 − m²ᵗ)
///
/// where s² is the variance of what one batch says: σ² / n for its mean.
public struct MovingPrediction: Equatable, Sendable {
  /// The value to start from: M₀.
  public let start: Double
  /// What a batch says on average, and where the statistic ends: µ.
  public let limit: Double
  /// The share that stays at each update: m.
  public let momentum: Double
  /// The standard deviation of what a batch says; `nil` where it is not known.
  public let batchDeviation: Double?

  /// Makes a prediction.
  ///
  /// - Parameters:
  ///   - start: the statistic's present value.
  ///   - limit: the expectation of what a batch says.
  ///   - momentum: the share that stays at each update.
  ///   - batchDeviation: the standard deviation of what a batch says, if it is known.
  public init(start: Double, limit: Double, momentum: Double, batchDeviation: Double?) {
    self.start = start
    self.limit = limit
    self.momentum = momentum
    self.batchDeviation = batchDeviation
  }

  /// Predicts a moving mean over batches of independent numbers: µ is the population's mean, s = σ / √n.
  ///
  /// - Parameters:
  ///   - start: the moving mean's present value.
  ///   - mean: the population's mean.
  ///   - variance: the population's variance.
  ///   - count: elements a channel in each batch.
  ///   - momentum: the share that stays at each update.
  /// - Returns: the prediction.
  public static func movingMean(
    from start: Double, mean: Double, variance: Double, count: Int, momentum: Double
  ) -> MovingPrediction {
    MovingPrediction(
      start: start, limit: mean, momentum: momentum, batchDeviation: (variance / Double(count)).squareRoot())
  }

  /// Predicts a moving variance over batches of independent numbers.
  ///
  /// TensorFlow's fused implementation moves towards the unbiased variance, whose expectation is σ² (0 for a single element,
  /// which says nothing); the other one towards the biased variance, (n − 1) / n · σ². The deviation of the unbiased variance is
  /// σ² · √(2 / (n − 1) + κ / n) with the population's excess kurtosis κ, 0 for the normal distribution.
  ///
  /// - Parameters:
  ///   - start: the moving variance's present value.
  ///   - variance: the population's variance.
  ///   - excessKurtosis: the population's; `nil` where it is not known.
  ///   - count: elements a channel in each batch.
  ///   - isUnbiased: whether batch variances are corrected by Bessel's factor first.
  ///   - momentum: the share that stays at each update.
  /// - Returns: the prediction.
  public static func movingVariance(
    from start: Double, variance: Double, excessKurtosis: Double?, count: Int, isUnbiased: Bool, momentum: Double
  ) -> MovingPrediction {
    let n = Double(count)
    guard count > 1 else {
      return MovingPrediction(
        start: start, limit: count == 1 ? 0 : .nan, momentum: momentum, batchDeviation: count == 1 ? 0 : nil)
    }
    let factor = isUnbiased ? 1 : (n - 1) / n
    let deviation = excessKurtosis.map { factor * variance * (2 / (n - 1) + $0 / n).squareRoot() }
    return MovingPrediction(
      start: start, limit: factor * variance, momentum: momentum, batchDeviation: deviation)
  }

  /// The expected value after so many further updates: mᵗ · M₀ + (1 − mᵗ) · µ.
  public func expected(after updates: Int) -> Double {
    let share = Self.power(momentum, updates)
    return share * start + (1 - share) * limit
  }

  /// The standard deviation around it: s · √((1 − m) / (1 + m) · (1 − m²ᵗ)); `nil` where a batch's is not known.
  public func deviation(after updates: Int) -> Double? {
    let share = Self.power(momentum, updates)
    return band.map { $0 * (1 - share * share).squareRoot() }
  }

  /// The standard deviation in the end: s · √((1 − m) / (1 + m)), which for a moving mean is σ / √n times that root.
  ///
  /// `nil` where a batch's is not known, and for a momentum at which nothing settles.
  public var band: Double? {
    guard settles, let batchDeviation else { return nil }
    return batchDeviation * ((1 - momentum) / (1 + momentum)).squareRoot()
  }

  /// Whether the statistic arrives anywhere.
  public var settles: Bool { momentum >= 0 && momentum < 1 }

  /// How many further updates bring what is left of the way below 1 %; `nil` if none do.
  public var updatesToOnePercent: Int? { Self.updates(toShare: 0.01, momentum: momentum) }

  /// The fewest updates after which no more than a share of the start is left: the first t with mᵗ ≤ share.
  ///
  /// - Parameters:
  ///   - share: more than 0 and less than 1.
  ///   - momentum: the share that stays at each update.
  /// - Returns: `nil` where the start never fades: for a momentum below 0 or from 1 on.
  public static func updates(toShare share: Double, momentum: Double) -> Int? {
    guard momentum >= 0, momentum < 1, share > 0, share < 1 else { return nil }
    guard momentum > 0 else { return 1 }
    let quotient = PortableMath.log(share) / PortableMath.log(momentum)
    // 1 − m below 1e-15 or so is no number that anybody waits for.
    guard quotient < 1e15 else { return nil }
    var count = max(1, Int(quotient.rounded()))
    // The logarithms are rounded: the definition decides.
    while count > 1, power(momentum, count - 1) <= share { count -= 1 }
    while power(momentum, count) > share { count += 1 }
    return count
  }

  /// The fewest further updates after which of a start that is left to a share no more than another share is.
  ///
  /// - Parameters:
  ///   - present: the share that is left by now.
  ///   - share: more than 0 and less than 1.
  ///   - momentum: the share that stays at each update.
  /// - Returns: `nil` where the start never fades.
  public static func updates(fromShare present: Double, toShare share: Double, momentum: Double) -> Int? {
    present <= share ? 0 : updates(toShare: share / present, momentum: momentum)
  }

  /// After how many updates half of the start is left: ln ½ / ln m; `nil` where that never happens.
  public static func halfLife(momentum: Double) -> Double? {
    guard momentum > 0, momentum < 1 else { return momentum == 0 ? 0 : nil }
    return PortableMath.log(0.5) / PortableMath.log(momentum)
  }

  /// A power by repeated squaring.
  package static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
