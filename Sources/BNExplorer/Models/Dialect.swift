import BNFiles

/// How a library names the four numbers of a channel, and what it takes where nobody says otherwise.
struct Dialect: Sendable {
  /// A pair of names: of gamma and beta, or of mean and variance.
  struct Pair: Equatable, Sendable {
    let first: String
    let second: String

    init(_ first: String, _ second: String) {
      self.first = first
      self.second = second
    }
  }

  let name: String
  /// Gamma and beta, the usual names first.
  let affine: [Pair]
  /// Mean and variance.
  let statistics: [Pair]
  let epsilon: Double
  /// Whether the variance is kept with epsilon in it, as 1 / sqrt(variance + epsilon), so that there is none to add.
  var holdsEpsilon: Bool { statistics.contains { $0.second == "inv_std" } }
  /// Where the same names come with another epsilon; `nil` where they are known not to.
  let otherEpsilon: String?
  /// In the library's own sense; `nil` where it has no default.
  let momentum: StatedLayer.Momentum?
  let varianceKind: StatedLayer.VarianceKind
  /// Whether the names are this library's alone, so that they tell who wrote the variance.
  let isOwn: Bool
  /// The library, its version, and where in it the defaults stand.
  let source: String
}
