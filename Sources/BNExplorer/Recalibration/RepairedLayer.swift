import BNCore

/// A layer with statistics of what was recorded, and what that does to its output.
struct RepairedLayer: Sendable {
  let name: String
  let channels: Int
  let repair: StatisticsRepair
  /// How far its output was off.
  let before: StatisticsGap?
  /// And is now, by the same examples.
  let after: StatisticsGap?
  /// How many examples of the batches that were recorded; `nil` where that is not known.
  let batch: Int?
  /// What the variance of batches of that size is of the population's, in the median channel; `nil` where nothing tells.
  let shareOfBatches: Double?

  /// Repairs a layer; `nil` where it has no statistics, or not as many as were recorded.
  init?(
    _ name: String, _ numbers: LayerNumbers, epsilon: Double, _ recorded: CapturedLayer,
    choice: StatisticsRepair.Choice, inBatches: Bool
  ) {
    guard let mean = numbers.mean, let variance = numbers.variance else { return nil }
    let moments = recorded.moments
    let estimator: StatisticsRepair.Estimator =
      inBatches ? recorded.batch.map { .batches(of: $0) } ?? .population : .population
    guard
      let repair = StatisticsRepair(
        mean: mean, variance: variance, epsilon: epsilon, moments, choice: choice, estimator: estimator)
    else { return nil }
    (self.name, self.repair, channels, batch) = (name, repair, mean.count, recorded.batch)
    func gap(_ mean: [Double], _ variance: [Double]) -> StatisticsGap? {
      StatisticsGap(mean: mean, variance: variance, gamma: numbers.gamma, epsilon: epsilon, moments)
    }
    before = gap(mean, variance)
    after = gap(repair.mean, repair.variance)
    shareOfBatches = recorded.batch.flatMap { batch in
      let shares = zip(StatisticsRepair.variances(moments, .batches(of: batch)), moments.variance).compactMap {
        $1 > 0 && $0.isFinite ? $0 / $1 : nil
      }
      return shares.isEmpty ? nil : shares.median
    }
  }
}
