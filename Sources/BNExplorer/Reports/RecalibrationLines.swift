import BNCore
import BNFiles

/// A recalibration as JSON lines: every key in every line of its kind, null where there is nothing.
enum RecalibrationLines {
  /// A line for a layer that was put right.
  static func layer(_ layer: RepairedLayer) -> JSONText {
    func list(_ numbers: [Int]) -> JSONText { .array(numbers.map(JSONText.integer)) }
    func double(_ number: Double?) -> JSONText { number.map(JSONText.double) ?? .null }
    return [
      "layer": .string(layer.name), "channels": .integer(layer.channels),
      "new_means": list(layer.repair.newMeans), "new_variances": list(layer.repair.newVariances),
      "unseen": list(layer.repair.unseen), "constant": list(layer.repair.constant),
      "effect_before": double(layer.before?.effect), "effect_after": double(layer.after?.effect),
      "sampling_error": double(layer.after?.samplingError),
      "effect_after_at_most": double(layer.after?.interval.upperBound),
      "batch": layer.batch.map(JSONText.integer) ?? .null, "batch_variance_share": double(layer.shareOfBatches),
    ]
  }

  /// The last line.
  static func summary(_ made: Recalibration, file: String?) -> JSONText {
    let plan: String
    var others: [String] = []
    var obstacle: RecalibrationPlan.Obstacle?
    switch made.plan {
    case .eachByItself: plan = "each"
    case .first(_, let behind): (plan, others) = ("first", behind)
    case .all(_, let against): (plan, obstacle) = ("all", against)
    case .none(let against): (plan, obstacle) = ("none", against)
    }
    return [
      "plan": .string(plan), "layers": .integer(made.repaired.count),
      "variance": .string(made.inBatches ? "batches" : "population"),
      "record_again": .array(others.map(JSONText.string)),
      "obstacle": obstacle.map { .string(RecalibrationText.reason($0, short: true)) } ?? .null,
      "file": file.map(JSONText.string) ?? .null,
    ]
  }
}
