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
    [forgotten, trainingOff, notSettled, renormBeforeTraining, notFrozen].compactMap(\.self)
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
      .notSettled(updates: record.updatesRun, more: more, sense: momentumSense), share > 0.5 ? .error : .warning,
      figure: share,
      threshold: share > 0.5 ? 0.5 : 0.01)
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
