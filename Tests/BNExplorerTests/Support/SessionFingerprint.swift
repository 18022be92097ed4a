import BNCore

@testable import BNExplorer

extension Session {
  /// Everything that a session is, to the bit, NaN included: two sessions with one fingerprint are the same session.
  var fingerprint: [String] {
    replayed + [
      "channels \(channels)", "speed \(String(describing: stepsPerSecond))",
      "history \(history.count) \(history.stride)",
      "forgotten \(updatesForgotten)", "log \(log.lines)",
    ]
  }

  /// What a replay of the session's script must give: variables, quantities and all that decides the steps to come.
  var replayed: [String] {
    let variables = layer.map { layer in
      layer.variables.names.map { "\($0.rawValue) \(layer.variables[$0, default: []].map(\.bitPattern))" }
    }
    return [
      "\(Parameter.allCases.map { "\($0.rawValue) \($0.text(in: configuration))" })", "\(variables ?? [])",
      "options \(Parameter.allCases.map { $0.text(in: layerConfiguration) })",
      "source \(sourceName) \(batchShape ?? []) position \(position) step \(step) updates \(updatesRun)",
      "pass \(lastPass.map(Self.bits) ?? [])", "next \(nextBatch.map(\.bitPattern))",
    ]
  }

  private var layerConfiguration: Configuration {
    var configuration = configuration
    if let layer { configuration.options = layer.options }
    return configuration
  }

  private var nextBatch: [Float] {
    var source = source
    return source?.batch(at: position).scalars ?? []
  }

  private static func bits(_ pass: Pass<Float>) -> [[UInt32]] {
    [
      pass.input.scalars, pass.output.scalars, pass.batchMean ?? [], pass.batchVariance ?? [], pass.correction?.r ?? [],
      pass.correction?.d ?? [], pass.gamma ?? [], pass.varianceForUpdate ?? [],
    ].map { $0.map(\.bitPattern) }
  }
}

extension BatchNormalizationVariables {
  fileprivate subscript(name: VariableName, default values: [Scalar]) -> [Scalar] { self[name] ?? values }
}
