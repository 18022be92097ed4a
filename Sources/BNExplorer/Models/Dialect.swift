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
  /// What inference makes of what is stored.
  var arithmetic = Arithmetic.none
  let epsilon: Double
  /// Whether the variance is kept with epsilon in it, so that there is none to add.
  var holdsEpsilon: Bool { arithmetic == .inverseDeviation }
  /// Where the same names come with another epsilon; `nil` where they are known not to.
  let otherEpsilon: String?
  /// In the library's own sense; `nil` where it has no default.
  let momentum: StatedLayer.Momentum?
  let varianceKind: StatedLayer.VarianceKind
  /// Whether the names are this library's alone, so that they tell who wrote the variance.
  let isOwn: Bool
  /// The library, its version, and where in it names and defaults stand.
  let source: String
  /// Where the variance is computed, unless that is in the same place.
  var varianceSource: String?

  /// What becomes of the stored statistics before inference uses them.
  enum Arithmetic: Sendable {
    /// They are used as they are.
    case none
    /// The variance is kept as 1 / sqrt(variance + epsilon).
    case inverseDeviation
    /// Both are sums, divided by a number that is kept beside them.
    case sums
    /// Both are averages that began at 0 and 1, divided by 1 - momentum^n where the number n of batches is kept.
    case young
    /// Two averages are kept of each, of which one is freed of its beginning at 0.
    case freed
    /// Two pairs are kept, of which the second is the running one.
    case second
  }
}
