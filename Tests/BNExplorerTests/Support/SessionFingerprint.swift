import BNCore

@testable import BNExplorer

extension Session {
  /// Everything that a session is, to the bit, NaN included: two sessions with one fingerprint are the same session.
  var fingerprint: [String] {
    replayed + [
      "channels \(channels)", "speed \(String(describing: stepsPerSecond))",
      "history \(history.count) \(history.stride)",
      "log \(log.lines)",
    ]
  }

  /// What a replay of the session's script must give: the experiment, its recorded end and all the others.
  var replayed: [String] {
    present + [
      "end \(end.step) \(isInPast ? end.present : [])",
      "together \(branches.together)",
      "branches \(branches.current) \(branches.names.map { ($0, branches.session(named: $0)?.replayed ?? []) })",
    ]
  }

  /// The experiment as it stands: variables, quantities and all that decides the steps to come.
  var present: [String] {
    let variables = layer.map { layer in
      layer.names.map { "\($0.rawValue) \(layer.values(of: $0)?.map(\.bitPattern) ?? []) \(layer.records[$0])" }
        + ["\(layer.dtype.rawValue) \(layer.records.total)"]
    }
    return [
      "\(Parameter.allCases.map { "\($0.rawValue) \($0.text(in: configuration))" })", "\(variables ?? [])",
      "options \(Parameter.allCases.map { $0.text(in: layerConfiguration) })",
      "source \(sourceName) \(batchShape ?? []) position \(position) step \(step) updates \(updatesRun)",
      "pass \(lastStep?.bits ?? [])", "next \(nextBatch.map(\.bitPattern))",
      "optimizer \(layer?.optimizerBits ?? [])", "loss \(String(describing: loss))",
      "eval \(eval.map { "\($0.name) \($0.position) \($0.source.batchShape) \($0.last?.bits ?? [])" } ?? "none")",
      "scopes \(scopes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.bits) })",
    ]
  }

  private var layerConfiguration: Configuration {
    var configuration = configuration
    if let layer { configuration.options = layer.options }
    return configuration
  }

  private var nextBatch: [Double] {
    var source = source
    return source?.batch(at: position, as: Double.self).scalars ?? []
  }
}

extension TakenStep {
  /// All numbers of the step, bit by bit.
  var bits: [String] {
    let parts: [StepPart] = [
      .input, .output, .batchMean, .batchVariance, .varianceForUpdate, .r, .d, .gamma, .gradInput, .gradGamma,
      .gradBeta,
    ]
    return ["\(dtype) \(mode) \(shape) \(String(describing: loss?.bitPattern))"]
      + parts.map { "\($0) \(numbers($0)?.map(\.bitPattern) ?? [])" }
  }
}

extension ParkedScope {
  fileprivate var bits: [String] {
    variables.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      "\($0.key) \($0.value.values.map(\.bitPattern)) \($0.value.record)"
    }
      + layer.optimizerBits
  }
}

extension TypedLayer {
  fileprivate var memory: [String] {
    let state = trainer.optimizerState
    let slots = ["gamma", "beta"].flatMap { name in
      OptimizerState<Scalar>.Slot.allCases.map { slot in
        "\(name) \(slot) \(state.slot(slot, of: name)?.map { Double($0).bitPattern } ?? [])"
      }
    }
    return slots + ["\(String(describing: state.betaPowers))"]
  }
}

extension SessionLayer {
  /// All that the optimizer remembers.
  var optimizerBits: [String] {
    (self as? TypedLayer<Half>)?.memory ?? (self as? TypedLayer<Float>)?.memory ?? (self as? TypedLayer<Double>)?.memory
      ?? []
  }

  /// The variables by name.
  var variables: [VariableName: [Double]] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, values(of: $0) ?? []) })
  }
}
