import BNCore

extension MeasuredCheck {
  /// One step with 4096 numbers a channel far from zero, where the order of float32 sums decides.
  mutating func replayLong(_ record: MeasuredRecord, _ rules: FrameworkRules, _ inputs: MeasuredInputs) {
    checkSettings(record, rules)
    guard let step = record.steps.first, let epsilon = record.epsilon else { return fact(false, "no step") }
    fact(step.error == nil, "error \(step.error ?? "")")
    let batch = inputs.longBatch(record)
    var layer = FrameworkLayer(
      rules, rank: record.rank, gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0], epsilon: epsilon, shareOfOld: record.share)
    let outcome = layer.step(batch)
    guard let moments = outcome.batch, let share = record.share else { return fact(false, "no moments") }
    // In a known order the sums come out to a float32 step or two of 10000. Else a mean is within a few steps, and a variance
    // about it within the square of that; mean squares near 1e8 stand 8 apart, and six roundings lead to their difference.
    let order = rules.sums[record.rank]
    let isKnown = order != .double && order.isKnown(for: batch)
    let losesDigits = rules.variance.losesDigits
    let meanBound = isKnown ? 0.002 : 0.008
    let varianceBounds = moments.variance.map { variance in
      guard isKnown else { return losesDigits ? 48 : 6e-5 }
      return (losesDigits ? 0.1012 : 0.0012) * abs(variance) + 2e-6
    }
    let new = rules.kind == .firstOutright ? 1 : rules.newShare[record.rank].value(share)
    let (mean, variance) = (layer.state.mean.map(Double.init), layer.state.variance.map(Double.init))
    compare(
      "mean", step.mean?.doubles ?? [], mean, within: mean.map { new * meanBound + 8 * float32Rounding * abs($0) })
    compare(
      "variance", step.variance?.doubles ?? [], variance,
      within: zip(varianceBounds, variance).map { new * $0 + 8 * float32Rounding * abs($1) })
    if record.settings == "all new" { checkLargestError(step, batch, epsilon, rules.bias[record.rank]) }
  }

  /// What the stored moments mean for the output must be what the framework put out.
  private mutating func checkLargestError(
    _ step: MeasuredRecord.Step, _ batch: FrameworkBatch, _ epsilon: Double, _ bias: VarianceBias
  ) {
    guard let largest = step.largest?.value, largest.isFinite, let means = step.mean?.doubles,
      let stored = step.variance?.doubles, stored.allSatisfy({ $0 >= 0 })
    else { return }
    let n = Double(batch.count)
    let variances = stored.map { bias == .sample ? $0 * (n - 1) / n : $0 }
    var wanted = 0.0
    for channel in 0..<batch.channels {
      let numbers = stride(from: channel, to: batch.numbers.count, by: batch.channels).map { Double(batch.numbers[$0]) }
      let mean = numbers.reduce(0, +) / n
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let (right, other) = ((variance + epsilon).squareRoot(), (variances[channel] + epsilon).squareRoot())
      for x in numbers { wanted = max(wanted, abs((x - means[channel]) / other - (x - mean) / right)) }
    }
    // Half a float32 step of the mean, and products near 10000 times the scale.
    let room = (4 * float32Rounding * 1e4 + 0.0006) / ((variances.min() ?? 0) + epsilon).squareRoot()
    compare("largest error", [largest], [wanted], within: [room])
  }
}
