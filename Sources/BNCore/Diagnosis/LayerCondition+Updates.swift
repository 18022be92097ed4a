extension LayerCondition {
  /// Variables that are not finite.
  var nonFiniteFindings: [Finding] {
    VariableName.allCases.compactMap { name in
      let channels = (variables[name] ?? []).indices.filter { variables[name]?[$0].isFinite == false }
      guard !channels.isEmpty else { return nil }
      return Finding(
        .notFinite(name, cause: causes[name]), .error, channels: name.isScalar ? [] : channels,
        figure: Double(channels.count),
        threshold: 0)
    }
  }

  /// Update operations: whether they run, ran often enough, and do harm.
  var updateFindings: [Finding] {
    [forgotten, neverUpdated, initialInFile, trainingOff, notSettled, renormBeforeTraining, notFrozen].compactMap(
      \.self)
  }

  private var forgotten: Finding? {
    guard let record = statistics.max(by: { $0.updatesForgotten < $1.updatesForgotten }), record.updatesForgotten > 0
    else { return nil }
    let share = Double(record.updatesRun) / Double(record.updatesRun + record.updatesForgotten)
    return Finding(
      .updatesForgotten(run: record.updatesRun, forgotten: record.updatesForgotten),
      record.updatesRun == 0 && isUntouched ? .error : .warning, figure: share, threshold: 1)
  }

  private var trainingOff: Finding? {
    guard isOptimizing, mode == .inference, isUntouched else { return nil }
    let updates = statistics.map(\.updatesRun).min() ?? 0
    return Finding(.trainingOff, .warning, figure: Double(updates), threshold: 1)
  }

  private var notSettled: Finding? {
    let shares = statistics.compactMap { record in shareLeft(in: record).map { (record: record, left: $0) } }
    guard let (record, share) = shares.max(by: { $0.left < $1.left }), share > 0.01 else { return nil }
    let more = MovingPrediction.updates(fromShare: share, toShare: 0.01, momentum: options.momentum)
    return Finding(
      .notSettled(updates: record.updatesRun, more: more, sense: momentumSense), warmUpSeverity(share, record),
      figure: share,
      threshold: share > 0.5 ? 0.5 : 0.01)
  }

  /// To warm up is what every layer does; it is wrong where inference is used meanwhile, or where the statistics are younger
  /// than the training, and only if what is left of the start shows.
  private func warmUpSeverity(_ share: Double, _ record: VariableRecord) -> Finding.Severity {
    let isYounger = steps > record.updatesRun + record.updatesForgotten
    guard mode == .inference || isYounger || evaluated != nil else { return .info }
    return min(harm, share > 0.5 && (mode == .inference || isYounger) ? .error : .warning)
  }

  /// How grave it is that the moving statistics are those of the start, by what comes in: an error where that surely shows.
  private var harm: Finding.Severity {
    guard let gap else { return .error }
    if gap.interval.lowerBound > Self.visibleEffect { return .error }
    return gap.effect > Self.visibleEffect ? .warning : .info
  }

  /// Inference runs on what the initializer made, and nothing has ever moved it.
  private var neverUpdated: Finding? {
    guard mode == .inference, !isFile, !isOptimizing, isUntouched, let gap,
      statistics.allSatisfy({ $0.updatesRun == 0 && $0.updatesForgotten == 0 && $0.origin == .initializer })
    else { return nil }
    return Finding(
      .neverUpdated(steps: steps), harm, figure: gap.effect, threshold: Self.visibleEffect,
      interval: gap.examples == nil ? nil : gap.interval)
  }

  /// A file's statistics are a new layer's: wrong where anything else of the layer has learned, and where they do not fit to what
  /// comes in.
  private var initialInFile: Finding? {
    guard isFile, isUntouched else { return nil }
    let hasLearned = variables[.gamma]?.contains { $0 != 1 } == true || variables[.beta]?.contains { $0 != 0 } == true
    let isWrong = hasLearned || (countedBatches ?? 0) > 0
    let severity: Finding.Severity = gap == nil ? (isWrong ? .error : .info) : harm
    return Finding(
      .initialInFile(learned: hasLearned), severity, figure: Double(countedBatches ?? 0), threshold: 0)
  }

  private var renormBeforeTraining: Finding? {
    guard options.renorm, options.switchInForce == .placeholder, mode == .inference, runsUpdates,
      let weight = variables[.renormMeanWeight]?.first, weight == 0
    else { return nil }
    return Finding(.renormBeforeTraining, .error, figure: weight, threshold: 0)
  }

  private var notFrozen: Finding? {
    guard !options.trainable, let frozenMovement, frozenMovement > 0 else { return nil }
    return Finding(.notFrozen, .error, figure: frozenMovement, threshold: 0)
  }
}
