/// The standard normal distribution: its density and its tails.
enum NormalTail {
  /// φ(x).
  static func density(_ x: Double) -> Double { 0.398_942_280_401_432_7 * PortableMath.exp(-0.5 * x * x) }

  /// Φ(x): how much lies below x.
  static func below(_ x: Double) -> Double { x < 0 ? above(-x) : 1 - above(x) }

  /// 1 − Φ(x): how much lies above x, with the digits of small numbers.
  static func above(_ x: Double) -> Double {
    if x < 0 { return 1 - above(-x) }
    return x < turn ? 0.5 - density(x) * series(x) : density(x) * fraction(x)
  }

  /// Mills' ratio (1 − Φ(x)) / φ(x), which stays a number where both are too small to be.
  static func millsRatio(_ x: Double) -> Double { x < turn ? above(x) / density(x) : fraction(x) }

  /// Below it the series is exact, above it the continued fraction.
  private static let turn = 2.5

  /// x + x³ / 3 + x⁵ / (3 · 5) + …, which is (Φ(x) − ½) / φ(x).
  private static func series(_ x: Double) -> Double {
    var (term, sum) = (x, x)
    var odd = 3.0
    while term > sum * 0x1p-54 {
      term *= x * x / odd
      sum += term
      odd += 2
    }
    return sum
  }

  /// 1 / (x + 1 / (x + 2 / (x + 3 / …))), Laplace's fraction; 120 terms leave less than 2⁻⁵³ from 2.5 on.
  private static func fraction(_ x: Double) -> Double {
    var rest = x
    for term in stride(from: 120.0, to: 0, by: -1) { rest = x + term / rest }
    return 1 / rest
  }
}
