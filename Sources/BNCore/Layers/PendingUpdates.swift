/// The two update operations of a pass (`tf.GraphKeys.UPDATE_OPS`): moving mean and moving variance, with renorm's own
/// averages behind them.
///
/// They hold the values to move towards and the weights; what they are applied to is read when they are applied, so
/// several passes' updates can run one after another on the same variables.
public struct PendingUpdates<Scalar: TensorScalar>: Sendable, Equatable {
  /// What the statistics move towards.
  enum Target: Sendable, Equatable {
    /// Means and variances of the batch (or the present moving ones, with weight 0).
    case moments(Moments<Scalar>)
    /// Renorm: its averages move first, and the moving statistics follow what they then say.
    case renorm(mean: [Scalar], stddev: [Scalar], weight: Scalar, epsilon: Scalar)
    /// Nothing changes: the fused kernel's inference pass behind a placeholder.
    case none
  }

  let target: Target
  /// How far the moving statistics move: 1 − momentum.
  public let weight: Scalar

  /// How far renorm's own averages move: 1 − renorm_momentum; `nil` without renorm.
  public var renormWeight: Scalar? {
    if case .renorm(_, _, let weight, _) = target { weight } else { nil }
  }

  /// Whether there is nothing to assign: the fused kernel's inference pass behind a placeholder.
  public var isIdle: Bool { target == .none }

  /// How many entries TensorFlow has in UPDATE_OPS for this pass: always two, with renorm too.
  public var count: Int { 2 }

  /// The variables after these updates.
  public func applied(to variables: BatchNormalizationVariables<Scalar>) -> BatchNormalizationVariables<Scalar> {
    applied(to: applied(to: variables, only: .mean), only: .variance)
  }

  /// The variables after one of the two updates; with renorm the averages behind that statistic move first.
  public func applied(
    to variables: BatchNormalizationVariables<Scalar>, only statistic: MovingStatistic
  ) -> BatchNormalizationVariables<Scalar> {
    var result = variables
    switch (target, statistic) {
    case (.none, _): break
    case (.moments(let new), .mean): result.movingMean = moved(result.movingMean, towards: new.mean)
    case (.moments(let new), .variance): result.movingVariance = moved(result.movingVariance, towards: new.variance)
    case (.renorm(let mean, _, let renormWeight, _), .mean):
      result.renorm?.moveMean(towards: mean, weight: renormWeight)
      if let new = result.renorm?.movingMeanTarget { result.movingMean = moved(result.movingMean, towards: new) }
    case (.renorm(_, let stddev, let renormWeight, let epsilon), .variance):
      result.renorm?.moveStddev(towards: stddev, weight: renormWeight)
      if let new = result.renorm?.movingVarianceTarget(epsilon: epsilon) {
        result.movingVariance = moved(result.movingVariance, towards: new)
      }
    }
    return result
  }

  private func moved(_ values: [Scalar], towards new: [Scalar]) -> [Scalar] {
    movedAverage(values, towards: new, weight: weight)
  }
}

extension RenormVariables {
  /// Moves the average of the means towards a batch's, and its weight towards 1.
  fileprivate mutating func moveMean(towards new: [Scalar], weight: Scalar) {
    mean = movedAverage(mean, towards: new, weight: weight)
    meanWeight = movedAverage(meanWeight, towards: 1, weight: weight)
  }

  /// Moves the average of the standard deviations towards a batch's, and its weight towards 1.
  fileprivate mutating func moveStddev(towards new: [Scalar], weight: Scalar) {
    stddev = movedAverage(stddev, towards: new, weight: weight)
    stddevWeight = movedAverage(stddevWeight, towards: 1, weight: weight)
  }

  /// What the moving mean follows: mean / weight.
  ///
  /// Before the first training update this is 0 / 0, which is NaN in TensorFlow and here.
  fileprivate var movingMeanTarget: [Scalar] { mean.map { $0 / meanWeight } }

  /// What the moving variance follows: (stddev / weight)² − epsilon.
  fileprivate func movingVarianceTarget(epsilon: Scalar) -> [Scalar] {
    stddev.map {
      let stddev = $0 / stddevWeight
      return stddev * stddev - epsilon
    }
  }
}
