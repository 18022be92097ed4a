/// The search for the convention that leads from a batch to an output.
struct OutputSearch {
  let evidence: OutputEvidence
  /// What to look for, the fewest departures first.
  let candidates: [OutputConvention]

  /// A convention that gives the output back, with its epsilon.
  struct Found: Sendable {
    let fit: ConventionFit
    let epsilon: EpsilonFinding

    var convention: OutputConvention { fit.convention }
  }

  init(_ evidence: OutputEvidence) {
    self.evidence = evidence
    let sums = evidence.sums.mapValues { $0.map { NormalizingStatistics.sums($0.variance, $0.order) } }
    candidates = OutputConvention.candidates(shape: evidence.all.shape, layer: evidence.layer, sums: sums)
  }

  private var stated: Double? { evidence.layer.epsilon }

  /// The conventions that explain the output with the least that has to be believed.
  ///
  /// A departure from what a layer should do costs one, and so does an epsilon that is not to be expected.
  func simplest(cost most: Int) -> [Found] {
    var waiting: [Found] = []
    for cost in 0...most {
      var found = waiting
      waiting = []
      for candidate in candidates where candidate.departures == cost {
        guard let fit = evidence.fit(candidate), let epsilon = finding(fit) else { continue }
        let one = Found(fit: fit, epsilon: epsilon)
        if epsilon.cost(isStated: stated != nil) == 0 { found.append(one) } else { waiting.append(one) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  private func finding(_ fit: ConventionFit) -> EpsilonFinding? {
    EpsilonFinding(fit.range, stated: stated, witnesses: fit.witnesses)
  }

  /// Conventions that differ from one in a single thing and give the same output, with the same epsilon or a usual one.
  func neighbours(of found: Found) -> [OutputConvention] {
    candidates.filter { other in
      let facets = other.differences(from: found.convention)
      guard facets.count == 1 || facets == [.gamma, .beta], isWorthTelling(other, facets, found),
        let fit = evidence.fit(other), let epsilon = finding(fit)
      else { return false }
      return found.epsilon.value.map(fit.range.contains) ?? true || epsilon.cost(isStated: stated != nil) == 0
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
