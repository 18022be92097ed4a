import BNCore
import BNFiles

extension IdentificationReport {
  /// What is said of a gradient.
  init(_ answer: GradientIdentification, layer: KnownLayer) {
    let words = GradientWords(answer: answer, layer: layer)
    self.init(subject: "gradient", isFound: answer.convention != nil, sentence: words.sentence)
    ambiguous = words.ambiguous
    guard let convention = answer.convention else {
      if layer.gamma == nil { advice = ["A state file that has gamma would help: --state FILE."] }
      return
    }
    members["mode"] = .string(convention.statistics.mode.rawValue)
    members["statistics"] = .string(OutputWords.name(convention.statistics))
    members["variance"] = OutputWords.divisor(convention.statistics)
    members["axis"] = Self.axis(convention.grouping)
    members["gamma"] = .string(convention.gamma.rawValue)
    members["terms"] = .array(
      (convention.hasMeanTerm ? ["mean"] : []) + (convention.hasVarianceTerm ? ["variance"] : []))
    members["arithmetic"] = .string(Self.arithmetic(answer.unit))
    take(answer.epsilon)
  }
}

/// The words for a gradient.
private struct GradientWords {
  let answer: GradientIdentification
  let layer: KnownLayer

  var sentence: String {
    guard let convention = answer.convention else {
      return
        "No formula that was looked for gives the gradient, with or without its terms of the mean and the variance."
    }
    var parts = [terms(convention)]
    if !convention.grouping.isUsual {
      parts.append(ConventionWords.axis(convention.grouping))
    } else {
      parts.append("along \(ConventionWords.axis(convention.grouping))")
    }
    if let epsilon = answer.epsilon { parts.append("with " + ConventionWords.epsilon(epsilon, stated: layer.epsilon)) }
    switch convention.gamma {
    case .applied: parts.append("gamma applied")
    case .leftOut: parts.append("gamma left out")
    case .unknown, .exchanged: break
    }
    return (parts.joined(separator: ", ") + doubts) + "."
  }

  private func terms(_ convention: GradientConvention) -> String {
    let divisor = convention.statistics == .batch(.sample) ? ", of a variance divided by n - 1" : ""
    switch (convention.statistics, convention.hasMeanTerm, convention.hasVarianceTerm) {
    case (.given, false, false): return "The gradient of inference: the layer's statistics count as constants"
    case (.given, _, _): return "The gradient of training, but by the layer's statistics"
    case (_, true, true): return "The whole gradient of training, through the batch's mean and variance" + divisor
    case (_, false, true):
      return "The gradient of training without the term of the mean, - mean(upstream)" + divisor
    case (_, true, false):
      return "The gradient of training without the term of the variance, - normalized * mean(upstream * normalized)"
        + divisor
    case (_, false, false):
      return "The gradient of a frozen layer: the batch's statistics count as constants" + divisor
    }
  }

  private var doubts: String {
    ambiguous.map { "; \($0.what) cannot be told from \(ConventionWords.list($0.others))" }.joined()
  }

  var ambiguous: [(what: String, others: [String])] {
    guard let convention = answer.convention else { return [] }
    var found: [(what: String, others: [String])] = []
    if let epsilon = answer.epsilon, let value = epsilon.value, !epsilon.others.isEmpty {
      found.append(("epsilon \(ConventionWords.number(value))", epsilon.others.prefix(3).map(ConventionWords.number)))
    }
    for other in answer.others {
      if other.grouping != convention.grouping {
        found.append((ConventionWords.axis(convention.grouping), [ConventionWords.axis(other.grouping)]))
      } else if other.statistics != convention.statistics {
        found.append((OutputWords.name(convention.statistics), [OutputWords.name(other.statistics)]))
      } else if other.gamma != convention.gamma {
        found.append(("gamma \(convention.gamma.rawValue)", [other.gamma.rawValue]))
      } else {
        found.append(("this formula", [terms(other).prefix(1).lowercased() + terms(other).dropFirst()]))
      }
    }
    return found
  }
}
