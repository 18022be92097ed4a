import BNFiles
import BNCore

extension Session {
  /// What there is to say about the present state, the gravest kind of trouble first.
  func diagnosis() throws(CommandError) -> [Finding] {
    guard let layer, let source, let shape = batchShape else {
      throw CommandError("there is no layer to look at yet; name batches with generate, batch or load")
    }
    return condition(of: layer, source, shape).findings
  }

  /// All findings; or those of some criteria, and the claim that each of these finds something.
  func diagnose(_ codes: [Finding.Code]) throws(CommandError) -> [Output] {
    let findings = try diagnosis().filter { codes.isEmpty || codes.contains($0.code) }
    guard !codes.isEmpty else { return [.findings(findings, step: step)] }
    let claim = AssertionOutcome(of: codes, foundBy: findings)
    return (findings.isEmpty ? [] : [.findings(findings, step: step)]) + [.assertion(claim)]
  }

  private func condition(of layer: any SessionLayer, _ source: BatchSource, _ shape: [Int]) -> LayerCondition {
    let options = configuration.options
    var variables: [VariableName: [Double]] = [:]
    for name in layer.names { variables[name] = layer.values(of: name) }
    var condition = LayerCondition(options: options, dataType: layer.dtype.inGraphs, variables: variables)
    let initial = try? BatchNormalizationVariables<Double>(options: options, channels: layer.channels)
    condition.initialMean = initial?.movingMean ?? []
    condition.initialVariance = initial?.movingVariance ?? []
    condition.mode = configuration.training ? .training : .inference
    condition.runsUpdates = configuration.updateOps != .off
    condition.isOptimizing = configuration.optimizer != .none && advice(about: configuration, loss).isEmpty
    condition.implementation = implementation
    condition.dimensions = shape.count
    condition.steps = step
    condition.updatesRun = updatesRun
    for name in layer.names {
      condition.records[name] = layer.records[name]
      let first = (variables[name] ?? []).indices.compactMap { layer.records.cause(of: name, channel: $0) }
      condition.causes[name] = first.min { $0.step < $1.step }?.text
    }
    if let layout = try? AxisLayout(shape: shape, axis: options.axis) { add(source, layout, to: &condition) }
    condition.evaluated = evaluatedMoments
    addLastStep(to: &condition)
    return condition
  }

  /// What is known of the batches to come.
  private func add(_ source: BatchSource, _ layout: AxisLayout, to condition: inout LayerCondition) {
    condition.count = layout.elementsPerChannel / source.sharing.countApart
    condition.axis = layout.axis
    condition.observed = moments(of: source, layout, at: position, populations)
    if case .independent = source.sampling(layout) { condition.isIndependent = true }
    switch source {
    case .generated(let spec) where spec.fixed && position > 0:
      // What comes again and again is the batch, not what it was drawn from.
      condition.observed = lastMoments.map { ObservedMoments($0, sample: sample(of: source, layout)) }
    case .examples(let set) where layout.axis > 0:
      let last = set.batchShape(at: set.batchesPerEpoch - 1)
      if last[0] < set.batchSize {
        condition.lastCount = layout.elementsPerChannel / layout.outer * outer(last, layout)
      }
    case .generated, .literal, .examples: break
    }
    // Only the present source's batches can be compared.
    for channel in 0..<layout.channels {
      condition.recentMeans.append(recent(.batchMean, channel))
      condition.recentVariances.append(recent(.batchVariance, channel))
    }
  }

  /// The moments of what a source brings, with what their errors are to be told by.
  ///
  /// To go over a large file would take longer than a step: that is done only when somebody asks for the moments.
  private func moments(
    of source: BatchSource, _ layout: AxisLayout, at index: Int, _ cache: PopulationCache
  ) -> ObservedMoments? {
    guard !source.isTooLargeForFindings else { return nil }
    return ObservedMoments(cache.moments(of: source, layout, at: index), sample: sample(of: source, layout))
  }

