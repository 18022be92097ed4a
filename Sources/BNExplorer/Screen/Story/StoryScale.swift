import TerminalKit

/// The one axis of the story: wide enough for the batch and both outputs, with ends that seldom move.
enum StoryScale {
  /// Beyond so many units the normalized output would be a dot on a linear axis.
  private static let widestLinear = 60.0

  static func scale(of spreads: [SpreadSummary]) -> AxisScale {
    let outputs = ValueRange(-3, 3) ?? .unit
    let range = spreads.reduce(outputs) { $0.union($1.range) }
    guard range.high - range.low > widestLinear else { return AxisScale(range.rounded(toHalvings: 3)) }
    // Linear around the output, in powers of ten beyond it.
    return AxisScale(range, .symlog(threshold: 3))
  }
}
