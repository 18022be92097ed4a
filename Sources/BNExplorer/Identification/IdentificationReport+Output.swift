import BNCore
import BNFiles

extension IdentificationReport {
  /// What is said of an output.
  init(_ answer: OutputIdentification, layer: KnownLayer) {
    let words = OutputWords(answer: answer, layer: layer)
    self.init(subject: "output", isFound: answer.isFound, sentence: words.sentence)
    frameworks = answer.frameworks
    ambiguous = words.ambiguous
    advice = words.advice
    if let nearest = answer.nearest { members["nearest"] = words.json(nearest) }
    guard answer.isFound else { return }
    members["arithmetic"] = .string(Self.arithmetic(answer.unit))
    guard let convention = answer.convention else { return }
    let leftOut = [("gamma", convention.gamma), ("beta", convention.beta)].filter { $0.1 == .leftOut }.map(\.0)
    if !leftOut.isEmpty { frameworkCondition = "without \(ConventionWords.list(leftOut))" }
    members["mode"] = .string(convention.statistics.mode.rawValue)
    members["statistics"] = .string(OutputWords.name(convention.statistics))
    members["variance"] = OutputWords.divisor(convention.statistics)
    members["axis"] = Self.axis(convention.grouping)
    members["deviation"] = .string(convention.deviation.rawValue)
    members["gamma"] = .string(convention.gamma.rawValue)
    members["beta"] = .string(convention.beta.rawValue)
    take(answer.epsilon)
  }

  /// The members of an epsilon.
  mutating func take(_ epsilon: EpsilonFinding?) {
    guard let epsilon else { return }
    members["epsilon"] = epsilon.value.map(JSONText.double) ?? .null
    members["epsilon_source"] = .string(epsilon.source.rawValue)
    members["epsilon_range"] = .array([.double(max(0, epsilon.range.low)), .double(epsilon.range.high)])
  }
}

/// The words for an output.
struct OutputWords {
  let answer: OutputIdentification
  let layer: KnownLayer

  var sentence: String {
    let doubt = ambiguities.isEmpty ? "" : "; " + ambiguities.joined(separator: "; ")
    if let convention = answer.convention { return found(convention) + doubt + "." }
    if answer.isInput {
      return "The output is the batch itself: nothing was done to it"
        + (answer.frameworks.isEmpty ? "." : ", as these frameworks do with such a batch.")
    }
    guard answer.frameworks.isEmpty else {
      return "No plain formula gives the output, but "
        + ConventionWords.list(answer.frameworks.map(\.name))
        + " would by \(answer.frameworks.count == 1 ? "its" : "their") own rules."
    }
    return nearest
  }

  private func found(_ convention: OutputConvention) -> String {
    let isGiven = layer.mean != nil && layer.variance != nil
    var parts = [
      ConventionWords.statistics(convention.statistics, isGiven: isGiven) + ", "
        + (convention.grouping.isUsual ? "along " : "") + ConventionWords.axis(convention.grouping)
    ]
    if let epsilon = answer.epsilon {
      let place = ConventionWords.deviation(convention.deviation).map { " " + $0 } ?? ""
      parts.append("with " + ConventionWords.epsilon(epsilon, stated: layer.epsilon) + place)
    }
    if let parameters = ConventionWords.parameters(convention.gamma, convention.beta) {
      parts.append(parameters + (convention.parameterAxis.map { " along axis \($0)" } ?? ""))
    }
    let sentence = parts.joined(separator: ", ")
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  // MARK: What cannot be told

  /// What cannot be told, each with its reason.
  private var ambiguities: [String] {
    guard let convention = answer.convention else { return [] }
    var words: [String] = []
    if let epsilon = answer.epsilon, let value = epsilon.value, !epsilon.others.isEmpty {
      let others = ConventionWords.list(epsilon.others.prefix(3).map(ConventionWords.number))
      words.append(
        "epsilon \(ConventionWords.number(value)) cannot be told from \(others)"
          + (answer.tellingVariance.map {
            ": that takes a channel of a variance below \(LayerTable.number($0, 2))"
          } ?? ""))
    }
    for facet in OutputConvention.Facet.allCases {
      let others = answer.others.filter { $0.differences(from: convention).first == facet }
      if !others.isEmpty { words.append(doubt(facet, convention, others)) }
    }
    return words
  }

  private func doubt(
    _ facet: OutputConvention.Facet, _ convention: OutputConvention, _ others: [OutputConvention]
  ) -> String {
    switch facet {
    case .axis:
      return "\(ConventionWords.axis(convention.grouping)) cannot be told from "
        + ConventionWords.list(others.map { ConventionWords.axis($0.grouping) })
    case .statistics:
      let names = others.map { Self.name($0.statistics).replacing("_", with: " ") }
      return "\(Self.name(convention.statistics).replacing("_", with: " ")) statistics cannot be told from "
        + ConventionWords.list(names)
    case .deviation: return "whether epsilon stands inside of the root cannot be told"
    case .gamma where layer.gamma?.numbers.allSatisfy { $0 == 1 } == true:
      return "gamma is 1, so that whether it was applied cannot be told"
    case .beta where layer.beta?.numbers.allSatisfy { $0 == 0 } == true:
      return "beta is 0, so that whether it was added cannot be told"
    case .gamma, .beta: return "whether \(facet.rawValue) was applied cannot be told"
    }
  }

  var ambiguous: [(what: String, others: [String])] {
    guard let convention = answer.convention else { return [] }
    var found: [(what: String, others: [String])] = []
    let epsilons = answer.epsilon?.others ?? []
    if !epsilons.isEmpty { found.append(("epsilon", epsilons.map(ConventionWords.number))) }
    for facet in OutputConvention.Facet.allCases {
      let others = answer.others.filter { $0.differences(from: convention).first == facet }
      guard !others.isEmpty else { continue }
      found.append((facet.rawValue, others.map { Self.value($0, of: facet) }))
    }
    return found
  }

  private static func value(_ convention: OutputConvention, of facet: OutputConvention.Facet) -> String {
    switch facet {
    case .axis: "\(convention.grouping.axes.map(String.init).joined(separator: ","))"
    case .statistics: name(convention.statistics)
    case .deviation: convention.deviation.rawValue
    case .gamma: convention.gamma.rawValue
    case .beta: convention.beta.rawValue
    }
  }

  /// Statistics in a word, for scripts.
  static func name(_ statistics: NormalizingStatistics) -> String {
    switch statistics {
    case .batch(.population): "batch"
    case .batch(.sample): "batch_sample"
    case .sums: "batch_float32_sums"
    case .unmaskedBatch: "batch_unmasked"
    case .meanOfSquares: "batch_mean_of_squares"
    case .uncentredBatch: "batch_uncentred"
    case .given: "layer"
    case .swapped: "layer_exchanged"
    case .uncentredGiven: "layer_uncentred"
    case .givenVariance: "batch_mean_layer_variance"
    case .givenMean: "layer_mean_batch_variance"
    case .initial: "initial"
    }
  }

  /// What the variance was divided by, where it is the batch's.
  static func divisor(_ statistics: NormalizingStatistics) -> JSONText {
    switch statistics {
    case .batch(.sample): "n - 1"
    case .batch(.population), .sums, .unmaskedBatch, .meanOfSquares, .uncentredBatch, .givenMean: "n"
    case .given, .swapped, .uncentredGiven, .givenVariance, .initial: .null
    }
  }
}
