import BNFiles
import Platform

/// The layers of a model as JSON lines: every key in every line, null where there is nothing.
enum LayerLines {
  /// One layer, with its numbers or with their ranges.
  static func json(_ layer: FoundLayer, _ numbers: LayerNumbers, withValues: Bool) -> JSONText {
    let isBatchNorm = layer.isBatchNorm
    return .object(
      [
        JSONText.Member(name: "name", value: .string(layer.name)),
        JSONText.Member(name: "kind", value: .string(layer.kind.word)),
        JSONText.Member(name: "channels", value: layer.channels.map(JSONText.integer) ?? .null),
        JSONText.Member(name: "axis", value: layer.axis.map(JSONText.integer) ?? .null),
      ] + Self.parts(numbers, withValues: withValues) + [
        JSONText.Member(name: "epsilon", value: layer.epsilon.map(JSONText.double) ?? .null),
        JSONText.Member(name: "epsilon_source", value: .string(layer.epsilonSource.rawValue)),
        JSONText.Member(name: "momentum", value: layer.momentum.map(JSONText.double) ?? .null),
        JSONText.Member(name: "momentum_source", value: .string(layer.momentumSource.rawValue)),
        JSONText.Member(
          name: "variance_kind", value: .string(isBatchNorm ? layer.varianceKind.rawValue : "unknown")),
        JSONText.Member(
          name: "notes", value: .array(layer.allNotes(numbers).map(JSONText.string))),
      ])
  }

  private static func parts(_ numbers: LayerNumbers, withValues: Bool) -> [JSONText.Member] {
    numbers.parts.map { name, values in
      guard let values else { return JSONText.Member(name: withValues ? name : name + "_range", value: .null) }
      guard !withValues else { return JSONText.Member(name: name, value: .doubles(values)) }
      let range = Extremes(values).map { JSONText.doubles([$0.least, $0.greatest]) }
      return JSONText.Member(name: name + "_range", value: range ?? .null)
    }
  }

  /// The last line: which file, of which format, with how many lines above it.
  static func summary(path: String, _ model: FoundModel) -> JSONText {
    ["file": .string(path), "format": .string(model.file.format), "layers": .integer(model.layers.count)]
  }
}

extension FoundLayer.Kind {
  /// The kind as scripts read it.
  var word: String {
    switch self {
    case .batchNorm: "batch_norm"
    case .folded: "folded"
    case .lookAlike: "look_alike"
    }
  }

  /// What it is, where it is no batch norm.
  var explanation: String? {
    switch self {
    case .batchNorm: nil
    case .folded(let into): "a batch norm folded into \(into)"
    case .lookAlike(let what): what
    }
  }
}

extension String {
  /// A layer's name as people read it.
  var shownLayerName: String { isEmpty ? "(no name)" : escapingControls }
}

extension FoundLayer {
  /// The name as people read it.
  var shownName: String { name.shownLayerName }

  /// What it is if no batch norm, what the file and its names say, and what the numbers say.
  func allNotes(_ numbers: LayerNumbers) -> [String] {
    (kind.explanation.map { [$0] } ?? []) + remarks + numbers.notes(for: self)
  }
}

extension LayerNumbers {
  /// The four, by their names.
  var parts: [(name: String, values: [Double]?)] {
    [("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance)]
  }
}
