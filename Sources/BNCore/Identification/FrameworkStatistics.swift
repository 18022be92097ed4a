/// Which frameworks store what a layer has after a step.
struct FrameworkStatistics {
  private let evidence: StatisticsEvidence
  /// A share of the old value that the statistics show.
  private let share: Double?

  init(_ evidence: StatisticsEvidence, share: Double?) {
    (self.evidence, self.share) = (evidence, share)
  }

  /// The frameworks, in the order of their table.
  var matches: [FrameworkMatch] {
    let trials = ChannelGrouping.candidates(shape: evidence.shape)
      .filter { $0.isUsual && $0.count == evidence.count }.compactMap { StatisticsTrial(evidence, $0) }
    return FrameworkRules.all.filter(\.trains).compactMap { rules in
      trials.lazy.compactMap { match(rules, $0) }.first
    }
  }

  private func match(_ rules: FrameworkRules, _ trial: StatisticsTrial) -> FrameworkMatch? {
    for share in shares(rules) {
      for layer in trial.layers(rules, share: share) where trial.agrees(layer) {
        return FrameworkMatch(
          name: rules.name, mode: .training, epsilon: nil, shareOfOld: share,
          isDefault: share == rules.momentum.shareOfOld)
      }
    }
    return nil
  }

  /// Shares that a framework may have been asked for: its own, the known one in either sense, and the one that shows.
  private func shares(_ rules: FrameworkRules) -> [Double?] {
    guard let own = rules.momentum.shareOfOld else { return [nil] }
    let stated = evidence.layer.momentum.map { [$0, 1 - $0] } ?? []
    return ([own] + stated + [share].compactMap { $0 }).map { Optional($0) }
  }
}

/// A batch as frameworks take it, and the statistics that came of it.
private struct StatisticsTrial {
  private let evidence: StatisticsEvidence
  private let batch: FrameworkBatch
  private let own: GroupNumbers
  /// The batch's moments in each way of summing that a framework has.
  private let moments: [(variance: VarianceFormula, order: SumOrder, moments: Moments<Double>)]

  init?(_ evidence: StatisticsEvidence, _ grouping: ChannelGrouping) {
    guard let batch = FrameworkBatch(evidence.x, grouping), let moments = evidence.moments[grouping],
      evidence.layer.fits(channels: batch.channels)
    else { return nil }
    (self.evidence, self.batch) = (evidence, batch)
    own = GroupNumbers(moments, evidence.model)
    self.moments = batch.count > 0 && evidence.layer.mask == nil ? Self.moments(batch) : []
  }

  private static func moments(_ batch: FrameworkBatch) -> [(VarianceFormula, SumOrder, Moments<Double>)] {
    var all: [(variance: VarianceFormula, order: SumOrder, moments: Moments<Double>)] = []
    for rules in FrameworkRules.all where rules.trains {
      let (variance, order) = (rules.variance, rules.sums[batch.rank])
      guard !all.contains(where: { $0.variance == variance && $0.order == order }) else { continue }
      all.append((variance, order, variance.moments(of: batch, order)))
    }
    return all
  }

  func layers(_ rules: FrameworkRules, share: Double?) -> [FrameworkLayer] {
    func floats(_ numbers: KnownNumbers?) -> [Float]? { numbers?.spread(to: batch.channels).map { Float($0) } }
    let ones = [Float](repeating: 1, count: batch.channels)
    let states = FrameworkState.possible(
      rules, mean: floats(evidence.layer.mean), variance: floats(evidence.layer.variance), channels: batch.channels,
      layer: evidence.layer, share: share)
    return states.map { state in
      FrameworkLayer(
        rules, rank: batch.rank, gamma: ones, beta: ones, epsilon: evidence.layer.epsilon, shareOfOld: share,
        state: state, renormClipping: evidence.layer.renorm?.clipping ?? RenormClipping())
    }
  }

  /// Whether a layer stores, or uses, the statistics after a step with the batch.
  func agrees(_ layer: FrameworkLayer) -> Bool {
    var after = layer
    let rules = layer.rules
    let known = moments.first { $0.variance == rules.variance && $0.order == rules.sums[batch.rank] }
    let outcome = after.step(batch, mask: evidence.layer.mask, moments: known?.moments, hasOutput: false)
    let stored = Moments(mean: after.state.mean.map(Double.init), variance: after.state.variance.map(Double.init))
    let used = after.used
    let bounds = StatisticsBounds(own, outcome, before: layer, after: after, evidence.model)
    return agrees(stored, bounds, loss: 1) || agrees(used, bounds, loss: bounds.loss)
      || rules.kind == .dividedMean && agrees(Moments(mean: used.mean, variance: stored.variance), bounds, loss: 1)
  }

  private func agrees(_ moments: Moments<Double>, _ bounds: StatisticsBounds, loss: Double) -> Bool {
    func isNear(_ known: KnownNumbers?, _ wanted: [Double], _ bounds: [Double]) -> Bool {
      guard let known else { return true }
      return zip(known.numbers, zip(wanted, bounds)).allSatisfy { got, wanted in
        let (number, bound) = wanted
        let digits = loss > 1 ? 4 * NumberPrecision.float32.unit * loss * number.magnitude : 0
        return got == number || got.isNaN && number.isNaN
          || (got - number).magnitude <= bound * loss + digits + known.precision.error(of: got)
      }
    }
    return isNear(evidence.mean, moments.mean, bounds.mean)
      && isNear(evidence.variance, moments.variance, bounds.variance)
  }
}

/// How far a framework's statistics may be off after a step.
private struct StatisticsBounds {
  let mean: [Double]
  let variance: [Double]
  /// By how much debiasing enlarges an error.
  let loss: Double

  init(
    _ own: GroupNumbers, _ outcome: FrameworkOutcome, before: FrameworkLayer, after: FrameworkLayer,
    _ model: RoundingModel
  ) {
    let rules = before.rules
    let share = before.shareOfOld ?? 1 - 1 / Double(max(after.state.steps, 1))
    let isFirst = rules.kind == .firstOutright && after.state.updates == 1
    let new = isFirst ? 1 : rules.newShare[before.rank].value(share)
    let unit = max(model.unit, NumberPrecision.float32.unit)
    func finite(_ value: Double) -> Double { value.isFinite ? value : 0 }
    mean = own.mean.indices.map { channel in
      let sizes = Double(before.state.mean[channel].magnitude) + Double(after.state.mean[channel].magnitude)
      return finite(RoundingModel.slack * (new * own.meanError[channel] + 2 * unit * sizes))
    }
    variance = own.variance.indices.map { channel in
      let sizes = Double(before.state.variance[channel].magnitude) + Double(after.state.variance[channel].magnitude)
      let batch = outcome.batch?.variance[channel] ?? own.variance[channel]
      // A mean of squares has the digits of the squares.
      let lost = rules.variance.losesDigits ? 6 * unit * (own.mean[channel] * own.mean[channel] + batch.magnitude) : 0
      let error = own.varianceError[channel] + lost
      guard before.state.renorm == nil else {
        let deviation = (own.variance[channel] + before.epsilonInForce).squareRoot()
        return finite(RoundingModel.slack * (new * error / deviation + 4 * unit * (1 + sizes)))
      }
      return finite(RoundingModel.slack * (2 * new * error + 2 * unit * sizes))
    }
    guard [.hiddenAndAverage, .dividedAtUse, .dividedMean].contains(rules.kind), after.state.updates > 0 else {
      loss = 1
      return
    }
    loss = 1 / (1 - MovingPrediction.power(share, after.state.updates))
  }
}
