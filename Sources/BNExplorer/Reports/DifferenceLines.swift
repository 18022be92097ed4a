import BNFiles

/// How two models differ, as JSON lines: every key in every line, null where there is nothing.
enum DifferenceLines {
  /// A line for each layer, the worst first, then those that only one of the models has.
  static func layers(_ difference: ModelDifference) -> [JSONText] {
    difference.pairs.map { line($0, file: difference.b.path) }
      + difference.folds.map { line($0, file: difference.b.path) }
      + difference.onlyInA.map { line(a: $0, b: nil, file: difference.b.path) }
      + difference.onlyInB.map { line(a: nil, b: $0, file: difference.b.path) }
  }

  private static func line(_ pair: LayerPair, file: String) -> JSONText {
    let comparison = pair.comparison
    return line(
      a: pair.a, b: pair.b, file: file,
      [
        "scale_difference": .double(comparison.scale), "shift_difference": .double(comparison.shift),
        "channel": comparison.channel.map(JSONText.integer) ?? .null, "matched_by": .string(pair.matchedBy.rawValue),
        "verdict": .string(comparison.verdict.rawValue), "precision": .string(comparison.precision.name),
        "by_epsilon_alone": .bool(comparison.isByEpsilonAlone),
        "nonfinite": .array([comparison.nonfinite.a, comparison.nonfinite.b].map(JSONText.integer)),
        "nonfinite_in_both": .integer(comparison.commonNonfinite),
        "parameters": .array(pair.parameters.map(json)),
        "same_numbers_as": pair.sameNumbersAs.map(JSONText.string) ?? .null,
      ])
  }

  /// A layer that was folded: the other name is that of what it was folded into.
  private static func line(_ fold: FoldedPair, file: String) -> JSONText {
    let proof = fold.proof
    let line = line(
      a: fold.isInA ? fold.layer : nil, b: fold.isInA ? nil : fold.layer, file: file,
      [
        "scale_difference": proof.map { .double($0.scaleError) } ?? .null,
        "shift_difference": proof?.shiftError.map(JSONText.double) ?? .null, "matched_by": "folded",
        "verdict": proof.map { proof in
          .string((proof.isWithinPrecision ? LayerComparison.Verdict.withinPrecision : .different).rawValue)
        } ?? .null,
      ])
    guard case .object(var members) = line else { return line }
    for index in members.indices {
      if members[index].name == (fold.isInA ? "b" : "a") { members[index].value = .string(fold.target) }
      if members[index].name == "only_in", proof != nil { members[index].value = .null }
    }
    return .object(members)
  }

  private static func json(_ parameter: ParameterDifference) -> JSONText {
    [
      "name": .string(parameter.name), "channel": parameter.channel.map(JSONText.integer) ?? .null,
      "a": .double(parameter.a), "b": .double(parameter.b), "channels": .integer(parameter.count),
    ]
  }

  /// The keys of a line behind those that name its layers.
  private static let figures = [
    "scale_difference", "shift_difference", "only_in", "channel", "matched_by", "verdict", "precision",
    "by_epsilon_alone", "nonfinite", "nonfinite_in_both", "parameters", "same_numbers_as",
  ]

  private static func line(
    a: FoundLayer?, b: FoundLayer?, file: String, _ values: [String: JSONText] = [:]
  ) -> JSONText {
    func name(_ layer: FoundLayer?) -> JSONText { layer.map { .string($0.name) } ?? .null }
    func channels(_ layer: FoundLayer?) -> JSONText { layer?.channels.map(JSONText.integer) ?? .null }
    func epsilon(_ layer: FoundLayer?) -> JSONText { layer?.epsilon.map(JSONText.double) ?? .null }
    func source(_ layer: FoundLayer?) -> JSONText { layer.map { .string($0.epsilonSource.rawValue) } ?? .null }
    var values = values
    if a == nil || b == nil { values["only_in"] = .string(a == nil ? "b" : "a") }
    return .object(
      [JSONText.Member(name: "a", value: name(a)), JSONText.Member(name: "b", value: name(b))]
        + figures.map { JSONText.Member(name: $0, value: values[$0] ?? .null) }
        + [
          JSONText.Member(name: "channels", value: .array([channels(a), channels(b)])),
          JSONText.Member(name: "epsilons", value: .array([epsilon(a), epsilon(b)])),
          JSONText.Member(name: "epsilon_sources", value: .array([source(a), source(b)])),
          JSONText.Member(name: "file", value: .string(file)),
        ])
  }

  /// The last line of two models; `layers` is the number of lines above it.
  static func summary(_ difference: ModelDifference, within limit: Double?) -> JSONText {
    [
      "a": .string(difference.a.path), "b": .string(difference.b.path),
      "layers": .integer(difference.count),
      "different": .integer(difference.pairs(.different).count),
      "within_precision": .integer(difference.pairs(.withinPrecision).count),
      "identical": .integer(difference.pairs(.identical).count),
      "folded": .integer(difference.folds.count), "only_in_a": .integer(difference.onlyInA.count),
      "only_in_b": .integer(difference.onlyInB.count),
      "scale_difference": .double(difference.pairs.map(\.comparison.scale).max() ?? 0),
      "shift_difference": .double(difference.pairs.map(\.comparison.shift).max() ?? 0),
      "within": limit.map(JSONText.double) ?? .null,
      "beyond": limit.map { .integer(difference.count(beyond: $0)) } ?? .null,
    ]
  }
}
