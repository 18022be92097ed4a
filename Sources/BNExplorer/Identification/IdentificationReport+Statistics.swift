import BNCore
import BNFiles

extension IdentificationReport {
  /// What is said of statistics after a step.
  init(_ answer: StatisticsIdentification, layer: KnownLayer) {
    let words = StatisticsWords(answer: answer, layer: layer)
    self.init(subject: "statistics", isFound: answer.isFound, sentence: words.sentence)
    frameworks = answer.frameworks
    ambiguous = words.ambiguous
    if !answer.isFound, layer.mean == nil || layer.variance == nil {
      advice = ["A state file that has the statistics before the step would help: --state FILE."]
    }
    guard answer.isFound else { return }
    members["arithmetic"] = .string(Self.arithmetic(answer.unit))
    if answer.isUnmoved {
      members["momentum"] = .double(1)
      members["momentum_source"] = "unmoved"
    }
    guard let convention = answer.convention else { return }
    members["variance"] = convention.bias == .sample ? "n - 1" : "n"
    members["axis"] = Self.axis(convention.grouping)
    members["start"] = .string(convention.start.rawValue)
    members["exchanged"] = .bool(convention.isSwapped)
    members["deviation"] = .string(convention.isDeviation ? "stored" : DeviationForm.root.rawValue)
    guard let share = answer.share else { return }
    members["momentum"] = share.shareOfOld.map(JSONText.double) ?? .null
    members["momentum_source"] = .string(share.source.rawValue)
    members["momentum_range"] = .array([.double(1 - min(1, share.range.high)), .double(1 - max(0, share.range.low))])
    members["variance_momentum"] = answer.varianceShare?.shareOfOld.map(JSONText.double) ?? .null
  }
}

/// The words for statistics after a step.
private struct StatisticsWords {
  let answer: StatisticsIdentification
  let layer: KnownLayer

  var sentence: String {
    if answer.isUnmoved { return "The statistics did not move: no update was run, or none was to be." }
    guard let convention = answer.convention else {
      guard !answer.frameworks.isEmpty else { return "No update that was looked for leads to the statistics." }
      let names = ConventionWords.list(answer.frameworks.map(\.name))
      return
        "No plain average gives the statistics, but \(names) would by \(answer.frameworks.count == 1 ? "its" : "their") own rules."
    }
    var parts = [share(convention)]
    parts.append("with the variance divided by \(convention.bias == .sample ? "n - 1" : "n")")
    parts.append((convention.grouping.isUsual ? "along " : "") + ConventionWords.axis(convention.grouping))
    if convention.start != .given {
      parts.append(convention.start == .new ? "from a mean of 0 and a variance of 1" : "from 0 for both")
    }
    if convention.isSwapped { parts.append("mean and variance in each other's place") }
    if convention.isDeviation { parts.append("and what is called a variance is its root") }
    return parts.joined(separator: ", ")
      + ambiguous.map { "; \($0.what) cannot be told from \(ConventionWords.list($0.others))" }.joined() + "."
  }

  private func share(_ convention: StatisticsConvention) -> String {
    guard let share = answer.share else { return "" }
    if let other = answer.varianceShare {
      return "The mean keeps a share of \(number(share)) of the old value and the variance one of \(number(other))"
    }
    guard let old = share.shareOfOld else {
      return "The statistics are the batch's own, so that momentum does not show"
    }
    let text = ConventionWords.number(old)
    let stated = layer.momentum.map(ConventionWords.number) ?? ""
    switch share.source {
    case .statedOld: return "The momentum of \(stated) is the share of the old value"
    case .statedNew: return "The momentum of \(stated) is the share of the new value, as in PyTorch"
    case .average: return "The plain average of \(Int((1 / (1 - old)).rounded())) batches"
    case .usual, .solved, .hidden:
      let isOwn = old == 0
      let doubt = layer.momentum == nil ? "" : ", not \(stated) in either sense"
      return
        (isOwn ? "Nothing of the old value is kept" : "A share of \(text) of the old value is kept\(solved(share))")
        + doubt
    }
  }

  private func solved(_ share: ShareFinding) -> String { share.source == .solved ? " (solved for)" : "" }

  private func number(_ share: ShareFinding) -> String {
    share.shareOfOld.map(ConventionWords.number) ?? "unknown size"
  }

  var ambiguous: [(what: String, others: [String])] {
    guard let convention = answer.convention else { return [] }
    var found: [(what: String, others: [String])] = []
    if let share = answer.share, let old = share.shareOfOld, !share.others.isEmpty {
      found.append(("a share of \(ConventionWords.number(old))", share.others.prefix(3).map(ConventionWords.number)))
    }
    for other in answer.others {
      if other.bias != convention.bias {
        found.append(
          convention.bias == .sample ? ("a division by n - 1", ["one by n"]) : ("a division by n", ["one by n - 1"]))
      } else if other.grouping != convention.grouping {
        found.append((ConventionWords.axis(convention.grouping), [ConventionWords.axis(other.grouping)]))
      } else if other.start != convention.start {
        found.append(("a start from \(convention.start.rawValue)", [other.start.rawValue]))
      } else {
        found.append(("a variance", ["what stands in its place"]))
      }
    }
    return found
  }
}
