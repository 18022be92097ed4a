/// The search for the update that leads to a layer's statistics.
struct StatisticsSearch {
  private let evidence: StatisticsEvidence
  private let candidates: [StatisticsConvention]

  init(_ evidence: StatisticsEvidence) {
    self.evidence = evidence
    candidates = StatisticsConvention.candidates(
      shape: evidence.shape, layer: evidence.layer, count: evidence.count, sums: evidence.sums)
  }

  /// A convention with its momentum, or with one for each of the averages.
  private struct Found {
    let fit: StatisticsFit
    let share: ShareFinding
    var varianceShare: ShareFinding?

    var cost: Int { varianceShare == nil ? 0 : 1 }
  }

  var answer: StatisticsIdentification {
    var answer = StatisticsIdentification()
    answer.unit = evidence.model.unit
    answer.isUnmoved = isUnmoved
    let found = answer.isUnmoved ? [] : simplest()
    if let best = found.first {
      answer.convention = best.fit.convention
      (answer.share, answer.varianceShare) = (best.share, best.varianceShare)
      let equals = found.dropFirst().map(\.fit.convention)
      answer.others = (equals + neighbours(of: best).filter { !equals.contains($0) })
        .filter { !$0.differsInSumsAlone(from: best.fit.convention) }
    }
    answer.frameworks = FrameworkStatistics(evidence, share: answer.share?.shareOfOld).matches
    return answer
  }

  /// Whether the statistics are, to the last digit, what they were.
  private var isUnmoved: Bool {
    func isSame(_ after: KnownNumbers?, _ before: KnownNumbers?) -> Bool {
      guard let after else { return true }
      guard let before else { return false }
      return zip(after.numbers, before.spread(to: after.numbers.count)).allSatisfy { after, before in
        after == before || after.isNaN && before.isNaN
      }
    }
    return isSame(evidence.mean, evidence.layer.mean) && isSame(evidence.variance, evidence.layer.variance)
  }

  private var stated: Double? { evidence.layer.momentum }

  private func finding(_ range: ShareRange?, _ witnesses: Int) -> ShareFinding? {
    range.flatMap { ShareFinding($0, stated: stated, updates: evidence.layer.updates, witnesses: witnesses) }
  }

  private func found(_ convention: StatisticsConvention) -> Found? {
    guard let fit = evidence.fit(convention) else { return nil }
    if let share = finding(fit.common, fit.witnesses) { return Found(fit: fit, share: share) }
    guard let mean = fit.mean, let variance = fit.variance, let share = finding(mean.range, mean.witnesses),
      let other = finding(variance.range, variance.witnesses)
    else { return nil }
    return Found(fit: fit, share: share, varianceShare: other)
  }

  private func simplest() -> [Found] {
    var waiting: [(found: Found, cost: Int)] = []
    for convention in candidates {
      guard let one = found(convention) else { continue }
      let isStated = stated != nil
      let cost =
        convention.departures + one.cost + one.share.cost(isStated: isStated)
        + (one.varianceShare?.cost(isStated: isStated) ?? 0)
      waiting.append((one, cost))
    }
    guard let least = waiting.map(\.cost).min() else { return [] }
    return waiting.filter { $0.cost == least }.map(\.found)
  }

  private func neighbours(of best: Found) -> [StatisticsConvention] {
    candidates.filter { other in
      guard other.isNeighbour(of: best.fit.convention), let found = found(other), found.varianceShare == nil else {
        return false
      }
      return best.share.shareOfOld.map(found.share.range.contains) ?? true
    }
  }
}

extension StatisticsConvention {
  /// Whether another convention differs in one thing.
  func isNeighbour(of other: StatisticsConvention) -> Bool {
    [
      grouping != other.grouping, start != other.start, bias != other.bias, isSwapped != other.isSwapped,
      isDeviation != other.isDeviation,
    ]
    .count { $0 } == 1 && sums == other.sums
  }

  /// Whether another convention is the same but for the order of sums, of which the frameworks tell.
  func differsInSumsAlone(from other: StatisticsConvention) -> Bool {
    var same = self
    same.sums = other.sums
    return same == other
  }
}
