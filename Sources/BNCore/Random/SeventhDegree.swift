/// A polynomial of the seventh degree, the factor of the highest power first.
///
/// Evaluated by Horner's rule, each product and each sum rounded, of one number or of many at once: the same bits.
struct SeventhDegree {
  private let a, b, c, d, e, f, g, h: Double

  @inline(__always)
  init(
    _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double, _ h: Double
  ) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
    (self.e, self.f, self.g, self.h) = (e, f, g, h)
  }

  /// Its value at a number.
  @inline(__always)
  func callAsFunction(_ x: Double) -> Double {
    var sum = a * x + b
    sum = sum * x + c
    sum = sum * x + d
    sum = sum * x + e
    sum = sum * x + f
    sum = sum * x + g
    return sum * x + h
  }

  /// Its values at sixteen numbers.
  @inline(__always)
  func callAsFunction(_ x: RandomLine) -> RandomLine {
    var sum = x * a + b
    sum = sum * x + c
    sum = sum * x + d
    sum = sum * x + e
    sum = sum * x + f
    sum = sum * x + g
    return sum * x + h
  }
}
