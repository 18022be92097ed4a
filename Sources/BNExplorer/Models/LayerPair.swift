import BNFiles

/// A batch norm of one model beside the same one of another.
struct LayerPair: Sendable {
  let a: FoundLayer
  let b: FoundLayer
  let matchedBy: LayerMatching.Way
  let comparison: LayerComparison
  /// What differs by more than rounding, momentum among it where both files say one.
  let parameters: [ParameterDifference]
  /// Another layer of B that has the numbers of A's, as where two were exchanged.
  var sameNumbersAs: String?

  init(_ a: FoundLayer, _ b: FoundLayer, by way: LayerMatching.Way, _ comparison: LayerComparison) {
    self.a = a
    self.b = b
    matchedBy = way
    self.comparison = comparison
    parameters = comparison.parameters + (Self.momentum(a, b).map { [$0] } ?? [])
  }

  /// The momentums, where both files say one and they differ: it is of no account in inference.
  private static func momentum(_ a: FoundLayer, _ b: FoundLayer) -> ParameterDifference? {
    guard a.momentumSource == .file, b.momentumSource == .file, let inA = a.momentum, let inB = b.momentum,
      // Formats keep it as float32, and turning 0.1 into 0.9 rounds once more.
      (inA - inB).magnitude > 4 * StoredPrecision.float32.roundoff
    else { return nil }
    return ParameterDifference(name: "momentum", channel: nil, a: inA, b: inB, count: 0)
  }

  /// Whether only epsilon differs, and one of the two is no more than assumed.
  var isByAssumedEpsilon: Bool {
    comparison.isByEpsilonAlone && (a.epsilonSource != .file || b.epsilonSource != .file)
  }
}
