#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a value lies on an axis: 0 at the range's low end, 1 at its high end.
package struct AxisScale: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case linear
    /// Base 10; only values above 0 have a place.
    case logarithmic
    /// Linear from −threshold to threshold, base 10 beyond on both sides; `nil` takes the threshold from the data.
    case symlog(threshold: Double?)
  }

  package let kind: Kind
  /// What the axis shows; its low end is always below its high end.
  package let range: ValueRange
  /// From values, their logarithms or their symmetric logarithms to places.
  private let map: RangeMap
  /// The logarithm of a symlog axis.
  private let symlog: Symlog?

  package init(_ range: ValueRange, _ kind: Kind = .linear) {
    switch kind {
    case .linear:
      self.kind = kind
      self.range = range.visible
      map = RangeMap(self.range)
      symlog = nil
    case .logarithmic:
      self.kind = kind
      self.range = Self.positive(range)
      map = RangeMap(ValueRange(log10(self.range.low), log10(self.range.high)) ?? .unit)
      symlog = nil
    case .symlog(let threshold):
      self.range = range.visible
      let symlog = Symlog(threshold, over: self.range)
      self.symlog = symlog
      self.kind = .symlog(threshold: symlog.threshold)
      map = RangeMap(symlog.places(of: self.range))
    }
  }

  /// The scale of an axis that leaves a margin around the data.
  package init(around data: ValueRange, _ kind: Kind = .linear, margin: Double = 0.05) {
    switch kind {
    case .linear: self.init(data.visible.padded(by: margin))
    case .logarithmic:
      let tight = Self.positive(data)
      let logs = ValueRange(log10(tight.low), log10(tight.high)) ?? .unit
      let wide = logs.padded(by: margin)
      // Powers past either end of the doubles stay at the data's own ends.
      let padded = ValueRange(max(pow(10, wide.low), .leastNormalMagnitude), pow(10, wide.high))
      self.init(padded?.union(tight) ?? tight, .logarithmic)
    case .symlog(let threshold):
      let tight = data.visible
      let symlog = Symlog(threshold, over: tight)
      let wide = symlog.places(of: tight).padded(by: margin)
      let padded = ValueRange(symlog.value(at: wide.low), symlog.value(at: wide.high))
      self.init(tight.union(padded), .symlog(threshold: symlog.threshold))
    }
  }

  /// Whether the value has a place on the axis, in view or not.
  func accepts(_ value: Double) -> Bool {
    value.isFinite && (kind != .logarithmic || value > 0)
  }

  /// The value's place; outside 0...1 if it is out of view, an infinity if far out, for a value the axis accepts.
  package func fraction(_ value: Double) -> Double {
    switch kind {
    case .linear: map.fraction(of: value)
    case .logarithmic: map.fraction(of: log10(value))
    case .symlog: map.fraction(of: symlog?.place(of: value) ?? value)
    }
  }

  /// The place among `count` dots in a row, 0 at the low end, not rounded; kept finite.
  func dot(_ value: Double, among count: Int) -> Double {
    min(max(fraction(value), -1e9), 1e9) * Double(max(0, count - 1))
  }

  /// The value whose place among `count` dots in a row a dot has, on a linear axis.
  package func value(atDot dot: Double, among count: Int) -> Double { map.value(at: dot / Double(max(1, count - 1))) }

  /// The part of a range above 0, at least a factor of 1.2 wide so that its logarithms can be told apart.
  private static func positive(_ range: ValueRange) -> ValueRange {
    let high = range.high > 0 ? range.high : 1
    let low = range.low > 0 ? range.low : high / 1000
    let lowest = Double.leastNonzeroMagnitude
    guard high < low * 1.2 else { return ValueRange(max(low, lowest), high) ?? .unit }
    return ValueRange(max(low / 1.1, lowest), min(high * 1.1, .greatestFiniteMagnitude)) ?? .unit
  }
}
