/// How the numbers of a channel are drawn, as far as that is known.
public enum Sampling: Equatable, Sendable {
  /// Independently, from a distribution with this excess kurtosis, if it is known.
  case independent(excessKurtosis: Double?)
  /// Every batch has the moments of the population.
  case same

  /// Where a moving statistic goes from here.
  ///
  /// - Parameters:
  ///   - isVariance: whether it is the moving variance, or the moving mean.
  ///   - start: what it is now.
  ///   - mean: the population's mean.
  ///   - variance: the population's biased variance.
  ///   - count: how many numbers of a channel a batch has.
  ///   - isUnbiased: whether batch variances are corrected by Bessel's factor first, as TensorFlow's fused kernel does.
  ///   - momentum: how much of a moving statistic stays at an update.
  /// - Returns: its expected course.
  public func prediction(
    isVariance: Bool, from start: Double, mean: Double, variance: Double, count: Int, isUnbiased: Bool, momentum: Double
  ) -> MovingPrediction {
    switch (self, isVariance) {
    case (.independent, false):
      return .movingMean(from: start, mean: mean, variance: variance, count: count, momentum: momentum)
    case (.independent(let kurtosis), true):
      return .movingVariance(
        from: start, variance: variance, excessKurtosis: kurtosis, count: count, isUnbiased: isUnbiased,
        momentum: momentum)
    case (.same, false): return MovingPrediction(start: start, limit: mean, momentum: momentum, batchDeviation: 0)
    case (.same, true):
      let correction = isUnbiased ? Double(count) / Double(max(count - 1, 1)) : 1
      return MovingPrediction(start: start, limit: variance * correction, momentum: momentum, batchDeviation: 0)
    }
  }
}
