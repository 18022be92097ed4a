import TerminalKit

/// The names of the fields that a golden file has and its format does not: what a replay passes over.
///
/// The fields of numeric steps are not among them; a replay tells those that it knows from the others itself.
struct GoldenFields: Decodable, Sendable {
  /// Each with its place, for example `calls[3].remark`.
  let unknown: [String]

  private enum CodingKeys: String, CodingKey { case kind, layer, calls, steps, attempts, collections }

  init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try file.decode(String.self, forKey: .kind)
    guard let known = Self.files[kind] else {
      unknown = []
      return
    }
    var unknown = try Names(from: decoder).other(than: Self.common.union(known), at: "")
    unknown += try file.decodeIfPresent(Names.self, forKey: .layer)?.other(than: Self.layer, at: "layer.") ?? []
    for (index, call) in (try file.decodeIfPresent([Call].self, forKey: .calls) ?? []).enumerated() {
      unknown += call.unknown(at: "calls[\(index)].", Self.call)
    }
    for (index, attempt) in (try file.decodeIfPresent([Call].self, forKey: .attempts) ?? []).enumerated() {
      unknown += attempt.unknown(at: "attempts[\(index)].", Self.attempt)
    }
    if kind == "graph" {
      for (index, step) in (try file.decodeIfPresent([Names].self, forKey: .steps) ?? []).enumerated() {
        unknown += step.other(than: Self.step, at: "steps[\(index)].")
      }
      unknown +=
        try file.decodeIfPresent(Names.self, forKey: .collections)?.other(than: Self.collections, at: "collections.")
        ?? []
    }
    self.unknown = unknown
  }

  /// The names in an object, whatever they stand for.
  private struct Names: Decodable {
    let names: [String]

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      names = try decoder.container(keyedBy: Key.self).allKeys.map(\.stringValue)
    }

    func other(than known: Set<String>, at place: String) -> [String] {
      names.filter { !known.contains($0) }.sorted().map { place + $0 }
    }
  }

  /// A call or an attempt, with the objects in it.
  private struct Call: Decodable {
    let names: Names
    let layer: Names?
    let ok: Names?
    let error: Names?

    private enum CodingKeys: String, CodingKey { case layer, ok, error }

    init(from decoder: any Decoder) throws {
      names = try Names(from: decoder)
      let container = try decoder.container(keyedBy: CodingKeys.self)
      layer = try container.decodeIfPresent(Names.self, forKey: .layer)
      ok = try container.decodeIfPresent(Names.self, forKey: .ok)
      error = try container.decodeIfPresent(Names.self, forKey: .error)
    }

    func unknown(at place: String, _ known: Set<String>) -> [String] {
      let inner = [
        ("layer", layer, GoldenFields.layer), ("ok", ok, GoldenFields.accepted), ("error", error, GoldenFields.error),
      ]
      return names.other(than: known, at: place)
        + inner.flatMap { name, object, known in object?.other(than: known, at: "\(place)\(name).") ?? [] }
    }
  }
}

// MARK: What the format has

extension GoldenFields {
  private static let common: Set = ["name", "kind", "source", "notes"]

  private static let files: [String: Set<String>] = [
    "numeric": [
      "quirk", "dtype", "tolerance", "input_shape", "static_shape", "training_mode", "fused_used", "layer",
      "optimizer", "collections", "variables_initial", "steps",
    ],
    "graph": ["dtype", "calls", "collections", "variables_initial", "tolerance", "steps"],
    "attempts": ["attempts"],
  ]

  private static let layer: Set = [
    "axis", "momentum", "epsilon", "center", "scale", "beta_initializer", "gamma_initializer",
    "moving_mean_initializer", "moving_variance_initializer", "beta_regularizer", "gamma_regularizer",
    "beta_constraint", "gamma_constraint", "trainable", "name", "reuse", "renorm", "renorm_clipping",
    "renorm_momentum", "fused",
  ]

  private static let construction: Set = ["dtype", "input_shape", "training", "layer", "error"]

  private static let call = construction.union([
    "variable_scope", "variable_scope_reuse", "variables_used", "added_to_GLOBAL_VARIABLES",
    "added_to_TRAINABLE_VARIABLES", "added_to_UPDATE_OPS", "added_to_REGULARIZATION_LOSSES",
  ])

  private static let attempt = construction.union(["label", "ok", "variables_left_in_graph"])

  private static let accepted: Set = [
    "output_shape", "output_dtype", "fused_used", "variables", "update_op_count", "regularization_loss_count", "ran",
  ]

  private static let error: Set = ["stage", "type", "message", "detail"]

  private static let step: Set = [
    "call", "training", "run_update_ops", "input_shape", "input", "output", "variables_after",
  ]

  private static let collections: Set = [
    "GLOBAL_VARIABLES", "TRAINABLE_VARIABLES", "UPDATE_OPS", "REGULARIZATION_LOSSES",
  ]
}
