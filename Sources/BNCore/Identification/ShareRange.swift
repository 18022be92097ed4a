/// The shares of the new value with which an update gives the statistics back.
public struct ShareRange: Sendable, Equatable {
  /// The least.
  public var low: Double
  /// The greatest.
  public var high: Double

  /// Whether a share of the old value belongs to one of them, its complement taken in double precision or in float32.
  public func contains(shareOfOld share: Double) -> Bool {
    [NewShare.double, .float32].contains { (low...high).contains($0.value(share)) }
  }

  /// What two ranges have in common; `nil` where that is nothing.
  func intersection(_ other: ShareRange) -> ShareRange? {
    let common = ShareRange(low: max(low, other.low), high: min(high, other.high))
    return common.low <= common.high ? common : nil
  }

  /// Shares of the old value that frameworks take, and what becomes of those where the argument is taken in the other sense.
  public static let usual: [Double] = {
    var shares: [Double] = []
    for case let share? in FrameworkRules.all.map(\.momentum.shareOfOld) where !shares.contains(share) {
      shares.append(share)
    }
    return shares + [0, 1, 0.5, 0.95, 0.997, 0.9997, 0.98] + [0.1, 0.01, 0.001]
  }()
}

/// Which momentum statistics show, and how surely.
public struct ShareFinding: Sendable, Equatable {
  /// The share of the old value; `nil` where any would do.
  public var shareOfOld: Double?
  /// Where it is from.
  public var source: Source
  /// All shares of the new value that would do.
  public var range: ShareRange
  /// How many groups say something about it.
  public var witnesses: Int

  /// Where a momentum is from.
  public enum Source: String, Sendable {
    /// The one that was asked for is the share of the old value.
    case statedOld = "stated_old"
    /// The one that was asked for is the share of the new value.
    case statedNew = "stated_new"
    /// Frameworks or people take it.
    case usual
    /// The statistics are the plain average of all batches so far.
    case average
    /// It follows from the numbers alone.
    case solved
    /// The numbers do not show it.
    case hidden
  }

  /// Chooses among the shares of a range.
  init?(_ range: ShareRange, stated: Double?, updates: Int?, witnesses: Int) {
    guard range.high >= 0, range.low <= 1 else { return nil }
    (self.range, self.witnesses) = (range, witnesses)
    // Where nobody says how many batches there were, a few.
    let averages = (updates.map { [$0] } ?? Array(2...64)).map { Double($0) / Double($0 + 1) }
    if witnesses == 0 {
      (shareOfOld, source) = (nil, .hidden)
    } else if let stated, range.contains(shareOfOld: stated) {
      (shareOfOld, source) = (stated, .statedOld)
    } else if let stated, range.contains(shareOfOld: 1 - stated) {
      (shareOfOld, source) = (1 - stated, .statedNew)
    } else if let usual = ShareRange.usual.first(where: range.contains) {
      (shareOfOld, source) = (usual, .usual)
    } else if let share = averages.first(where: range.contains) {
      (shareOfOld, source) = (share, .average)
    } else {
      let (low, high) = (max(0, 1 - range.high), min(1, 1 - range.low))
      let (number, digits) = DecimalForm.simplest(in: low...max(low, high))
      guard witnesses > 1 || digits < 4 else { return nil }
      (shareOfOld, source) = (number, .solved)
    }
  }

  /// What it takes to believe it, in departures from what is to be expected.
  func cost(isStated: Bool) -> Int {
    switch source {
    case .statedOld, .statedNew, .hidden: 0
    case .usual: isStated ? 1 : 0
    case .average, .solved: 1
    }
  }

  /// Usual shares of the old value that would do as well.
  public var others: [Double] {
    guard let shareOfOld else { return [] }
    return ShareRange.usual.filter { range.contains(shareOfOld: $0) && ($0 - shareOfOld).magnitude > 1e-6 }
  }
}
