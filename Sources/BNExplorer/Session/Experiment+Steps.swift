import BNCore

extension Experiment {
  /// Takes the next batch through the layer, and lets the updates and the optimizer follow.
  ///
  /// Without a mode it is as the configuration has it. The evaluation batch counts as taken whether or not it is computed.
  mutating func pass(_ mode: Mode?, evaluates: Bool) throws(CommandError) {
    guard state.layer != nil, setup.source != nil else {
      throw CommandError("there is no batch; name one with generate, batch or load")
    }
    // Asked here, since the call copies the experiment.
    if setup.eval != nil { try checkNextEval() }
    let order = StepOrder(
      mode: mode ?? (setup.configuration.training ? .training : .inference), updates: setup.configuration.updateOps)
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
    noteCauses()
    state.position += 1
    state.step += 1
    guard setup.eval != nil else { return }
    if evaluates { try takeEval() }
    state.evalPosition += 1
  }

  private mutating func take(_ order: StepOrder) throws(BatchNormalizationError) {
    // Taken out, so that nobody else holds what the source remembers, and it is not copied.
    guard var source = setup.source.take() else { return }
    defer { setup.source = source }
    try state.layer?.step(&source, at: state.position, order, replacing: &passes.last)
  }

  /// What the charts remember of the last step; `nil` where there was none.
  ///
  /// It changes nothing: it is called behind every step, and to call what can't change would copy the experiment.
  mutating func record() -> History.Record? {
    guard let layer = state.layer, let taken = passes.last else { return nil }
    return History.Record(
      step: state.step, movingMean: layer.values(of: .movingMean) ?? [],
      movingVariance: layer.values(of: .movingVariance) ?? [], batchMean: taken.numbers(.batchMean),
      batchVariance: taken.numbers(.batchVariance), gamma: layer.values(of: .gamma), beta: layer.values(of: .beta),
      r: taken.numbers(.r), d: taken.numbers(.d), loss: taken.loss, evalLoss: passes.lastEval?.loss)
  }
}

// MARK: Taking steps again

extension Experiment {
  /// Takes the next step as a timeline has it recorded, and makes the changes behind it.
  ///
  /// The evaluation batch is computed behind the last one only: nothing depends on it.
  mutating func takeAgain(along timeline: Timeline, isLast: Bool) throws(CommandError) {
    try pass(timeline.mode(ofStep: state.step + 1), evaluates: isLast)
    for event in timeline.edits(after: state.step) { _ = try change(by: event.edit) }
  }

  /// The experiment after the steps of a timeline up to another one.
  func goingOn(to step: Int, along timeline: Timeline, mayGoOn: () -> Bool) throws(CommandError) -> Experiment {
    var experiment = self
    while experiment.step < step {
      guard mayGoOn() else { throw CommandError("interrupted on the way to step \(step)", kind: .interrupted) }
      try experiment.takeAgain(along: timeline, isLast: experiment.step + 1 == step)
    }
    return experiment
  }
}
