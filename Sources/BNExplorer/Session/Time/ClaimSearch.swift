import BNCore

/// Looks through the time that an experiment has recorded for the steps nearest to its present one at which a claim held.
///
/// A step stands for what `goto` shows of it: its pass and the changes made behind it. How much is looked at depends on
/// how many numbers there are, never on the clock, so that the same script always says the same.
struct ClaimSearch {
  /// How many numbers the steps in each direction may have in all, by `numbers(ofStep:)`: about a second's work.
  static let mostNumbers = 1 << 25

  private let claim: Assertion
  private let timeline: Timeline
  private let present: Experiment
  private let last: Int
  private let limit: Int
  /// Whether the claim is about the second pipeline, which is left out where nobody asks.
  private let evaluates: Bool

  /// - Parameters:
  ///   - claim: what fails at the present step.
  ///   - branch: where it fails.
  ///   - limit: how many numbers the steps in each direction may have.
  init(_ claim: Assertion, in branch: some TimedExperiment, limit: Int = mostNumbers) {
    self.claim = claim
    self.limit = limit
    timeline = branch.timeline
    present = branch.experiment
    last = branch.lastRecordedStep
    evaluates = claim.quantities.contains { [.evalX, .evalY, .evalLoss].contains($0) }
  }

  /// When the claim held; `nil` where steps have nothing to do with it, or there are no others.
  var history: ClaimHistory? {
    let origins = claim.quantities.map(\.origin)
    // What stands beside the experiment is not in its time.
    guard last > 0, timeline.isKept, !origins.contains(.figure), origins.contains(.layer) || origins.contains(.pass)
    else { return nil }
    var history = ClaimHistory(present: present.step, last: last)
    lookBack(&history)
    if history.before == nil, history.first > 0, !origins.contains(.pass) { lookAtCheckpoints(&history) }
    lookAhead(&history)
    return history
  }

  private func holds(in experiment: Experiment) -> Bool {
    // Where it has no value it does not hold: before the first batch there is no y.
    (try? experiment.outcome(of: claim, text: ""))?.ok ?? false
  }

  /// What a step costs: its batches, several times where the claim goes through them too, and what every step takes.
  private func numbers(ofStep experiment: Experiment) -> Int {
    let batch = (experiment.batchShape ?? []).reduce(1, *)
    let evalBatch = evaluates ? (experiment.eval?.source.batchShape ?? []).reduce(1, *) : 0
    let looks = claim.quantities.count { $0.isOfBatchSize }
    return 256 + 8 * (experiment.layer?.channels ?? 0) + (batch + evalBatch) * (1 + 4 * looks)
  }
}

// MARK: Backward

extension ClaimSearch {
  /// The first window; each further one is twice as wide, so that a near step is found without the far ones.
  private static let firstWindow = 16

  /// Replays window after window, the last first, until one has a step at which the claim held.
  private func lookBack(_ history: inout ClaimHistory) {
    var left = limit
    var width = Self.firstWindow
    while history.first > 0, let checkpoint = beginning(width, before: history.first, left) {
      guard let found = lastHold(from: checkpoint, upTo: history.first - 1, &left) else { return }
      history.first = checkpoint.step == 0 ? 0 : checkpoint.step + 1
      if case .at(let step) = found {
        history.before = step
        return
      }
      width *= 2
    }
  }

  /// Where to replay a window from; a narrower one where so wide a one would have too many numbers, `nil` where any has.
  private func beginning(_ width: Int, before first: Int, _ left: Int) -> Checkpoint? {
    let most = left / numbers(ofStep: present)
    let wide = timeline.checkpoint(before: max(1, first - min(width, max(1, most))))
    let narrow = timeline.checkpoint(before: max(1, first - 1))
    return [wide, narrow].compactMap(\.self).first { first - 1 - $0.step <= most }
  }

  private enum Found {
    case nowhere
    case at(Int)
  }

  /// The last of the steps behind a checkpoint at which the claim held, with the beginning as one of them.
  ///
  /// - Returns: `nil` where they could not be replayed, or have more numbers than there are left.
  private func lastHold(from checkpoint: Checkpoint, upTo end: Int, _ left: inout Int) -> Found? {
    var experiment = Experiment(checkpoint)
    var found = checkpoint.step == 0 && holds(in: experiment) ? Found.at(0) : .nowhere
    while experiment.step < end {
      left -= numbers(ofStep: experiment)
      guard left >= 0, (try? experiment.takeAgain(along: timeline, isLast: evaluates)) != nil else { return nil }
      if holds(in: experiment) { found = .at(experiment.step) }
    }
    return found
  }

  /// Looks at what was kept of steps too many to replay, and replays the steps between the one at which the claim held
  /// and the next.
  private func lookAtCheckpoints(_ history: inout ClaimHistory) {
    var next = history.first
    for checkpoint in timeline.checkpoints.reversed() where checkpoint.step < history.first {
      if holds(in: Experiment(checkpoint)) {
        history.before = checkpoint.step
        var left = limit
        if let found = lastHold(from: checkpoint, upTo: next - 1, &left), case .at(let step) = found {
          history.before = step
        }
        return
      }
      next = checkpoint.step
    }
  }
}

// MARK: Forward

extension ClaimSearch {
  /// Takes the recorded steps behind the present one again, up to the first at which the claim holds.
  private func lookAhead(_ history: inout ClaimHistory) {
    var experiment = present
    var left = limit
    while experiment.step < last {
      left -= numbers(ofStep: experiment)
      guard left >= 0, (try? experiment.takeAgain(along: timeline, isLast: evaluates)) != nil else { return }
      history.end = experiment.step
      if holds(in: experiment) {
        history.after = experiment.step
        return
      }
    }
  }
}

extension Assertion {
  /// The quantities that it names.
  fileprivate var quantities: Set<Quantity> { left.quantities.union(right.quantities) }
}

extension Quantity {
  /// What has the value of a quantity.
  fileprivate enum Origin {
    /// What commands set up, whatever steps do.
    case setup
    /// What a layer has learned, which is kept of many steps.
    case layer
    /// The last pass, which has to be taken again.
    case pass
    case figure
  }

  fileprivate var origin: Origin {
    switch self {
    case .x, .y, .batchMean, .batchVariance, .r, .d, .gradInput, .gradGamma, .gradBeta, .loss, .evalX, .evalY,
      .evalLoss, .replicaMean, .replicaVariance, .pooledVariance, .varianceOfMeans:
      .pass
    case .gamma, .beta, .movingMean, .movingVariance, .renormMean, .renormMeanWeight, .renormStddev,
      .renormStddevWeight, .regularizationLoss, .step, .updates:
      .layer
    case .populationMean, .populationVariance, .channels, .momentum, .epsilon, .renormMomentum, .rmax, .rmin, .dmax,
      .learningRate, .axis, .training, .center, .scale, .fused, .renorm, .trainable:
      .setup
    case .accuracy, .plainAccuracy, .percentiles, .plainPercentiles, .figureStep: .figure
    }
  }

  /// Whether it has as many numbers as a batch.
  fileprivate var isOfBatchSize: Bool { [.x, .y, .gradInput, .evalX, .evalY].contains(self) }
}
