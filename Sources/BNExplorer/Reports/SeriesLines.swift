import BNCore
import BNFiles

/// Checkpoints as the axis of time, as JSON lines: every key in every line of its kind, null where there is nothing.
enum SeriesLines {
  /// A line for each layer and checkpoint.
  static func points(_ series: ModelSeries) -> [JSONText] {
    series.layers.flatMap { layer in
      layer.points.enumerated().map { index, point in
        line(layer.name, series.checkpoints[index].path, index, point)
      }
    }
  }

  private static func line(_ layer: String, _ path: String, _ index: Int, _ point: SeriesLayer.Point?) -> JSONText {
    [
      "layer": .string(layer), "file": .string(path), "checkpoint": .integer(index + 1),
      "channels": point.map { .integer($0.channels) } ?? .null, "mean": point.map { .double($0.mean) } ?? .null,
      "deviation": point.map { .double($0.deviation) } ?? .null, "gamma": point.map { .double($0.gamma) } ?? .null,
      "batches": point?.batches.map(JSONText.integer) ?? .null, "change": point?.change.map(JSONText.double) ?? .null,
      "same_statistics": point.map { .bool($0.sameStatistics) } ?? .null,
      "same_affine": point.map { .bool($0.sameAffine) } ?? .null,
    ]
  }

  /// A line for what is so from a checkpoint on.
  static func event(_ event: SeriesEvent, _ series: ModelSeries) -> JSONText {
    var (code, figure, before): (JSONText, JSONText, JSONText) = (.null, .null, .null)
    let name: String
    switch event.kind {
    case .finding(let finding):
      name = "finding"
      (code, figure) = (.string(finding.finding.code.rawValue), .double(finding.finding.figure))
    case .standstill(let checkpoints): (name, figure) = ("standstill", .integer(checkpoints))
    case .jump(let change, let usual): (name, figure, before) = ("jump", .double(change), .double(usual))
    case .countWentBack(let from, let to): (name, figure, before) = ("count_went_back", .integer(to), .integer(from))
    }
    return [
      "event": .string(name), "layer": .string(event.layer),
      "file": .string(series.checkpoints[event.checkpoint].path), "checkpoint": .integer(event.checkpoint + 1),
      "severity": .string(event.severity.rawValue), "code": code, "figure": figure, "before": before,
    ]
  }

  /// The last line.
  static func summary(_ series: ModelSeries) -> JSONText {
    [
      "checkpoints": .integer(series.checkpoints.count), "layers": .integer(series.layers.count),
      "errors": .integer(series.count(.error)), "warnings": .integer(series.count(.warning)),
      "turn": series.turn.map { .string(series.checkpoints[$0.checkpoint].path) } ?? .null,
    ]
  }
}
