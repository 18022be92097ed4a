/// The epsilons with which a convention gives the numbers back.
public struct EpsilonRange: Sendable, Equatable {
  /// The least.
  public var low: Double
  /// The greatest.
  public var high: Double

  /// Every number.
  static let all = EpsilonRange(low: -.infinity, high: .infinity)

  /// Whether an epsilon is among them, or the float32 next to it is.
  public func contains(_ epsilon: Double) -> Bool {
    let rounding = NumberPrecision.float32.unit * epsilon
    return low <= epsilon + rounding && epsilon - rounding <= high
  }

  /// What two ranges have in common; `nil` where that is nothing.
  func intersection(_ other: EpsilonRange) -> EpsilonRange? {
    let common = EpsilonRange(low: max(low, other.low), high: min(high, other.high))
    return common.low <= common.high ? common : nil
  }

  /// Epsilons that people and libraries take, those of frameworks first.
  public static let usual: [Double] = {
    var values: [Double] = [1e-3, 1e-5]
    for rules in FrameworkRules.all where !values.contains(rules.epsilon) { values.append(rules.epsilon) }
    values.append(FusedChoice.epsilonFloor)
    return values + [1e-6, 1e-8, 1e-4, 1e-7, 1e-12, 1e-2, 1e-10, 1e-9, 1e-16, 1e-1]
  }()
}

/// Which epsilon numbers show, and how surely.
public struct EpsilonFinding: Sendable, Equatable {
  /// The epsilon; `nil` where any would do.
  public var value: Double?
  /// Where it is from.
  public var source: Source
  /// All that would do.
  public var range: EpsilonRange
  /// How many groups say something about it.
  public var witnesses: Int

  /// Where an epsilon is from.
  public enum Source: String, Sendable {
    /// It is the one that was asked for.
    case stated
    /// TensorFlow's fused kernel raised the one that was asked for.
    case raised
    /// Frameworks or people take it.
    case usual
    /// It follows from the numbers alone.
    case solved
    /// The numbers do not show it.
    case hidden
  }

  /// Chooses among the epsilons of a range.
  ///
  /// `nil` where none of them is an epsilon, or where one number without a round value is all there is: that would
  /// follow from any data.
  ///
  /// - Parameters:
  ///   - range: those that would do.
  ///   - stated: the one that was asked for, if it is known.
  ///   - witnesses: how many groups say something about it.
  init?(_ range: EpsilonRange, stated: Double?, witnesses: Int) {
    guard range.high >= 0 else { return nil }
    (self.range, self.witnesses) = (range, witnesses)
    if let stated, range.contains(stated) {
      (value, source) = (stated, .stated)
    } else if let stated, stated < FusedChoice.epsilonFloor, range.contains(FusedChoice.epsilonFloor) {
      (value, source) = (FusedChoice.epsilonFloor, .raised)
    } else if witnesses == 0 {
      (value, source) = (nil, .hidden)
    } else if let usual = EpsilonRange.usual.first(where: range.contains) {
      (value, source) = (usual, .usual)
    } else {
      let (number, digits) = DecimalForm.simplest(in: max(range.low, 0)...range.high)
      guard witnesses > 1 || digits < 3 else { return nil }
      (value, source) = (number, .solved)
    }
  }

  /// What it takes to believe it, in departures from what is to be expected.
  func cost(isStated: Bool) -> Int {
    switch source {
    case .stated, .raised, .hidden: 0
    case .usual: isStated ? 1 : 0
    case .solved: 1
    }
  }

  /// Usual epsilons that would do as well; near the value there are none, as 1.001e-5 is near 1e-5.
  public var others: [Double] {
    guard let value else { return [] }
    let near = 0.01 * value
    return EpsilonRange.usual.filter {
      range.contains($0) && ($0 - value).magnitude > near && $0 != FusedChoice.epsilonFloor
    }
  }
}
