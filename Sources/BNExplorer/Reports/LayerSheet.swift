import BNFiles
import Platform

/// The layers of a model as comma-separated values, for a spreadsheet: a row a layer with ranges, or a row a channel.
enum LayerSheet {
  static func header(withValues: Bool) -> String {
    let ranges = ["gamma", "beta", "mean", "variance"]
    let numbers = withValues ? ["channel"] + ranges : ranges.flatMap { ["\($0)_min", "\($0)_max"] }
    return
      (["name", "kind", "channels", "axis"] + numbers + [
        "epsilon", "epsilon_source", "momentum", "momentum_source", "variance_kind", "notes",
      ]).joined(separator: ",")
  }

  /// The rows of a layer; where there are no numbers, one row with empty cells all the same.
  static func rows(_ layer: FoundLayer, _ numbers: LayerNumbers, withValues: Bool) -> [String] {
    let start = [layer.name.cell, layer.kind.word, layer.channels.cell, layer.axis.cell]
    let end = [
      layer.epsilon.cell, layer.epsilonSource.rawValue, layer.momentum.cell, layer.momentumSource.rawValue,
      layer.varianceKind.rawValue, layer.allNotes(numbers).joined(separator: "; ").cell,
    ]
    let parts = numbers.parts.map(\.values)
    guard withValues else {
      let ranges = parts.flatMap { values in
        let range = values.flatMap { Extremes($0) }
        return [(range?.least).cell, (range?.greatest).cell]
      }
      return [(start + ranges + end).joined(separator: ",")]
    }
    let count = parts.compactMap { $0?.count }.max() ?? 0
    guard count > 0 else { return [(start + Array(repeating: "", count: 5) + end).joined(separator: ",")] }
    return (0..<count).map { channel in
      let cells = parts.map { values in values.flatMap { channel < $0.count ? $0[channel] : nil }.cell }
      return (start + [String(channel)] + cells + end).joined(separator: ",")
    }
  }
}

extension String {
  fileprivate var cell: String { CSVWriter.cell(escapingControls) }
}

extension Double? {
  fileprivate var cell: String { map { CSVWriter.cell($0) } ?? "" }
}

extension Int? {
  fileprivate var cell: String { self.map(String.init) ?? "" }
}