  /// The moments of what the second pipeline brings.
  private var evaluatedMoments: ObservedMoments? {
    guard let eval, let layout = try? AxisLayout(shape: eval.source.batchShape, axis: configuration.options.axis),
      layout.channels == layer?.channels
    else { return nil }
    return moments(of: eval.source, layout, at: experiment.state.evalPosition, eval.populations)
  }

  /// How many examples a source's moments are of; `nil` where they are the population's.
  private func sample(of source: BatchSource, _ layout: AxisLayout) -> ObservedMoments.Sample? {
    let batch = layout.axis > 0 ? source.batchShape.first ?? 1 : layout.elementsPerChannel
    let examples: Int
    switch source {
    case .generated(let spec): examples = spec.fixed ? batch : 0
    case .literal: examples = batch
    case .examples(let set): examples = layout.axis > 0 ? set.exampleCount : batch
    }
    guard examples > 0 else { return nil }
    return ObservedMoments.Sample(
      examples: examples, elements: examples * layout.elementsPerChannel / max(1, batch))
  }

  private func outer(_ shape: [Int], _ layout: AxisLayout) -> Int { shape[..<layout.axis].reduce(1, *) }

  private func recent(_ curve: History.Curve, _ channel: Int) -> [Double] {
    let points = history.points(curve, channel: channel)
    let first = Double(step - position)
    return zip(points.steps, points.values).filter { $0.0 > first && !$0.1.isNaN }.map { $0.1 }
  }

  /// The moments of the last batch, which inference does not take.
  private var lastMoments: PopulationMoments? {
    guard let lastStep, let x = lastStep.numbers(.input), !x.isEmpty else { return nil }
    let batch = Tensor(shape: lastStep.shape, scalars: x)
    return BatchSource.literal(batch).populationMoments(lastStep.layout, at: 0)
  }

  private func addLastStep(to condition: inout LayerCondition) {
    guard let lastStep, position > 0, lastStep.layout.channels == condition.variables[.movingMean]?.count else {
      return
    }
    let facts = lastStep.facts(channels: 0..<lastStep.layout.channels)
    if lastStep.mode == .training, facts.first?.correction != nil {
      condition.clippedChannels = facts.filter(\.isClipped).map(\.channel)
    }
    if facts.first?.options.trainable == false {
      condition.frozenMovement = facts.map(\.movement).max()
    }
    if let x = lastStep.numbers(.input), lastStep.layout.axis == condition.axis {
      condition.sharesOfVariance = LayerCondition.sharesOfVariance(x, shape: lastStep.shape)
      condition.shareOfEmptyRows = LayerCondition.shareOfEmptyRows(x, lastStep.layout)
    }
  }
}

extension AssertionOutcome {
  /// The claim that each of some criteria finds something.
  fileprivate init(of codes: [Finding.Code], foundBy findings: [Finding]) {
    let codes = Set(codes)
    let found = codes.count { code in findings.contains { $0.code == code } }
    self.init(
      text: "diagnose " + codes.map(\.rawValue).sorted().joined(separator: " "), ok: found == codes.count,
      actual: Double(found), expected: Double(codes.count), tolerance: nil, count: codes.count,
      failures: codes.count - found)
  }
}

extension BatchSource {
  /// Whether to go over all the data takes longer than a person waits for findings.
  fileprivate var isTooLargeForFindings: Bool {
    guard isStored, case .examples(let set) = self else { return false }
    return set.data.shape.reduce(1, *) > 1 << 22
  }
}

extension ChannelFacts {
  /// Whether a limit changed r or d.
  fileprivate var isClipped: Bool {
    guard let correction else { return false }
    return isClipped(correction.r, correction.unclippedR) || isClipped(correction.d, correction.unclippedD)
  }

  /// How far the moving mean moved, in standard deviations.
  fileprivate var movement: Double {
    guard let old = before[.movingMean], let new = after[.movingMean], let variance = before[.movingVariance] else {
      return 0
    }
    return (new - old).magnitude / (variance + epsilon).squareRoot()
  }
}
