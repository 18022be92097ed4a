#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A logarithm for both signs: linear from −threshold to threshold, base 10 beyond.
///
/// A value v has the place v / threshold near 0, and beyond ±(1 + log10(|v| / threshold)): from 0 to the threshold it is
/// as far as from one power of ten to the next.
struct Symlog: Hashable, Sendable {
  /// Above 0 and finite.
  let threshold: Double
  private let logarithm: Double

  /// Decades between the largest magnitude and the threshold, at most: what is smaller is 0 beside it.
  private static let mostDecades = 4

  /// The given threshold if it is a positive number, else the one that suits a range.
  init(_ threshold: Double?, over range: ValueRange) {
    let smallest = range.low > 0 ? range.low : range.high < 0 ? -range.high : nil
    self.init(threshold, smallest: smallest, largest: max(abs(range.low), abs(range.high)))
  }

  /// The given threshold if it is a positive number, else one chosen from the magnitudes of the data.
  ///
  /// That is the power of ten at or below the smallest magnitude that is not 0, so that only 0 lies inside, but no more
  /// than four decades below the power of ten at or below the largest.
  init(_ threshold: Double?, smallest: Double?, largest: Double) {
    let given = threshold.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    self.threshold = given ?? Self.chosen(smallest: smallest, largest: largest)
    logarithm = log10(self.threshold)
  }

  private static func chosen(smallest: Double?, largest: Double) -> Double {
    guard largest > 0, largest.isFinite else { return 1 }
    let lowest = DecimalDigits(shortest: largest).exponent - mostDecades
    let exponent = smallest.map { max(lowest, DecimalDigits(shortest: $0).exponent) } ?? lowest
    // Below the smallest double there is no power of ten.
    return max(DecimalDigits(1, exponent: exponent).value, .leastNonzeroMagnitude)
  }

  /// The place of a finite value, 0 at 0 and ±1 at the thresholds.
  func place(of value: Double) -> Double {
    guard abs(value) > threshold else { return value / threshold }
    // The quotient of the magnitudes may be too large for a double; the difference of their logarithms is not.
    let beyond = log10(abs(value)) - logarithm
    return value < 0 ? -1 - beyond : 1 + beyond
  }

  /// The value at a place; past either end of the doubles the largest of them.
  func value(at place: Double) -> Double {
    guard abs(place) > 1 else { return place * threshold }
    let magnitude = min(pow(10, abs(place) - 1 + logarithm), .greatestFiniteMagnitude)
    return place < 0 ? -magnitude : magnitude
  }

  func places(of range: ValueRange) -> ValueRange {
    ValueRange(place(of: range.low), place(of: range.high)) ?? .unit
  }
}
