/// The two ranks that frameworks treat apart: rows of features, and images.
public enum BatchRank: Int, Sendable, CaseIterable {
  /// A matrix: a row an example.
  case two = 2
  /// Images of several channels, wherever the axis of the channels stands.
  case four = 4
}

/// A rule that may be another one for images than for rows.
public struct ByRank<Rule: Sendable & Equatable>: Sendable, Equatable {
  /// What holds for rows.
  public var two: Rule
  /// What holds for images.
  public var four: Rule

  /// Makes a rule of one for each rank.
  public init(two: Rule, four: Rule) {
    (self.two, self.four) = (two, four)
  }

  /// Makes a rule that is the same for both.
  public init(_ rule: Rule) {
    (two, four) = (rule, rule)
  }

  /// The rule for a rank.
  public subscript(rank: BatchRank) -> Rule {
    rank == .two ? two : four
  }

  /// The rule for batches of so many dimensions: that of images for four, that of rows for all others, which nothing was
  /// measured for.
  public subscript(dimensions count: Int) -> Rule {
    count == BatchRank.four.rawValue ? four : two
  }
}
