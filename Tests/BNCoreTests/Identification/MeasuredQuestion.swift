import BNCore

/// A measured batch and what came of it, without its framework's name.
struct MeasuredQuestion {
  let identifier: Identifier
  let output: KnownNumbers
  let mode: NormalizationMode

  /// Every output of a record, with what a person would know of the layer before it.
  static func outputs(_ record: MeasuredRecord, _ inputs: MeasuredInputs) -> [MeasuredQuestion] {
    if let probe = record.probe { return probe.compactMap { self.probe($0, record) } }
    guard !record.isLong else { return [] }
    var questions: [MeasuredQuestion] = []
    var state = MeasuredState(record)
    for step in record.steps {
      if let output = step.output, !output.values.isEmpty {
        questions.append(question(step.batch, output, .training, record, inputs, state))
      }
      state.take(step)
    }
    if let inference = record.inference, let output = inference.output, !output.values.isEmpty {
      questions.append(question(inference.batch, output, .inference, record, inputs, state))
    }
    return questions
  }

  private static func question(
    _ name: String, _ output: MeasuredNumbers, _ mode: NormalizationMode, _ record: MeasuredRecord,
    _ inputs: MeasuredInputs, _ state: MeasuredState
  ) -> MeasuredQuestion {
    let batch = inputs.batch(name)
    return MeasuredQuestion(
      identifier: Identifier(
        shape: record.shape(of: batch), input: KnownNumbers(batch.numbers.map(Double.init), as: .float32),
        layer: state.layer(record, inputs, mode)),
      output: KnownNumbers(output.doubles, as: .float32), mode: mode)
  }

  private static func probe(_ probe: MeasuredRecord.Probe, _ record: MeasuredRecord) -> MeasuredQuestion? {
    guard let output = probe.output else { return nil }
    var layer = KnownLayer()
    layer.gamma = KnownNumbers([1, 1, 1, 1], as: .float32)
    layer.beta = KnownNumbers([0, 0, 0, 0], as: .float32)
    layer.mean = KnownNumbers([0, 0, 0, 0], as: .float32)
    layer.variance = KnownNumbers(record.start[1].doubles, as: .float32)
    layer.epsilon = probe.epsilon
    return MeasuredQuestion(
      identifier: Identifier(
        shape: record.rank == .two ? [1, 4] : [1, 1, 1, 4], input: KnownNumbers([1, 1, 1, 1], as: .float32),
        layer: layer),
      output: KnownNumbers(output.doubles, as: .float32), mode: .inference)
  }
}

/// What a layer has stored by a step of a record.
struct MeasuredState {
  /// As stored, and as inference uses it.
  private(set) var stored: (mean: [Double], variance: [Double])
  private(set) var used: (mean: [Double], variance: [Double])
  private(set) var renorm: (mean: [Double], stddev: [Double])
  private(set) var updates = 0

  init(_ record: MeasuredRecord) {
    stored = (record.start[0].doubles, record.start[1].doubles)
    used = stored
    let channels = stored.mean.count
    renorm = (Array(repeating: 0, count: channels), Array(repeating: 1, count: channels))
  }

  mutating func take(_ step: MeasuredRecord.Step) {
    guard let mean = step.mean?.doubles, let variance = step.variance?.doubles else { return }
    stored = (mean, variance)
    used = (step.used?[0].doubles ?? mean, step.used?[1].doubles ?? variance)
    if let mean = step.arrays?["renorm_mean"]?.doubles, let stddev = step.arrays?["renorm_stddev"]?.doubles {
      renorm = (mean, stddev)
    }
    if step.error == nil { updates += 1 }
  }

  /// What is known of the layer: in inference the statistics that it uses, before a step those that it has stored.
  func layer(_ record: MeasuredRecord, _ inputs: MeasuredInputs, _ mode: NormalizationMode) -> KnownLayer {
    let letter = String(record.case.prefix(1))
    var layer = KnownLayer()
    layer.gamma = inputs.gamma[letter].map { KnownNumbers($0.map(Double.init), as: .float32) }
    layer.beta = inputs.beta[letter].map { KnownNumbers($0.map(Double.init), as: .float32) }
    let statistics = mode == .inference ? used : stored
    layer.mean = KnownNumbers(statistics.mean, as: .float32)
    layer.variance = KnownNumbers(statistics.variance, as: .float32)
    layer.epsilon = record.epsilon
    layer.momentum = record.share
    layer.updates = updates
    layer.mask = mode == .training ? record.mask.map { $0.map { $0 == 1 } } : nil
    if letter == "F", mode == .training {
      layer.renorm = KnownLayer.Renorm(
        mean: renorm.mean, stddev: renorm.stddev, clipping: RenormClipping(inputs.renorm_clipping))
    }
    return layer
  }
}

extension MeasuredRecord {
  /// The shape of a batch: images are squares or rows of pixels, whose sides do not matter.
  func shape(of batch: FrameworkBatch) -> [Int] {
    rank == .two
      ? [batch.count, batch.channels] : [batch.images, batch.count / max(batch.images, 1), 1, batch.channels]
  }
}
