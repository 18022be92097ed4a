/// The argument with which a framework weighs old against new.
public struct MomentumArgument: Sendable, Equatable {
  /// What it is called.
  public var name: String
  /// Which share it states.
  public var sense: Sense
  /// The share of the old value that is usual; `nil` for the plain average of all batches.
  public var shareOfOld: Double?

  /// Which share a framework's argument states.
  public enum Sense: Sendable, Equatable {
    /// The share of the old value, as in TensorFlow.
    case old
    /// The share of the new value, as in PyTorch.
    case new
  }

  /// Makes an argument.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - sense: which share it states.
  ///   - shareOfOld: the share of the old value that is usual; `nil` for the plain average of all batches.
  public init(name: String, sense: Sense, shareOfOld: Double?) {
    (self.name, self.sense, self.shareOfOld) = (name, sense, shareOfOld)
  }

  /// A share of the old value as the framework's own argument states it; `nil` for the plain average.
  public func written(_ share: Double?) -> Double? { share.map { written($0) } }

  /// A share of the old value as the framework's own argument states it.
  public func written(_ share: Double) -> Double { sense == .new ? Self.complement(of: share) : share }

  /// The other share.
  ///
  /// 1 − 0.9 is not 0.1 to the bit: of the numbers whose complement the share is it is the one with the fewest decimals, which
  /// is what a person would write.
  public static func complement(of share: Double) -> Double {
    let new = 1 - share
    var power = 1.0
    for _ in 0..<mostDecimals {
      power *= 10
      let short = (new * power).rounded() / power
      if 1 - short == share { return short }
    }
    return new
  }

  /// No more decimals tell apart doubles near 1.
  private static let mostDecimals = 17

  /// The share of the old value that a number of the framework's own argument means.
  public func shareOfOld(written number: Double) -> Double { sense == .new ? 1 - number : number }
}
