/// How values are spread, in the numbers that a strip shows; only finite values count.
package struct SpreadSummary: Hashable, Sendable {
  package let range: ValueRange
  /// The values a quarter and three quarters of the way from the least to the largest, between two neighbours in
  /// proportion (as NumPy's `quantile` by default).
  package let lowerQuartile: Double
  package let upperQuartile: Double
  package let mean: Double

  /// Looks at some values.
  ///
  /// - Returns: `nil` where none is finite.
  package init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard let low = sorted.first, let high = sorted.last, let range = ValueRange(low, high) else { return nil }
    self.range = range
    lowerQuartile = Self.quantile(0.25, of: sorted)
    upperQuartile = Self.quantile(0.75, of: sorted)
    mean = SampleSummary(sorted).mean
  }

  private static func quantile(_ part: Double, of sorted: [Double]) -> Double {
    let place = part * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    let share = place - Double(below)
    // Weighed and not stepped, so that no difference overflows.
    return sorted[below] * (1 - share) + sorted[above] * share
  }
}
