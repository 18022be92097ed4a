import Platform

/// The values between two finite bounds, low ≤ high: what an axis shows or a histogram counts in.
package struct ValueRange: Hashable, Sendable {
  package let low: Double
  package let high: Double

  /// The range between two bounds in either order; `nil` if one is not finite.
  package init?(_ first: Double, _ second: Double) {
    guard first.isFinite, second.isFinite else { return nil }
    low = min(first, second)
    high = max(first, second)
  }

  private init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The smallest range that holds every finite value; `nil` if there is none.
  package init?(of values: some Collection<Double>) {
    let bounds = FiniteBounds(values)
    self.init(bounds.low, bounds.high)
  }

  package static let unit = ValueRange(low: 0, high: 1)

  package func contains(_ value: Double) -> Bool { value >= low && value <= high }

  package func union(_ value: Double) -> ValueRange {
    value.isFinite ? ValueRange(low: min(low, value), high: max(high, value)) : self
  }

  package func union(_ other: ValueRange?) -> ValueRange {
    guard let other else { return self }
    return union(other.low).union(other.high)
  }

  /// The range an axis can show: wider than rounding errors, so that a constant has a visible place in the middle.
  ///
  /// A constant gets a tenth of its size on either side (1 around 0). A spread that is nothing but the last few bits
  /// of a double is widened to 2⁻⁴⁰ of the values' size.
  package var visible: ValueRange {
    let size = max(abs(low), abs(high))
    if low < high, high / 2 - low / 2 > size * 0x1p-41 { return self }
    let middle = low / 2 + high / 2
    let half = size == 0 ? 1 : low == high ? size / 10 : size * 0x1p-40
    return ValueRange(middle, around: max(half, .leastNormalMagnitude))
  }

  /// The range out to multiples of a part of its width, so that it stands still while values vary a little.
  ///
  /// - Parameter halvings: the part is between this many halvings of the width and one more.
  /// - Returns: the wider range.
  package func rounded(toHalvings halvings: Int) -> ValueRange {
    let width = high - low
    guard width > 0, width.isFinite else { return self }
    let part = Double(sign: .plus, exponent: width.exponent - halvings, significand: 1)
    guard part > 0 else { return self }
    return ValueRange((low / part).rounded(.down) * part, (high / part).rounded(.up) * part) ?? self
  }

  /// The range with a margin of a part of itself on either side, cut where doubles end.
  package func padded(by part: Double) -> ValueRange {
    let margin = (high / 2 - low / 2) * part * 2
    return ValueRange(low: Self.finite(low - margin), high: Self.finite(high + margin))
  }

  private init(_ middle: Double, around half: Double) {
    self.init(low: Self.finite(middle - half), high: Self.finite(middle + half))
  }

  private static func finite(_ value: Double) -> Double {
    min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}

/// The way from values to places in a range and back: 0 is its low end, 1 its high end.
///
/// Safe where the distance of the ends itself is too large for a double. All of a range without width is at 0.
struct RangeMap: Hashable, Sendable {
  private let origin: Double
  private let span: Double
  /// 1 / span where that is finite and near is good enough, since dividing takes five times as long; else 0.
  private let inverse: Double
  /// One half where the span would overflow, else 1.
  private let factor: Double

  /// The map of a range; an exact one divides, for places that are themselves counted with.
  init(_ range: ValueRange, isExact: Bool = false) {
    factor = (range.high - range.low).isFinite ? 1 : 0.5
    origin = range.low * factor
    span = range.low < range.high ? range.high * factor - origin : 1
    inverse = !isExact && (1 / span).isFinite ? 1 / span : 0
  }

  func fraction(of value: Double) -> Double {
    let distance = value * factor - origin
    return inverse > 0 ? distance * inverse : distance / span
  }

  func value(at fraction: Double) -> Double { (origin + fraction * span) / factor }

  /// The distance in values that a distance in fractions stands for.
  func length(of fraction: Double) -> Double { fraction * span / factor }
}
