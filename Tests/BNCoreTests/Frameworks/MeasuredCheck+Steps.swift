import BNCore

extension MeasuredCheck {
  /// x = 1 with given statistics and each epsilon.
  mutating func replayProbe(_ record: MeasuredRecord, _ rules: FrameworkRules) {
    for entry in record.probe ?? [] {
      let state = FrameworkState(mean: [0, 0, 0, 0], variance: record.start[1].values)
      let layer = FrameworkLayer(
        rules, rank: record.rank, gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0], epsilon: entry.epsilon, state: state)
      let outcome = layer.infer(
        FrameworkBatch(numbers: [1, 1, 1, 1], channels: 4, images: record.rank == .four ? 1 : nil))
      compareErrors(outcome.error, entry.error)
      guard let output = outcome.output, let measured = entry.output else { continue }
      let wanted = output.map(Double.init)
      compare(
        "epsilon \(entry.epsilon)", measured.values.map(Double.init), wanted,
        within: wanted.map { MeasuredBounds.finite(16 * float32Rounding * abs($0)) })
    }
  }

  /// An error by its kind: the words depend on shapes and places.
  private mutating func compareErrors(_ rules: String?, _ measured: String?) {
    func kind(_ error: String?) -> Substring? { error?.split(separator: ":").first }
    fact(kind(rules) == kind(measured), "error \(measured ?? "none"), by the rules \(rules ?? "none")")
  }

  /// Training steps, what is stored after each, and inference behind them.
  mutating func replaySteps(_ record: MeasuredRecord, _ rules: FrameworkRules, _ inputs: MeasuredInputs) {
    checkSettings(record, rules)
    let letter = String(record.case.prefix(1))
    guard let gamma = inputs.gamma[letter], let beta = inputs.beta[letter] else { return fact(false, "no gamma") }
    let isRenorm = letter == "F"
    var state = FrameworkState(new: rules, channels: gamma.count, renorm: isRenorm)
    if !rules.trains {
      let suffix = gamma.count == 3 ? "3" : ""
      state = FrameworkState(
        mean: inputs.inference_only["mean" + suffix] ?? [], variance: inputs.inference_only["variance" + suffix] ?? [])
    }
    var layer = FrameworkLayer(
      rules, rank: record.rank, gamma: gamma, beta: beta, epsilon: record.epsilon, shareOfOld: record.share,
      state: state, renormClipping: RenormClipping(inputs.renorm_clipping))
    let none = [Double](repeating: 0, count: gamma.count)
    compare("start mean", record.start[0].doubles, state.mean.map(Double.init), within: none)
    compare("start variance", record.start[1].doubles, state.variance.map(Double.init), within: none)
    var replay = Replay(rules: rules, bounds: MeasuredBounds(channels: gamma.count), mask: record.mask?.map { $0 == 1 })
    for step in record.steps { self.step(step, inputs.batch(step.batch), &layer, &replay) }
    if let inference = record.inference { infer(inference, inputs.batch(inference.batch), layer, replay) }
  }

  /// What goes along from step to step.
  private struct Replay {
    let rules: FrameworkRules
    var bounds: MeasuredBounds
    let mask: [Bool]?
  }

  private mutating func step(
    _ step: MeasuredRecord.Step, _ batch: FrameworkBatch, _ layer: inout FrameworkLayer, _ replay: inout Replay
  ) {
    let before = layer.state
    let outcome = layer.step(batch, mask: replay.mask)
    compareErrors(outcome.error, step.error)
    let kept =
      replay.mask.map { mask in
        let indices = batch.numbers.indices.filter { mask[$0 / batch.channels] }
        return FrameworkBatch(numbers: indices.map { batch.numbers[$0] }, channels: batch.channels)
      } ?? batch
    let own = MeasuredBounds(of: kept, replay.rules)
    advance(&replay.bounds, own, rows: kept.count, from: before, layer)
    if let output = outcome.output, let measured = step.output, batch.count > 0 {
      var tolerances = [Double](repeating: 0, count: output.count)
      if let moments = outcome.normalizedBy {
        if before.renorm == nil {
          let bounds = replay.rules.kind == .firstOutright ? replay.bounds : own
          tolerances = bounds.output(
            output, of: batch.numbers, by: moments, epsilon: layer.epsilonInForce, gamma: layer.gamma, beta: layer.beta)
        } else {
          tolerances = renormTolerances(output, batch, moments, own, before, layer)
        }
      }
      compare("\(step.batch) output", measured.doubles, output.map(Double.init), within: tolerances)
    } else {
      fact((outcome.output == nil) == (step.output == nil), "\(step.batch) output")
    }
    compareStored(step, layer, own, replay)
  }

  /// Carries the bounds through an update.
  private func advance(
    _ bounds: inout MeasuredBounds, _ own: MeasuredBounds, rows: Int, from before: FrameworkState,
    _ layer: FrameworkLayer
  ) {
    let (rules, state, u) = (layer.rules, layer.state, float32Rounding)
    let share = layer.shareOfOld ?? 1 - 1 / Double(max(state.steps, 1))
    let new = rules.newShare[layer.rank].value(share)
    let isSample = rules.bias[layer.rank] == .sample && state.renorm == nil
    let factor = isSample ? Double(rows) / Double(max(rows - 1, 1)) : 1
    guard state.updates > before.updates else {
      if case .errorBehindMean = rules.oneValue, rows == 1 {
        bounds.mean = zip(own.mean, state.mean).map { $0 * new + 4 * u * abs(Double($1)) }
      }
      return
    }
    for channel in bounds.mean.indices {
      let (mean, variance) = (abs(Double(state.mean[channel])), abs(Double(state.variance[channel])))
      if state.renorm != nil {
        bounds.mean[channel] += (1 - share) * own.mean[channel] + 4 * u * mean
        bounds.variance[channel] +=
          2 * (1 - share) * own.stddev(channel, epsilon: layer.epsilonInForce) + 8 * u * (variance + 1)
      } else if rules.kind == .firstOutright && state.updates == 1 {
        (bounds.mean[channel], bounds.variance[channel]) = (own.mean[channel], own.variance[channel])
      } else {
        bounds.mean[channel] += new * own.mean[channel] + MeasuredBounds.finite(4 * u * mean)
        bounds.variance[channel] += new * own.variance[channel] * factor + MeasuredBounds.finite(4 * u * variance)
        if rules.kind == .dividedMean {
          // 1 - share^k loses digits in float32.
          bounds.mean[channel] = own.mean[channel] + 2 * u / (1 - share) * abs(layer.used.mean[channel])
        }
      }
    }
  }

  private func renormTolerances(
    _ output: [Float], _ batch: FrameworkBatch, _ moments: Moments<Double>, _ own: MeasuredBounds,
    _ before: FrameworkState, _ layer: FrameworkLayer
  ) -> [Double] {
    let u = float32Rounding
    return output.indices.map { index in
      let channel = index % layer.gamma.count
      let s = (moments.variance[channel] + layer.epsilonInForce).squareRoot()
      let average = Double(before.renorm?.stddev[channel] ?? 1)
      let clipping = layer.renormClipping
      let r = min(max(s / average, clipping.rmin ?? 0), clipping.rmax ?? .infinity)
      let (x, m) = (Double(batch.numbers[index]), moments.mean[channel])
      let ds = own.stddev(channel, epsilon: layer.epsilonInForce)
      let inner =
        r / s * (own.mean[channel] + 2 * u * (abs(x) + abs(m))) + abs(x - m) / s * r * 2 * ds / s
        + 4 * u * (1 + abs(Double(output[index]))) + 4 * own.mean[channel]
      return 4 * abs(Double(layer.gamma[channel])) * inner
    }
  }

  private mutating func compareStored(
    _ step: MeasuredRecord.Step, _ layer: FrameworkLayer, _ own: MeasuredBounds, _ replay: Replay
  ) {
    let (rules, state, bounds, u) = (layer.rules, layer.state, replay.bounds, float32Rounding)
    // Decimals of the records' numbers end somewhere.
    let means = bounds.mean.map { 4 * $0 + 1e-12 }
    let variances = bounds.variance.map { 4 * $0 + 1e-12 }
    // zero_debias stores the public mean, and the hidden one beside it.
    let mean = rules.kind == .dividedMean ? layer.used.mean : state.mean.map(Double.init)
    compare("\(step.batch) mean", step.mean?.doubles ?? [], mean, within: means)
    compare("\(step.batch) variance", step.variance?.doubles ?? [], state.variance.map(Double.init), within: variances)
    let loss = debiasingLoss(layer)
    let extra = loss > 1 ? 4 * u * loss : 0
    let used = layer.used
    compare(
      "\(step.batch) mean as used", step.used?[0].doubles ?? step.mean?.doubles ?? [], used.mean,
      within: zip(means, used.mean).map { $0 * loss + MeasuredBounds.finite(extra * abs($1)) })
    compare(
      "\(step.batch) variance as used", step.used?[1].doubles ?? step.variance?.doubles ?? [], used.variance,
      within: zip(variances, used.variance).map { $0 * loss + MeasuredBounds.finite(extra * abs($1)) })
    for (name, count) in step.counts ?? [:] { compareCount(name, count, state, rules) }
    for (name, numbers) in step.arrays ?? [:] {
      compareArray(name, numbers.doubles, layer, own)
    }
  }

  /// By how much debiasing enlarges an error.
  private func debiasingLoss(_ layer: FrameworkLayer) -> Double {
    guard [.hiddenAndAverage, .dividedAtUse].contains(layer.rules.kind), let share = layer.shareOfOld else { return 1 }
    var power = 1.0
    for _ in 0..<layer.state.updates { power *= share }
    return layer.state.updates > 0 ? 1 / (1 - power) : 1
  }

  private mutating func compareCount(_ name: String, _ count: Int, _ state: FrameworkState, _ rules: FrameworkRules) {
    let wanted: Int?
    switch name {
    case "num_batches_tracked":
      // tinygrad's counter moves behind what raises.
      if case .errorBehindMean = rules.oneValue { wanted = state.updates } else { wanted = state.steps }
    case "counter", "mean_ema/counter", "local_step": wanted = state.updates
    case "first_time": wanted = state.updates == 0 ? 1 : 0
    default: wanted = nil
    }
    if let wanted { fact(count == wanted, "\(name) \(count), by the rules \(wanted)") }
  }

  private mutating func compareArray(
    _ name: String, _ measured: [Double], _ layer: FrameworkLayer, _ own: MeasuredBounds
  ) {
    let (state, u) = (layer.state, float32Rounding)
    if name == "biased" {
      let wanted = state.mean.map(Double.init)
      let new = 1 - (layer.shareOfOld ?? 0)
      compare(
        name, measured, wanted,
        within: zip(own.mean, wanted).map { 4 * new * $0 + MeasuredBounds.finite(16 * u * abs($1)) })
    }
    guard let renorm = state.renorm else { return }
    let averages = [
      "renorm_mean": renorm.mean, "renorm_stddev": renorm.stddev, "moving_stddev": renorm.movingStddev,
    ]
    guard let wanted = averages[name]?.map(Double.init) else { return }
    compare(
      name, measured, wanted,
      within: wanted.indices.map { channel in
        4 * 0.03 * (own.mean[channel] + own.stddev(channel, epsilon: layer.epsilonInForce)) + 16 * u
          * (abs(wanted[channel]) + 1)
      })
  }

  private mutating func infer(
    _ step: MeasuredRecord.Step, _ batch: FrameworkBatch, _ layer: FrameworkLayer, _ replay: Replay
  ) {
    let outcome = layer.infer(batch)
    compareErrors(outcome.error, step.error)
    guard let output = outcome.output, let measured = step.output, let used = outcome.normalizedBy, batch.count > 0
    else { return }
    let loss = debiasingLoss(layer)
    let extra = loss > 1 ? 4 * float32Rounding * loss : 0
    var bounds = replay.bounds
    bounds.mean = zip(bounds.mean, used.mean).map { $0 * loss + MeasuredBounds.finite(extra * abs($1)) }
    bounds.variance = zip(bounds.variance, used.variance).map { $0 * loss + MeasuredBounds.finite(extra * abs($1)) }
    compare(
      "inference \(step.batch)", measured.doubles, output.map(Double.init),
      within: bounds.output(
        output, of: batch.numbers, by: used, epsilon: layer.epsilonInForce, gamma: layer.gamma, beta: layer.beta))
  }
}

extension MeasuredNumbers {
  var doubles: [Double] { values.map(Double.init) }
}
