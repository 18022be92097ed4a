import BNCore

/// A layer with a framework's conventions against the framework's own numbers.
extension MeasuredCheck {
  /// Replays records by layers; those of renorm, of masks and of sums far from zero are about what a layer does not follow.
  ///
  /// - Parameters:
  ///   - records: what was measured.
  ///   - arithmetic: the layers'.
  ///   - change: what is done to the conventions before they are followed.
  /// - Returns: what the layers do not give back.
  static func replayLayers(
    _ records: [MeasuredRecord], _ arithmetic: Arithmetic = .fast,
    change: (inout FrameworkConventions) -> Void = { _ in }
  ) -> MeasuredCheck {
    var check = MeasuredCheck()
    guard let inputs = MeasuredInputs.all else { return check }
    for record in records where !record.isLong && !"FG".contains(record.case.prefix(1)) {
      check.begin(record)
      guard let rules = FrameworkRules.all.first(where: { $0.name == record.framework }),
        var conventions = rules.conventions
      else { continue }
      // Eight numbers near 1000.3 leave a mean of squares without a digit of their variance: what comes out is its order of sums.
      if record.case == "N", rules.variance.losesDigits { continue }
      change(&conventions)
      var options = BatchNormalizationOptions()
      (options.conventions, options.arithmetic) = (conventions, arithmetic)
      if record.probe != nil {
        check.probeLayer(record, options)
      } else {
        options.epsilon = record.epsilon ?? .nan
        options.momentum = record.share ?? .nan
        check.replayLayer(record, rules, options, inputs)
      }
    }
    return check
  }

  /// x = 1 with given statistics and each epsilon.
  private mutating func probeLayer(_ record: MeasuredRecord, _ options: BatchNormalizationOptions) {
    for entry in record.probe ?? [] {
      var options = options
      options.epsilon = entry.epsilon
      let batch = FrameworkBatch(numbers: [1, 1, 1, 1], channels: 4, images: record.rank == .four ? 1 : nil)
      guard var layer = Self.layer(options, batch, [1, 1, 1, 1], [0, 0, 0, 0]) else { continue }
      layer.variables.movingVariance = record.start[1].values
      let (pass, error) = Self.outcome(of: layer, batch, .inference)
      compareKinds(error, entry.error)
      // A variance of 0 without an epsilon shows the order of operations, which only the reference has.
      if options.arithmetic == .fast, entry.epsilon == 0 { continue }
      guard let output = pass?.output.scalars, let measured = entry.output?.values else { continue }
      compare(
        "epsilon \(entry.epsilon)", measured.map(Double.init), output.map(Double.init),
        within: output.map { MeasuredBounds.finite(16 * float32Rounding * abs(Double($0))) })
    }
  }

  private static func layer(
    _ options: BatchNormalizationOptions, _ batch: FrameworkBatch, _ gamma: [Float], _ beta: [Float]
  ) -> BatchNormalization<Float>? {
    var layer = try? BatchNormalization<Float>(options: options, inputShape: batch.tensor.shape)
    layer?.variables.gamma = gamma
    layer?.variables.beta = beta
    return layer
  }

  /// A pass, or why there is none.
  private static func outcome(
    of layer: BatchNormalization<Float>, _ batch: FrameworkBatch, _ mode: Mode
  ) -> (pass: Pass<Float>?, error: String?) {
    do throws(BatchNormalizationError) { return (try layer.forward(batch.tensor, mode: mode), nil) } catch {
      guard case .refused(_, let reason) = error else { return (nil, "\(error)") }
      return (nil, reason)
    }
  }

  private mutating func compareKinds(_ layer: String?, _ measured: String?) {
    func kind(_ error: String?) -> Substring? { error?.split(separator: ":").first }
    fact(kind(layer) == kind(measured), "error \(measured ?? "none"), the layer's \(layer ?? "none")")
  }

