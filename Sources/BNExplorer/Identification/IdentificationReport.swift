import BNCore
import BNFiles

/// An answer, as a sentence, as lines and as a JSON object.
struct IdentificationReport {
  /// What was explained: "output", "gradient" or "statistics".
  let subject: String
  /// Whether there is an answer.
  var isFound: Bool
  /// The answer in one sentence.
  var sentence: String
  /// What would help, where something cannot be told; a line each.
  var advice: [String] = []
  var frameworks: [FrameworkMatch] = []
  /// The frameworks that do this and everything else of the same case; `nil` where there is nothing else.
  var together: [String]?
  /// What the frameworks have to be called without to do so.
  var frameworkCondition: String?
  /// Things that cannot be told apart: what, and the other possibilities.
  var ambiguous: [(what: String, others: [String])] = []
  /// Members of the object that not all subjects have.
  var members: [String: JSONText] = [:]

  /// The keys of an object, in their order.
  private static let keys = [
    "mode", "statistics", "variance", "axis", "epsilon", "epsilon_source", "epsilon_range", "deviation", "gamma",
    "beta", "terms", "momentum", "momentum_source", "momentum_range", "variance_momentum", "start", "exchanged",
    "arithmetic",
  ]

  /// The answer as a JSON object: every key, null where there is nothing.
  var json: JSONText {
    func member(_ name: String, _ value: JSONText) -> JSONText.Member { JSONText.Member(name: name, value: value) }
    func names(_ matches: [FrameworkMatch]) -> JSONText { .array(unique(matches).map(JSONText.string)) }
    let ambiguous = self.ambiguous.map { entry -> JSONText in
      ["what": .string(entry.what), "others": .array(entry.others.map(JSONText.string))]
    }
    return .object(
      [member("subject", .string(subject)), member("found", .bool(isFound))]
        + Self.keys.map { member($0, members[$0] ?? .null) }
        + [
          member("frameworks", names(frameworks)), member("defaults", names(frameworks.filter(\.isDefault))),
          member("ambiguous", .array(ambiguous)), member("nearest", members["nearest"] ?? .null),
          member("sentence", .string(sentence)),
        ])
  }

  /// The answer for people, within a width.
  func lines(width: Int) -> [String] {
    let blocks = [
      LayerTable.broken(sentence, width), frameworkLines(width), advice.flatMap { LayerTable.broken($0, width) },
    ]
    return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private func frameworkLines(_ width: Int) -> [String] {
    let names = FrameworkNames(frameworks)
    let isPlain = names.defaults.isEmpty || names.others.isEmpty
    let condition = frameworkCondition.map { "\($0), " } ?? ""
    let rows = [
      (condition + (isPlain ? "frameworks" : "by default"), names.defaults),
      (condition + (isPlain ? "frameworks" : "if asked to"), names.others),
    ]
    return rows.filter { !$0.1.isEmpty }.flatMap { row in
      LayerTable.broken("\(row.0): \(row.1.joined(separator: ", "))", width)
    }
  }

  private func unique(_ matches: [FrameworkMatch]) -> [String] {
    matches.reduce(into: []) { names, match in
      if !names.contains(match.name) { names.append(match.name) }
    }
  }
}

extension IdentificationReport {
  /// The arithmetic that is enough to explain numbers, by its unit.
  static func arithmetic(_ unit: Double) -> String {
    switch unit {
    case ...NumberPrecision.float64.unit: "float64"
    case ...NumberPrecision.float32.unit: "float32"
    case ...NumberPrecision.float16.unit: "float16"
    default: "bfloat16"
    }
  }

  /// An axis as JSON: a number, or a list where it is none or several.
  static func axis(_ grouping: ChannelGrouping) -> JSONText {
    grouping.axes.count == 1 ? .integer(grouping.axes[0]) : .array(grouping.axes.map(JSONText.integer))
  }
}

extension IdentificationReport {
  /// Looks for the answers to all things of a case, and for the frameworks that do all of it.
  static func all(_ asked: IdentifyCase) -> [IdentificationReport] {
    var reports = asked.subjects.map { IdentificationReport($0, of: asked) }
    // Gradients were not measured.
    let sets = reports.filter { $0.subject != "gradient" }.map { Set($0.frameworks.map(\.name)) }
    guard sets.count > 1 else { return reports }
    let common = sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
    let names = FrameworkRules.all.map(\.name).filter(common.contains)
    for index in reports.indices { reports[index].together = names }
    return reports
  }

  /// Looks for the answer to one thing of a case.
  private init(_ subject: IdentifySubject, of asked: IdentifyCase) {
    switch subject {
    case .output(let numbers): self.init(asked.identifier.output(numbers), layer: asked.layer)
    case .gradient(let numbers, let upstream):
      self.init(asked.identifier.gradient(numbers, upstream: upstream), layer: asked.layer)
    case .statistics(let mean, let variance):
      self.init(asked.identifier.statistics(mean: mean, variance: variance), layer: asked.layer)
    }
  }
}
