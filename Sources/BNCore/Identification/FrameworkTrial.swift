/// A batch and its output as frameworks take them, channel by channel along one axis.
struct FrameworkTrial {
  let convention: OutputConvention
  let batch: FrameworkBatch
  private let evidence: OutputEvidence
  private let output: FrameworkBatch
  private let gamma: [Float]
  private let beta: [Float]

  /// Makes one; `nil` where frameworks were not measured for such a batch.
  init?(_ evidence: OutputEvidence, _ convention: OutputConvention) {
    guard let batch = FrameworkBatch(evidence.all.x, convention.grouping),
      let output = FrameworkBatch(evidence.all.y, convention.grouping), evidence.layer.fits(channels: batch.channels)
    else { return nil }
    (self.evidence, self.convention, self.batch, self.output) = (evidence, convention, batch, output)
    func floats(_ numbers: KnownNumbers?, _ use: ParameterUse, _ usual: Float) -> [Float] {
      guard use == .applied, let numbers else { return Array(repeating: usual, count: batch.channels) }
      return numbers.spread(to: batch.channels).map { Float($0) }
    }
    gamma = floats(evidence.layer.gamma, convention.gamma, 1)
    beta = floats(evidence.layer.beta, convention.beta, 0)
  }

  /// Whether every number is one.
  var isFinite: Bool { evidence.all.x.allSatisfy(\.isFinite) && evidence.all.y.allSatisfy(\.isFinite) }

  /// Whether in training the formula is all that counts: enough numbers, and no mask or renorm.
  var isOrdinary: Bool {
    isFinite && batch.count > 1 && evidence.layer.mask == nil && evidence.layer.renorm == nil
  }

  /// The batch's moments in a framework's own sums.
  func moments(_ rules: FrameworkRules) -> GroupNumbers? {
    let order = rules.sums[batch.rank]
    let own = evidence.sums[convention.grouping]?.first { $0.variance == rules.variance && $0.order == order }
    if let own { return own.numbers }
    return evidence.moments[convention.grouping].map { GroupNumbers($0, evidence.model) }
  }

  /// What inference may normalize by: the statistics as they are, and as a framework makes them of what it stores.
  func statistics(_ rules: FrameworkRules) -> [GroupNumbers] {
    let isInitial = convention.statistics == .initial || evidence.layer.mean == nil || evidence.layer.variance == nil
    if isInitial {
      let start = KnownNumbers(rules.start.mean.map(Double.init), as: .float32)
      let variance = KnownNumbers(rules.start.variance.map(Double.init), as: .float32)
      return [GroupNumbers(mean: start, variance: variance, count: batch.channels, evidence.model)]
    }
    guard let mean = evidence.layer.mean, let variance = evidence.layer.variance else { return [] }
    let given = GroupNumbers(mean: mean, variance: variance, count: batch.channels, evidence.model)
    let derived = layers(rules, epsilon: rules.epsilon, .inference).map(\.used)
    return [given]
      + derived.filter { $0.mean != given.mean || $0.variance != given.variance }.map { used in
        var numbers = given
        (numbers.mean, numbers.variance) = (used.mean, used.variance)
        // 1 - share^k loses digits in float32.
        let loss = 1 / (1 - 0.999) * NumberPrecision.float32.unit
        numbers.meanError = used.mean.map { $0.magnitude * loss }
        numbers.varianceError = used.variance.map { $0.magnitude * loss }
        return numbers
      }
  }

  /// A framework's layers with what is known, as the statistics may be meant.
  func layers(_ rules: FrameworkRules, epsilon: Double, _ mode: NormalizationMode) -> [FrameworkLayer] {
    let known = evidence.layer
    let shares: [Double?] =
      rules.momentum.shareOfOld.map { own in
        ([known.momentum, known.momentum.map { 1 - $0 }, own].compactMap { $0 }).map { Optional($0) }
      } ?? [nil]
    return shares.flatMap { share in
      states(rules, share: share, isInference: mode == .inference).map { state in
        FrameworkLayer(
          rules, rank: batch.rank, gamma: gamma, beta: beta, epsilon: epsilon, shareOfOld: share, state: state,
          renormClipping: known.renorm?.clipping ?? RenormClipping())
      }
    }
  }

  private func states(_ rules: FrameworkRules, share: Double?, isInference: Bool) -> [FrameworkState] {
    let (mean, variance) = (floats(evidence.layer.mean), floats(evidence.layer.variance))
    let possible = FrameworkState.possible(
      rules, mean: mean, variance: variance, channels: batch.channels, layer: evidence.layer, share: share)
    guard isInference, let mean, let variance else { return possible }
    // Before the first update nothing is divided out: the statistics are used as they are.
    return [FrameworkState(mean: mean, variance: variance)] + possible
  }

