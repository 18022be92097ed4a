/// A way in which numbers may have come about.
protocol Convention: Sendable {
  /// How many things are other than a layer should have them.
  var departures: Int { get }
}

/// What a convention needs to give numbers back.
struct ConventionFit<Way: Convention>: Sendable {
  let convention: Way
  /// The epsilons that all groups agree on.
  let range: EpsilonRange
  /// How many groups say something about epsilon.
  let witnesses: Int
  /// The group whose numbers say most about epsilon; `nil` where none says anything.
  let sharpest: Int?

  /// What all groups agree on; `nil` where a group leaves no epsilon, or they do not agree.
  ///
  /// - Parameters:
  ///   - convention: what is tried.
  ///   - groups: all of them.
  ///   - range: the epsilons that a group leaves.
  ///   - isTelling: whether a group says anything.
  init?(_ convention: Way, groups: Range<Int>, _ range: (Int) -> EpsilonRange?, isTelling: (Int) -> Bool) {
    self.convention = convention
    var (common, witnesses) = (EpsilonRange.all, 0)
    var sharpest: (group: Int, width: Double)?
    for group in groups {
      guard let own = range(group), let both = common.intersection(own) else { return nil }
      common = both
      if isTelling(group) { witnesses += 1 }
      let width = own.high - own.low
      if width.isFinite, width < sharpest?.width ?? .infinity { sharpest = (group, width) }
    }
    (self.range, self.witnesses, self.sharpest) = (common, witnesses, sharpest?.group)
  }
}

/// A convention that gives numbers back, with its epsilon.
struct FoundConvention<Way: Convention>: Sendable {
  let fit: ConventionFit<Way>
  let epsilon: EpsilonFinding

  var convention: Way { fit.convention }

  /// The conventions that explain numbers with the least that has to be believed.
  ///
  /// A departure from what a layer should do costs one, and so does an epsilon that is not to be expected.
  ///
  /// - Parameters:
  ///   - candidates: what to try.
  ///   - stated: the epsilon that was asked for, if it is known.
  ///   - most: the highest cost that is looked at.
  ///   - fit: what a candidate needs to give the numbers back.
  /// - Returns: those of the lowest cost; none where nothing explains the numbers.
  static func simplest(
    _ candidates: [Way], stated: Double?, cost most: Int, fit: (Way) -> ConventionFit<Way>?
  ) -> [FoundConvention] {
    var waiting: [FoundConvention] = []
    for cost in 0...most {
      var found = waiting
      waiting = []
      for candidate in candidates where candidate.departures == cost {
        guard let fit = fit(candidate),
          let epsilon = EpsilonFinding(fit.range, stated: stated, witnesses: fit.witnesses)
        else { continue }
        let one = FoundConvention(fit: fit, epsilon: epsilon)
        if epsilon.cost(isStated: stated != nil) == 0 { found.append(one) } else { waiting.append(one) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }
}
