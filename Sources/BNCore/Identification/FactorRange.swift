/// The factors 1 / deviation with which a group of numbers can have been normalized.
struct FactorRange: Sendable {
  var low = 0.0
  var high = Double.infinity
  /// Whether infinities or no numbers came out, though what went in were numbers: variance and epsilon are 0 together, or
  /// below.
  var isUndefined = false
  /// Whether a number contradicts every factor.
  var isContradicted = false

  /// Takes a number into account: `rest` is `term` times the factor, but for `bound`.
  mutating func take(term: Double, rest: Double, bound: Double) {
    guard term.isFinite, rest.isFinite else {
      takeNonfinite(term: term, rest: rest)
      return
    }
    guard term != 0 else {
      if rest.magnitude > bound { isContradicted = true }
      return
    }
    let (one, other) = ((rest - bound) / term, (rest + bound) / term)
    low = max(low, min(one, other))
    high = min(high, max(one, other))
  }

  /// What is infinite or not a number stays so; from finite numbers it comes only where the deviation is none.
  private mutating func takeNonfinite(term: Double, rest: Double) {
    if term.isNaN {
      if !rest.isNaN { isContradicted = true }
    } else if term.isInfinite {
      if rest.isFinite || (rest.isInfinite && (rest < 0) != (term < 0)) { isContradicted = true }
    } else {
      isUndefined = true
    }
  }

  /// The epsilons that belong to the factors.
  ///
  /// - Parameters:
  ///   - form: how epsilon becomes a factor.
  ///   - variance: the group's variance.
  ///   - error: how far that may be off.
  ///   - unit: of the arithmetic; four roundings lead from a variance to a factor.
  /// - Returns: `nil` where there is none.
  func epsilons(_ form: DeviationForm, variance: Double, error: Double, unit: Double) -> EpsilonRange? {
    guard !isContradicted else { return nil }
    if isUndefined {
      // Below 0 there is no root, and an epsilon that is too small leaves it there.
      guard variance - error <= 0, low == 0, high == .infinity else { return nil }
      return EpsilonRange(low: -.infinity, high: -variance + error)
    }
    let roundings = RoundingModel.slack * 4 * unit
    let (least, most) = (low * (1 - roundings), high * (1 + roundings))
    guard least <= most, most > 0 else { return nil }
    guard variance.isFinite else { return .all }
    let slack = form.epsilonError(variance: variance, error: error)
    let low = most.isFinite ? form.epsilon(factor: most, variance: variance) - slack : -.infinity
    let high = least > 0 ? form.epsilon(factor: least, variance: variance) + slack : .infinity
    // A negative variance has no root to stand beside epsilon.
    return low.isNaN || high.isNaN ? nil : EpsilonRange(low: low, high: high)
  }

  /// Whether the group says something about its factor.
  var isTelling: Bool { low > 0 || high < .infinity || isUndefined }
}
