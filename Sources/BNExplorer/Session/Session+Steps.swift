import BNCore

extension Session {
  /// Takes passes: each takes the next batch and then runs the update operations if they are on.
  mutating func take(
    _ count: Int, _ mode: Mode?, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    let notes = try ensureSource(environment.files)
    let mayGoOn = environment.shouldContinue
    for taken in 1...count {
      try takeStep(mode ?? (configuration.training ? .training : .inference))
      if taken < count, !mayGoOn(self) {
        log.append(steps: taken, mode)
        throw CommandError("interrupted after \(taken) of \(count) steps", kind: .interrupted)
      }
    }
    log.append(steps: count, mode)
    return notes
  }

  private mutating func takeStep(_ mode: Mode) throws(CommandError) {
    guard var layer, source != nil, let batch = source?.batch(at: position) else {
      throw CommandError("there is no batch; name one with generate, batch or load")
    }
    let pass: Pass<Float>
    do throws(BatchNormalizationError) {
      pass = try layer.forward(batch, mode: mode)
    } catch {
      let remedy = if case .incompatibleInput = error { "; set another axis, or load with drop_last=on" } else { "" }
      throw CommandError(error.description + remedy)
    }
    if let updates = pass.updates {
      if configuration.updateOps {
        // The only other holder of the variables lets go first, so that they are not copied.
        self.layer = nil
        layer.apply(updates)
        updatesRun += 1
      } else {
        updatesForgotten += 1
      }
    }
    self.layer = layer
    lastPass = pass
    position += 1
    step += 1
    if history.keeps(step: step) {
      history.append(
        History.Record(
          step: step, movingMean: layer.variables.movingMean, movingVariance: layer.variables.movingVariance,
          batchMean: pass.batchMean, batchVariance: pass.batchVariance))
    }
  }
}