  private func floats(_ numbers: KnownNumbers?) -> [Float]? { numbers?.spread(to: batch.channels).map { Float($0) } }

  /// Whether a framework's output is the one that is to be explained, within roundings.
  func agrees(_ outcome: FrameworkOutcome, before: FrameworkLayer, after: FrameworkLayer) -> Bool {
    guard let numbers = outcome.output, numbers.count == output.numbers.count else { return false }
    let bounds = bounds(outcome, numbers, before)
    return numbers.indices.allSatisfy { index in
      let (wanted, got) = (Double(numbers[index]), Double(output.numbers[index]))
      return wanted == got || wanted.isNaN && got.isNaN
        || (wanted - got).magnitude <= bounds[index] + evidence.model.written.error(of: got)
    }
  }

  /// How far each number may be off.
  private func bounds(_ outcome: FrameworkOutcome, _ numbers: [Float], _ layer: FrameworkLayer) -> [Double] {
    guard let by = outcome.normalizedBy else { return numbers.map { _ in 0 } }
    let own = evidence.moments[convention.grouping].map { GroupNumbers($0, evidence.model) }
    let unit = max(evidence.model.unit, NumberPrecision.float32.unit)
    return numbers.indices.map { index in
      let channel = index % batch.channels
      let (x, y, mean) = (Double(batch.numbers[index]), Double(numbers[index]), by.mean[channel])
      let variance = by.variance[channel] + layer.epsilonInForce
      let (gamma, beta) = (Double(layer.gamma[channel]).magnitude, Double(layer.beta[channel]))
      func finite(_ value: Double?) -> Double { value.flatMap { $0.isFinite ? $0 : nil } ?? 0 }
      // Statistics that are given are exact; those of a batch are in their sums.
      let isBatch = outcome.batch != nil
      let meanError = isBatch ? finite(own?.meanError[channel]) : 0
      let varianceError = isBatch ? finite(own?.varianceError[channel]) : 0
      // Renorm's corrections go along with the mean and the deviation, which they are made of.
      let renorm = layer.state.renorm.map { correction($0, variance.squareRoot(), layer.renormClipping, channel) } ?? 1
      let scale = gamma / variance.squareRoot() * renorm
      let shift = layer.state.renorm == nil ? 0 : gamma * (4 * unit + 2 * meanError)
      let bound =
        scale * (meanError + 2 * unit * (x.magnitude + mean.magnitude))
        + (y - beta).magnitude * (4 * unit + varianceError / variance) + unit * (y.magnitude + beta.magnitude) + shift
      return finite(RoundingModel.slack * bound)
    }
  }

  private func correction(
    _ renorm: FrameworkState.Renorm, _ stddev: Double, _ clipping: RenormClipping, _ channel: Int
  ) -> Double {
    min(max(stddev / Double(renorm.stddev[channel]), clipping.rmin ?? 0), clipping.rmax ?? .infinity)
  }
}

extension FrameworkState {
  /// What a framework may have stored where certain statistics are known: the very ones, or what leads to them.
  static func possible(
    _ rules: FrameworkRules, mean: [Float]?, variance: [Float]?, channels: Int, layer: KnownLayer, share: Double?
  ) -> [FrameworkState] {
    var states: [FrameworkState] = []
    if let mean, let variance {
      var stored = FrameworkState(mean: mean, variance: variance)
      // Statistics that somebody has are seldom those of a new layer.
      let updates = layer.updates ?? 1
      (stored.updates, stored.steps) = (updates, updates)
      states.append(stored)
      if rules.kind != .plain {
        states.append(FrameworkState(rules, mean: mean, variance: variance, updates: updates, shareOfOld: share))
      }
      if rules.kind == .dividedAtUse, let share, updates > 0 {
        // What is used is what is stored divided by this.
        let left = Float(1 - MovingPrediction.power(Double(Float(share)), updates))
        stored.mean = mean.map { $0 * left }
        stored.variance = variance.map { $0 * left }
        states.append(stored)
      }
    } else {
      states.append(FrameworkState(new: rules, channels: channels))
    }
    guard let renorm = layer.renorm else { return states }
    let epsilon = Float(layer.epsilon ?? rules.epsilon)
    return states.map { state in
      var state = state
      let stddev = renorm.stddev.map { Float($0) }
      // The moving variance is the square of an average of deviations, but for a new layer's, where both are 1.
      let moving = zip(state.variance, stddev).map { variance, stddev in
        variance == 1 && stddev == 1 ? 1 : (variance + epsilon).squareRoot()
      }
      state.renorm = Renorm(mean: renorm.mean.map { Float($0) }, stddev: stddev, movingStddev: moving)
      return state
    }
  }
}
