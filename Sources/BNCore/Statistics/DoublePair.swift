/// Double precision in one lane or in eight, so that one formula serves a number and a line of them.
protocol DoubleLanes: BitwiseCopyable {
  init(repeating number: Double)
  static func + (_: Self, _: Self) -> Self
  static func - (_: Self, _: Self) -> Self
  static func * (_: Self, _: Self) -> Self
  static func / (_: Self, _: Self) -> Self
}

extension Double: DoubleLanes {
  init(repeating number: Double) { self = number }
}

extension SIMD8: DoubleLanes where Scalar == Double {}

/// A number as the unevaluated sum of two doubles, the second at most half a unit in the last place of the first.
///
/// It holds about 106 bits. Sums and products of doubles are exact so (Knuth 1969; Dekker, "A Floating-Point Technique for
/// Extending the Available Precision", 1971), as long as nothing leaves the range of double precision.
struct DoublePair<Lanes: DoubleLanes> {
  var high: Lanes
  var low: Lanes

  @inline(__always)
  init(_ high: Lanes, _ low: Lanes) { (self.high, self.low) = (high, low) }

  /// a + b, exactly.
  @inline(__always)
  static func sum(_ a: Lanes, _ b: Lanes) -> Self {
    let sum = a + b
    let part = sum - a
    return Self(sum, (a - (sum - part)) + (b - part))
  }

  /// a − b, exactly.
  @inline(__always)
  static func difference(_ a: Lanes, _ b: Lanes) -> Self {
    let difference = a - b
    let part = difference - a
    return Self(difference, (a - (difference - part)) - (b + part))
  }

  /// a + b, exactly, where a is not the smaller one.
  @inline(__always)
  static func ordered(_ a: Lanes, _ b: Lanes) -> Self {
    let sum = a + b
    return Self(sum, b - (sum - a))
  }

  /// a · b, exactly; not by a fused multiplication, which is a call on processors without one.
  @inline(__always)
  static func product(_ a: Lanes, _ b: Lanes) -> Self {
    let product = a * b
    let (first, second) = (halves(a), halves(b))
    let left = ((first.high * second.high - product) + first.high * second.low) + first.low * second.high
    return Self(product, left + first.low * second.low)
  }

  /// The upper and the lower 26 bits.
  @inline(__always)
  private static func halves(_ number: Lanes) -> Self {
    let scaled = number * Lanes(repeating: 0x1p27 + 1)
    let high = scaled - (scaled - number)
    return Self(high, number - high)
  }

  @inline(__always)
  static func + (_ a: Self, _ b: Self) -> Self {
    let highs = sum(a.high, b.high)
    return ordered(highs.high, highs.low + (a.low + b.low))
  }

  @inline(__always)
  static func - (_ a: Self, _ b: Self) -> Self {
    let highs = difference(a.high, b.high)
    return ordered(highs.high, highs.low + (a.low - b.low))
  }

  @inline(__always)
  static func * (_ a: Self, _ b: Self) -> Self {
    let highs = product(a.high, b.high)
    return ordered(highs.high, highs.low + (a.high * b.low + a.low * b.high))
  }

  @inline(__always)
  static func * (_ a: Self, _ b: Lanes) -> Self {
    let highs = product(a.high, b)
    return ordered(highs.high, highs.low + a.low * b)
  }

  @inline(__always)
  static func / (_ a: Self, _ b: Lanes) -> Self {
    let quotient = a.high / b
    let back = product(quotient, b)
    return ordered(quotient, (((a.high - back.high) - back.low) + a.low) / b)
  }
}
