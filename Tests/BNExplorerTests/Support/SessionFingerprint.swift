import BNCore

@testable import BNFiles
@testable import BNExplorer

extension Session {
  /// Everything that a session is, to the bit, NaN included: two sessions with one fingerprint are the same session.
  var fingerprint: [String] {
    replayed + ["viewer \(Bits.of(viewer))", "history \(history.count) \(history.stride)", "log \(log.lines)"]
  }

  /// What a replay of the session's script must give: the experiment, its recorded end and all the others.
  var replayed: [String] {
    recorded + [
      "together \(branches.together)",
      "branches \(branches.current) \(branches.names.map { ($0, branches.branch(named: $0)?.recorded ?? []) })",
    ]
  }
}

extension TimedExperiment {
  /// The experiment as it stands, and as it stands at the end of its time.
  var recorded: [String] { present + ["end \(end.step) \(isInPast ? end.present : [])"] }
}

extension HasExperiment {
  /// The experiment as it stands, each of its fields a line: variables, passes, and all that decides the steps to come.
  var present: [String] {
    experiment.fields.map { "\($0.name) \($0.bits)" } + ["next \(Bits.of(nextBatch))"]
  }

  private var nextBatch: [Double] {
    var source = source
    return source?.batch(at: position, as: Double.self).scalars ?? []
  }
}

extension Experiment {
  /// All fields of all parts.
  var fields: [(name: String, bits: String)] {
    Mirror(reflecting: self).children.flatMap { part in
      Bits.fields(of: part.value).map { (name: "\(part.label ?? "").\($0.name)", bits: $0.bits) }
    }
  }
}

extension TakenStep {
  /// All of the step, bit by bit.
  var bits: String { Bits.of(self) }
}

extension SessionLayer {
  /// All that the optimizer remembers.
  var optimizerBits: String {
    switch self {
    case let layer as TypedLayer<Half>: Bits.of(layer.trainer.optimizerState)
    case let layer as TypedLayer<Float>: Bits.of(layer.trainer.optimizerState)
    case let layer as TypedLayer<Double>: Bits.of(layer.trainer.optimizerState)
    default: ""
    }
  }

  /// The variables by name.
  var variables: [VariableName: [Double]] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, values(of: $0) ?? []) })
  }
}
