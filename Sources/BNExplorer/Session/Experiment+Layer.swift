import BNCore

extension Experiment {
  /// Gives a parameter another value, and the layer what follows from it; for `set loss` that is the loss as it was read.
  mutating func change(_ setting: Setting, _ newLoss: Objective?) throws(CommandError) -> [Output] {
    var changed = configuration
    setting.apply(to: &changed)
    if [.framework, .renorm, .epsilon].contains(setting.parameter) {
      try changed.options.checkConventions(dimensions: rank)
    }
    var notes: [Output] = []
    if case .name(let name) = setting.value {
      notes = try rename(to: name)
    } else if let shape = batchShape, setting.parameter.rebuildsLayer {
      notes = try fit(to: shape, changed)
    } else {
      state.layer?.options = changed.options
    }
    setup.configuration = changed
    if setting.parameter == .loss { setup.loss = newLoss }
    state.layer?.train(with: changed.optimizer.optimizer(learningRate: changed.learningRate), on: setup.loss)
    return notes
  }

  /// Takes batches from another source from now on, in another type if one is named.
  mutating func change(
    to source: BatchSource, from origin: DataOrigin, dtype: NumberType?, axis: Int? = nil
  ) throws(CommandError) -> [Output] {
    var changed = configuration
    if let dtype { changed.dtype = dtype }
    if let axis { changed.options.axis = axis }
    let notes = try fit(to: source.batchShape, changed)
    setup.configuration = changed
    setup.source = source
    setup.origin = origin
    state.position = 0
    return notes
  }

  /// Builds the layer for a batch shape and a configuration, keeping every variable that still fits by name and shape.
  ///
  /// - Returns: notes that say what was kept and what was made, if variables were there before.
  mutating func fit(to shape: [Int], _ changed: Configuration) throws(CommandError) -> [Output] {
    var fresh = try built(changed, for: shape)
    try checkReuse(by: fresh)
    try checkEval(fits: fresh)
    guard let layer else {
      state.layer = fresh
      return []
    }
    let succession = VariableCarryOver(from: layer, to: &fresh) { isReinitialized($0, changed.options) }
    if fresh.channels != layer.channels { passes = Passes() }
    if fresh.channels != taken?.channels { setup.taken = nil }
    state.layer = fresh
    return succession.notes
  }

  /// A layer for a batch shape and a configuration, its variables from the initializers.
  func built(_ changed: Configuration, for shape: [Int]) throws(CommandError) -> any SessionLayer {
    do throws(BatchNormalizationError) {
      var fresh = try changed.dtype.layer(changed.options, inputShape: shape)
      fresh.train(with: changed.optimizer.optimizer(learningRate: changed.learningRate), on: loss)
      return fresh
    } catch {
      throw CommandError(error.description)
    }
  }

  /// Whether a variable's initializer changes, which makes the variable anew.
  private func isReinitialized(_ name: VariableName, _ options: BatchNormalizationOptions) -> Bool {
    let old = configuration.options
    return switch name {
    case .gamma: old.gammaInitializer != options.gammaInitializer
    case .beta: old.betaInitializer != options.betaInitializer
    case .movingMean: old.movingMeanInitializer != options.movingMeanInitializer
    case .movingVariance: old.movingVarianceInitializer != options.movingVarianceInitializer
    default: false
    }
  }

  /// Which command provides a variable.
  static func remedy(_ name: VariableName) -> String {
    switch name {
    case .gamma: "set scale on first"
    case .beta: "set center on first"
    case .movingMean, .movingVariance: "name a batch first"
    case .renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight: "set renorm on first"
    }
  }
}
