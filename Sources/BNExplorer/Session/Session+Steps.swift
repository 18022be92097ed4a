import BNCore

extension Session {
  /// Takes passes: each takes the next batch, runs the update operations if they are on, and then the optimizer if
  /// one is set, and then takes the next evaluation batch through what they left.
  mutating func take(
    _ count: Int, _ mode: Mode?, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    let notes = try ensureSource(environment.files)
    let mayGoOn = environment.shouldContinue
    for taken in 1...count {
      try takeStep(mode ?? (configuration.training ? .training : .inference))
      if taken < count, !mayGoOn(step, { self }) {
        log.append(steps: taken, mode)
        throw CommandError("interrupted after \(taken) of \(count) steps", kind: .interrupted)
      }
    }
    log.append(steps: count, mode)
    return notes
  }

  private mutating func takeStep(_ mode: Mode) throws(CommandError) {
    guard layer != nil, source != nil else {
      throw CommandError("there is no batch; name one with generate, batch or load")
    }
    try checkNextEval()
    let order = StepOrder(mode: mode, updates: configuration.updateOps)
    do throws(BatchNormalizationError) {
      try take(order)
    } catch {
      let remedy =
        switch error {
        case .incompatibleInput: "; set another axis, or load with drop_last=on"
        case .incompatibleTarget, .incompatibleTargetValues, .incompatibleGradient: "; set loss anew"
        default: ""
        }
      throw CommandError(error.description + remedy)
    }
    if lastStep?.hasUpdates == true {
      updatesRun += order.updates == .off ? 0 : 1
      updatesForgotten += order.updates == .off ? 1 : 0
    }
    position += 1
    step += 1
    try takeEval()
    if history.keeps(step: step) { record() }
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
        loss: taken.loss, evalLoss: eval?.last?.loss))
  }
}
