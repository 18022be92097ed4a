#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a value lies on an axis: 0 at the range's low end, 1 at its high end.
struct AxisScale: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case linear
    /// Base 10; only values above 0 have a place.
    case logarithmic
  }

  let kind: Kind
  /// What the axis shows; its low end is always below its high end.
  let range: ValueRange
  /// From values, or from their logarithms, to places.
  private let map: RangeMap

  init(_ range: ValueRange, _ kind: Kind = .linear) {
    self.kind = kind
    switch kind {
    case .linear:
      self.range = range.visible
      map = RangeMap(self.range)
    case .logarithmic:
      self.range = Self.positive(range)
      map = RangeMap(ValueRange(log10(self.range.low), log10(self.range.high)) ?? .unit)
    }
  }

  /// The scale of an axis that leaves a margin around the data.
  init(around data: ValueRange, _ kind: Kind = .linear, margin: Double = 0.05) {
    switch kind {
    case .linear: self.init(data.visible.padded(by: margin))
    case .logarithmic:
      let tight = Self.positive(data)
      let logs = ValueRange(log10(tight.low), log10(tight.high)) ?? .unit
      let wide = logs.padded(by: margin)
      // Powers past either end of the doubles stay at the data's own ends.
      let padded = ValueRange(max(pow(10, wide.low), .leastNormalMagnitude), pow(10, wide.high))
      self.init(padded?.union(tight) ?? tight, .logarithmic)
    }
  }

  /// Whether the value has a place on the axis, in view or not.
  func accepts(_ value: Double) -> Bool {
    value.isFinite && (kind == .linear || value > 0)
  }

  /// The value's place; outside 0...1 if it is out of view, an infinity if far out, for a value the axis accepts.
  func fraction(_ value: Double) -> Double {
    map.fraction(of: kind == .linear ? value : log10(value))
  }

  /// The place among `count` dots in a row, 0 at the low end, not rounded; kept finite.
  func dot(_ value: Double, among count: Int) -> Double {
    min(max(fraction(value), -1e9), 1e9) * Double(max(0, count - 1))
  }

  /// The part of a range above 0, at least a factor of 1.2 wide so that its logarithms can be told apart.
  private static func positive(_ range: ValueRange) -> ValueRange {
    let high = range.high > 0 ? range.high : 1
    let low = range.low > 0 ? range.low : high / 1000
    let lowest = Double.leastNonzeroMagnitude
    guard high < low * 1.2 else { return ValueRange(max(low, lowest), high) ?? .unit }
    return ValueRange(max(low / 1.1, lowest), min(high * 1.1, .greatestFiniteMagnitude)) ?? .unit
  }
}
