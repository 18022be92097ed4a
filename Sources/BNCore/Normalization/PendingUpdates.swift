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

  /// How many entries TensorFlow has in UPDATE_OPS for this pass: always two, with renorm too.
  public var count: Int { 2 }

  /// The variables after these updates.
  public func applied(to variables: BatchNormalizationVariables<Scalar>) -> BatchNormalizationVariables<Scalar> {
    var result = variables
    switch target {
    case .none: break
    case .moments(let new): result.moveStatistics(towards: new, weight: weight)
    case .renorm(let mean, let stddev, let renormWeight, let epsilon):
      guard let moved = variables.renorm?.moved(mean: mean, stddev: stddev, weight: renormWeight) else { break }
      result.renorm = moved
      result.moveStatistics(towards: moved.moments(epsilon: epsilon), weight: weight)
    }
    return result
  }
}

extension BatchNormalizationVariables {
  fileprivate mutating func moveStatistics(towards new: Moments<Scalar>, weight: Scalar) {
    movingMean = movedAverage(movingMean, towards: new.mean, weight: weight)
    movingVariance = movedAverage(movingVariance, towards: new.variance, weight: weight)
  }
}

extension RenormVariables {
  /// The averages after one update towards a batch; the weights move towards 1 with them.
  fileprivate func moved(mean newMean: [Scalar], stddev newStddev: [Scalar], weight: Scalar) -> Self {
    var result = self
    result.mean = movedAverage(mean, towards: newMean, weight: weight)
    result.meanWeight = movedAverage(meanWeight, towards: 1, weight: weight)
    result.stddev = movedAverage(stddev, towards: newStddev, weight: weight)
    result.stddevWeight = movedAverage(stddevWeight, towards: 1, weight: weight)
    return result
  }

  /// What the moving statistics follow: mean / weight and (stddev / weight)² − epsilon.
  ///
  /// Before the first training update this is 0 / 0, which is NaN in TensorFlow and here.
  fileprivate func moments(epsilon: Scalar) -> Moments<Scalar> {
    Moments(
      mean: mean.map { $0 / meanWeight },
      variance: stddev.map {
        let stddev = $0 / stddevWeight
        return stddev * stddev - epsilon
      })
  }
}
