/// Numbers of eight bits: a sign, an exponent and a mantissa, each as wide as the type says.
///
/// Source: "FP8 Formats for Deep Learning" (Micikevicius and others, 2022) for E4M3 and E5M2, the table of types of
/// ml_dtypes 0.5 for the others.
struct EightBitFloat: Equatable, Sendable {
  let mantissaBits: Int
  let bias: Int
  /// The codes that are no numbers, and whether the largest exponent has infinities.
  private let special: Special

  private enum Special { case lastCode, likeIEEE, negativeZero }

  static let e4m3 = EightBitFloat(mantissaBits: 3, bias: 7, special: .lastCode)
  static let e5m2 = EightBitFloat(mantissaBits: 2, bias: 15, special: .likeIEEE)
  static let e4m3fnuz = EightBitFloat(mantissaBits: 3, bias: 8, special: .negativeZero)
  static let e5m2fnuz = EightBitFloat(mantissaBits: 2, bias: 16, special: .negativeZero)

  /// The number that a code stands for.
  func value(_ code: UInt8) -> Double {
    let sign: Double = code & 0x80 == 0 ? 1 : -1
    let magnitude = Int(code & 0x7F)
    let exponent = magnitude >> mantissaBits
    let mantissa = magnitude & ((1 << mantissaBits) - 1)
    switch special {
    case .lastCode where magnitude == 0x7F: return .nan
    case .likeIEEE where exponent == (0x7F >> mantissaBits): return mantissa == 0 ? sign * .infinity : .nan
    case .negativeZero where code == 0x80: return .nan
    default: break
    }
    let fraction = Double(mantissa) / Double(1 << mantissaBits)
    // The smallest exponent stands for numbers without a leading one.
    return exponent == 0
      ? sign * fraction * Self.power(1 - bias) : sign * (1 + fraction) * Self.power(exponent - bias)
  }

  /// The smallest number with a leading one.
  var leastNormal: Double { Self.power(1 - bias) }

  /// A power of two that E8M0 holds instead of a number with a mantissa.
  static func scale(_ code: UInt8) -> Double { code == 0xFF ? .nan : power(Int(code) - 127) }

  private static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
