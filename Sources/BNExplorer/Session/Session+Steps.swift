import BNFiles
import BNCore

extension Session {
  /// Takes passes: each takes the next batch, runs the update operations if they are on, and then the optimizer if
  /// one is set, and then takes the next evaluation batch through what they left.
  mutating func take(
    _ count: Int, _ mode: Mode?, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    var notes = try ensureSource(environment.files)
    let mayGoOn = environment.shouldContinue
    if branches.together { return notes + (try takeTogether(count, mode, environment)) }
    for taken in 1...count {
      notes += narrowingOfNextBatch
      notes += try takeStep(mode)
      if taken < count, !mayGoOn(step, { self }) {
        log.append(steps: taken, mode)
        throw CommandError("interrupted after \(taken) of \(count) steps", kind: .interrupted)
      }
    }
    log.append(steps: count, mode)
    return notes
  }

  /// What the next batch loses in the session's type, where it is read from a file.
  private var narrowingOfNextBatch: [Output] {
    guard let source, source.isStored else { return [] }
    return narrowing(sourceName).notes(onBatchOf: source, at: position)
  }

  /// Takes a step and remembers it; the first one after going back begins a new future.
  mutating func takeStep(_ mode: Mode?) throws(CommandError) -> [Output] {
    if timeline.isKept, timeline.isDue(after: step) { timeline.add(checkpoint) }
    try pass(mode, evaluates: true)
    let notes = beginFuture(after: step - 1)
    if timeline.isKept { timeline.add(mode, step: step) }
    if history.keeps(step: step) { record() }
    return notes
  }

  /// Takes the next batch through the layer, and lets the updates and the optimizer follow.
  ///
  /// Without a mode it is as the configuration has it. The evaluation batch counts as taken whether or not it is computed.
  mutating func pass(_ mode: Mode?, evaluates: Bool) throws(CommandError) {
    guard layer != nil, source != nil else {
      throw CommandError("there is no batch; name one with generate, batch or load")
    }
    // Asked here, since the call copies the session.
    if eval != nil { try checkNextEval() }
    let order = StepOrder(
      mode: mode ?? (configuration.training ? .training : .inference), updates: configuration.updateOps)
    do throws(BatchNormalizationError) {
      try take(order)
    } catch {
      let remedy =
        switch error {
        case .incompatibleInput: "; set another axis, or load with drop_last=on"
        case .incompatibleTarget, .incompatibleTargetValues, .incompatibleGradient: "; set loss anew"
        default: ""
        }
      throw CommandError(error.description + remedy, kind: error.commandKind)
    }
    if lastStep?.hasUpdates == true {
      updatesRun += order.updates == .off ? 0 : 1
      updatesForgotten += order.updates == .off ? 1 : 0
    }
    position += 1
    step += 1
    if evaluates { try takeEval() } else { eval?.position += 1 }
  }

  private mutating func take(_ order: StepOrder) throws(BatchNormalizationError) {
    guard var source else { return }
    // The only other holder of what the source remembers lets go, so that it is not copied.
    self.source = nil
    defer { self.source = source }
    try layer?.step(&source, at: position, order, replacing: &lastStep)
  }

  /// Remembers the step for the charts.
  private mutating func record() {
    guard let layer, let taken = lastStep else { return }
    history.append(
      History.Record(
        step: step, movingMean: layer.values(of: .movingMean) ?? [],
        movingVariance: layer.values(of: .movingVariance) ?? [], batchMean: taken.numbers(.batchMean),
        batchVariance: taken.numbers(.batchVariance), gamma: layer.values(of: .gamma), beta: layer.values(of: .beta),
        r: taken.numbers(.r), d: taken.numbers(.d), loss: taken.loss, evalLoss: eval?.last?.loss))
  }
}
