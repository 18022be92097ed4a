import BNFiles

/// What a person says of the layers of a file that says nothing itself.
struct GivenNumbers: Equatable, Sendable {
  var epsilon: Double?
  /// The share of the old value.
  var momentum: Double?
}

extension FoundLayer {
  /// Fills in what the file leaves open: what a person gave, else what the library takes by itself.
  mutating func assume(_ dialect: Dialect, _ given: GivenNumbers) {
    if epsilon == nil { assumeEpsilon(dialect, given) }
    if storedMomentum == nil, momentumSource == .unknown {
      storedMomentum = given.momentum.map { .ofOld($0) } ?? dialect.momentum
      momentumSource = storedMomentum == nil ? .unknown : .assumed
      if let momentum = given.momentum {
        assumptions.append("momentum \(momentum) was given, as the file does not say it")
      }
    }
  }

  private mutating func assumeEpsilon(_ dialect: Dialect, _ given: GivenNumbers) {
    if let given = given.epsilon {
      epsilon = given
      assumptions.append("epsilon \(given) was given, as the file does not say it")
      return
    }
    epsilon = dialect.epsilon
    let other = dialect.otherEpsilon.map { "; \($0)" } ?? ""
    assumptions.append(
      "epsilon \(dialect.epsilon) is assumed, as the file does not say it: the default of \(dialect.name)\(other); "
        + "--epsilon, or epsilon= behind open, sets it")
  }
}
