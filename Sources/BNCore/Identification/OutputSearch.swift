/// The search for the convention that leads from a batch to an output.
struct OutputSearch {
  let evidence: OutputEvidence
  /// What to look for, the fewest departures first.
  let candidates: [OutputConvention]

  typealias Found = FoundConvention<OutputConvention>

  init(_ evidence: OutputEvidence) {
    self.evidence = evidence
    let sums = evidence.sums.mapValues { $0.map { NormalizingStatistics.sums($0.variance, $0.order) } }
    candidates = OutputConvention.candidates(shape: evidence.all.shape, layer: evidence.layer, sums: sums)
  }

  private var stated: Double? { evidence.layer.epsilon }

  /// The conventions that explain the output with the least that has to be believed.
  func simplest(cost most: Int) -> [Found] {
    Found.simplest(candidates, stated: stated, cost: most, fit: evidence.fit)
  }

  /// Conventions that differ from one in a single thing and give the same output, with the same epsilon or a usual one.
  func neighbours(of found: Found) -> [OutputConvention] {
    candidates.filter { other in
      let facets = other.differences(from: found.convention)
      guard facets.count == 1 || facets == [.gamma, .beta], isWorthTelling(other, facets, found),
        let fit = evidence.fit(other), let epsilon = EpsilonFinding(fit.range, stated: stated, witnesses: fit.witnesses)
      else { return false }
      if found.epsilon.value.map(fit.range.contains) ?? true { return true }
      return facets != [.deviation] && epsilon.cost(isStated: stated != nil) == 0
    }
  }

  /// Whether a difference is one that a person asks about.
  private func isWorthTelling(_ other: OutputConvention, _ facets: [OutputConvention.Facet], _ found: Found) -> Bool {
    // Where epsilon may be 0 it does not matter where it stands.
    if facets == [.deviation] { return !found.epsilon.range.contains(0) || other.deviation == .noRoot }
    if facets == [.gamma, .beta] { return other.gamma == .exchanged }
    if case .sums = other.statistics { return false }
    // Sums of a framework are the batch's own moments, too.
    if case .sums = found.convention.statistics { return facets != [.statistics] || other.statistics.mode != .training }
    return true
  }
}