  private mutating func replayLayer(
    _ record: MeasuredRecord, _ rules: FrameworkRules, _ options: BatchNormalizationOptions, _ inputs: MeasuredInputs
  ) {
    let letter = String(record.case.prefix(1))
    guard let gamma = inputs.gamma[letter], let beta = inputs.beta[letter], let first = record.steps.first,
      var layer = Self.layer(options, inputs.batch(first.batch), gamma, beta)
    else { return fact(false, "no layer") }
    let none = [Double](repeating: 0, count: gamma.count)
    compare("start mean", record.start[0].doubles, layer.mean, within: none)
    compare("start variance", record.start[1].doubles, layer.variance, within: none)
    var bounds = MeasuredBounds(channels: gamma.count)
    for step in record.steps {
      let batch = inputs.batch(step.batch)
      let (pass, error) = Self.outcome(of: layer, batch, .training)
      guard let pass else {
        // What is done there without an error, or half done, a layer refuses.
        if error?.hasSuffix("which is not followed") != true { compareKinds(error, step.error) }
        if case .errorBehindMean = rules.oneValue { return }
        guard step.error != nil else { return }
        compareStored(step, layer, bounds)
        continue
      }
      fact(step.error == nil, "error \(step.error ?? "")")
      let own = MeasuredBounds(of: batch, rules, sumsAsThere: false)
      let moments = pass.appliedStatistics
      compareOutput(step, pass.output.scalars, batch, moments, Double(pass.epsilon), own, gamma, beta)
      layer.apply(pass.updates)
      if pass.updates != nil { bounds.advance(by: own, count: batch.count, layer, rules) }
      compareStored(step, layer, bounds)
    }
    guard let inference = record.inference else { return }
    let batch = inputs.batch(inference.batch)
    let (pass, error) = Self.outcome(of: layer, batch, .inference)
    compareKinds(error, inference.error)
    guard let pass else { return }
    compareOutput(
      inference, pass.output.scalars, batch, pass.appliedStatistics, Double(pass.epsilon), bounds, gamma, beta)
  }

  private mutating func compareOutput(
    _ step: MeasuredRecord.Step, _ output: [Float], _ batch: FrameworkBatch, _ moments: Moments<Double>,
    _ epsilon: Double, _ bounds: MeasuredBounds, _ gamma: [Float], _ beta: [Float]
  ) {
    guard let measured = step.output?.doubles, batch.count > 0 else { return }
    compare(
      "\(step.batch) output", measured, output.map(Double.init),
      within: bounds.output(output, of: batch.numbers, by: moments, epsilon: epsilon, gamma: gamma, beta: beta))
  }

  private mutating func compareStored(
    _ step: MeasuredRecord.Step, _ layer: BatchNormalization<Float>, _ bounds: MeasuredBounds
  ) {
    // Decimals of the records' numbers end somewhere.
    compare(
      "\(step.batch) mean", step.mean?.doubles ?? [], layer.mean, within: bounds.mean.map { 4 * $0 + 1e-12 })
    compare(
      "\(step.batch) variance", step.variance?.doubles ?? [], layer.variance,
      within: bounds.variance.map { 4 * $0 + 1e-12 })
  }
}

extension MeasuredBounds {
  /// Carries the bounds through an update of a layer.
  fileprivate mutating func advance(
    by own: MeasuredBounds, count: Int, _ layer: BatchNormalization<Float>, _ rules: FrameworkRules
  ) {
    let new = 1 - layer.options.momentum
    // Where the variance is divided by n - 1 its error is, too; of one value there is none.
    let factor = Double(count) / Double(max(count - 1, 1))
    for channel in mean.indices {
      mean[channel] += new * own.mean[channel] + Self.finite(4 * float32Rounding * abs(layer.mean[channel]))
      variance[channel] +=
        new * own.variance[channel] * factor + Self.finite(4 * float32Rounding * abs(layer.variance[channel]))
    }
  }
}

extension BatchNormalization<Float> {
  fileprivate var mean: [Double] { variables.movingMean.map(Double.init) }
  fileprivate var variance: [Double] { variables.movingVariance.map(Double.init) }
}

extension FrameworkBatch {
  /// The batch as a tensor; images as rows of pixels.
  fileprivate var tensor: Tensor<Float> {
    let shape =
      rank == .two ? [images, channels] : [images, images == 0 ? 1 : count / images, 1, channels]
    return Tensor(shape: shape, scalars: numbers)
  }
}
