import BNCore

/// A measured batch and the statistics that were stored or used after it, without their framework's name.
struct MeasuredUpdate {
  let name: String
  let identifier: Identifier
  let mean: KnownNumbers
  let variance: KnownNumbers

  /// Every step of a record, with what a person would know of the layer before it: as stored, and as used.
  static func all(_ record: MeasuredRecord, _ inputs: MeasuredInputs) -> [MeasuredUpdate] {
    var updates: [MeasuredUpdate] = []
    var state = MeasuredState(record)
    for step in record.steps {
      let before = state
      state.take(step)
      guard step.mean != nil, step.variance != nil else { continue }
      let batch = record.isLong ? inputs.longBatch(record) : inputs.batch(step.batch)
      let input = KnownNumbers(batch.numbers.map(Double.init), as: .float32)
      func add(_ name: String, _ layer: KnownLayer, _ statistics: (mean: [Double], variance: [Double])) {
        updates.append(
          MeasuredUpdate(
            name: "\(step.batch) \(name)",
            identifier: Identifier(shape: record.shape(of: batch), input: input, layer: layer),
            mean: KnownNumbers(statistics.mean, as: .float32),
            variance: KnownNumbers(statistics.variance, as: .float32)))
      }
      var layer = before.layer(record, inputs, .training)
      add("stored", layer, state.stored)
      // Who sees the statistics that inference uses sees them on both sides of the step.
      guard state.used != state.stored else { continue }
      layer.mean = KnownNumbers(before.used.mean, as: .float32)
      layer.variance = KnownNumbers(before.used.variance, as: .float32)
      add("used", layer, state.used)
    }
    return updates
  }
}
