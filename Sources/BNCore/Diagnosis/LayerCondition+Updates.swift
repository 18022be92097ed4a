extension LayerCondition {
  /// Variables that are not finite.
  var nonFiniteFindings: [Finding] {
    VariableName.allCases.compactMap { name in
      let channels = (variables[name] ?? []).indices.filter { variables[name]?[$0].isFinite == false }
      guard !channels.isEmpty else { return nil }
      return Finding(
        .nonFinite, .error, channels: name.isScalar ? [] : channels, measure: "values of \(name.rawValue) not finite",
        figure: Double(channels.count), threshold: 0,
        why: "an average that has once been NaN or infinite never recovers",
        advice: "look for the batch that brought it (show x), then assign \(name.rawValue), or reset")
    }
  }

  /// Update operations: whether they run, ran often enough, and do harm.
  var updateFindings: [Finding] {
    [forgotten, trainingOff, notSettled, renormBeforeTraining, notFrozen].compactMap(\.self)
  }

  private var forgotten: Finding? {
    guard updatesForgotten > 0 else { return nil }
    let share = Double(updatesRun) / Double(updatesRun + updatesForgotten)
    return Finding(
      .updatesForgotten, updatesRun == 0 && isUntouched ? .error : .warning,
      measure: "share of the steps whose update operations ran", figure: share, threshold: 1,
      why: updatesRun == 0
        ? "the moving statistics are still what they were, and inference normalizes by them"
        : "the moving statistics have missed \(updatesForgotten) steps",
      advice: "set update_ops on: in TensorFlow, run tf.GraphKeys.UPDATE_OPS with the training step")
  }

  private var trainingOff: Finding? {
    guard isOptimizing, mode == .inference, isUntouched else { return nil }
    return Finding(
      .trainingOff, .warning, measure: "update operations run", figure: Double(updatesRun), threshold: 1,
      why: "gamma and beta learn with training=False, by moving statistics that never moved",
      advice: "set training on; training=False is for fine-tuning with statistics that are known")
  }

  private var notSettled: Finding? {
    guard let share = shareLeft, share > 0.01 else { return nil }
    let needed = MovingPrediction.updates(toShare: 0.01, momentum: options.momentum)
    return Finding(
      .notSettled, share > 0.5 ? .error : .warning, measure: "share of the first moving statistics that is left",
      figure: share, threshold: share > 0.5 ? 0.5 : 0.01,
      why: "after \(updatesRun) updates inference still sees that much of the initial 0 and 1",
      advice: needed.map { "train \(max(1, $0 - updatesRun)) more steps (\($0) in all), or set a smaller momentum" }
        ?? "set a smaller momentum")
  }

  private var renormBeforeTraining: Finding? {
    guard options.renorm, options.trainingSwitch == .placeholder, mode == .inference, runsUpdates,
      let weight = variables[.renormMeanWeight]?.first, weight == 0
    else { return nil }
    return Finding(
      .renormBeforeTraining, .error, measure: "renorm_mean_weight", figure: weight, threshold: 0,
      why: "the next update operations divide renorm_mean by it, 0 by 0, and leave NaN",
      advice: "train before the first inference with updates, or set update_ops off")
  }

  private var notFrozen: Finding? {
    guard !options.trainable, let frozenMovement, frozenMovement > 0 else { return nil }
    return Finding(
      .notFrozen, .error, measure: "largest move of a moving mean in the last step, in standard deviations",
      figure: frozenMovement, threshold: 0,
      why: "trainable=False keeps gamma and beta, and nothing else: the moving statistics go on moving",
      advice: "set training off to freeze the layer, or set update_ops off")
  }
}
