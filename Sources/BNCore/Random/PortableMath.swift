/// Elementary functions that give the same bits on every machine.
///
/// The C library's `log` and `exp` differ in the last bit between systems and versions. These are built only from the
/// operations that IEEE 754 defines exactly (`+ - * /`, square root, bit patterns) in a fixed order, so a batch made
/// from a seed is the same batch everywhere. Their error is below one unit in the last place (ulp).
public enum PortableMath {
  // ln 2 in two parts: the first has 32 significant bits, so its products with the exponents below are exact.
  static let ln2High = Double(bitPattern: 0x3FE6_2E42_FEE0_0000)
  static let ln2Low = Double(bitPattern: 0x3DEA_39EF_3579_3C76)

  /// The natural logarithm.
  ///
  /// Zero gives minus infinity, a negative number gives NaN, infinity and NaN give themselves. The error is below 1 ulp.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else {
      return x == 0 ? -.infinity : (x < 0 ? .nan : x)
    }
    let (exponent, mantissa) = splitAroundOne(x)
    let k = Double(exponent)
    // With s = f / (2 + f): ln(1 + f) = 2 artanh(s) = f - f^2/2 + s (f^2/2 + R), R = 2 (s^2/3 + s^4/5 + s^6/7 + ...).
    // f is exact and the rest is small beside it, which keeps the error of the sum near half an ulp.
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    let halfSquare = 0.5 * f * f
    let rest = s * (halfSquare + z * artanhSeries(z))
    return k * ln2High - ((halfSquare - (rest + k * ln2Low)) - f)
  }

  /// The exponential function.
  ///
  /// Above 709.78 the result is infinity, below -745.13 it is zero. NaN gives NaN. The error is below 1 ulp (of the
  /// subnormal spacing where the result is subnormal).
  public static func exp(_ x: Double) -> Double {
    guard x < 709.8 else { return x.isNaN ? x : .infinity }
    guard x > -745.2 else { return 0 }
    // x = k ln 2 + r with |r| <= ln 2 / 2. Adding and taking away 1.5 * 2^52 rounds to the nearest integer.
    let shifter = 0x1.8p52
    let k = (x * 0x1.71547652b82fep0 + shifter) - shifter
    let high = x - k * ln2High
    let low = k * ln2Low
    let r = high - low
    let correction = (high - r) - low
    // What 1 + r loses in rounding goes to the small part of the sum.
    let sum = 1 + r
    let lost = r - (sum - 1)
    return scale(sum + (lost + (r * r * expSeries(r) + correction)), byPowerOfTwo: Int(k))
  }

  /// Writes a positive finite number as `2^exponent * mantissa` with the mantissa between sqrt(1/2) and sqrt(2).
  static func splitAroundOne(_ x: Double) -> (exponent: Int, mantissa: Double) {
    let normal = x.isSubnormal ? x * 0x1p54 : x
    // Offsetting by the bits of sqrt(1/2) carries into the exponent exactly when the mantissa reaches sqrt(2).
    let bits = normal.bitPattern &- 0x3FE6_A09E_667F_3BCD
    let exponent = Int(Int64(bitPattern: bits) >> 52)
    let mantissa = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
    return (x.isSubnormal ? exponent - 54 : exponent, mantissa)
  }

  /// `2/3 + 2/5 z + 2/7 z^2 + ...`, enough terms for `z <= 0.0295` (the first one left out is below 2^-58).
  static func artanhSeries(_ z: Double) -> Double {
    var sum = 2.0 / 23
    sum = sum * z + 2.0 / 21
    sum = sum * z + 2.0 / 19
    sum = sum * z + 2.0 / 17
    sum = sum * z + 2.0 / 15
    sum = sum * z + 2.0 / 13
    sum = sum * z + 2.0 / 11
    sum = sum * z + 2.0 / 9
    sum = sum * z + 2.0 / 7
    sum = sum * z + 2.0 / 5
    return sum * z + 2.0 / 3
  }

  /// `1/2! + r/3! + r^2/4! + ...`, enough terms for `|r| <= 0.3466` (the first one left out moves the
  /// exponential by less than 2^-57).
  static func expSeries(_ r: Double) -> Double {
    var sum = 1.0 / 6_227_020_800
    sum = sum * r + 1.0 / 479_001_600
    sum = sum * r + 1.0 / 39_916_800
    sum = sum * r + 1.0 / 3_628_800
    sum = sum * r + 1.0 / 362_880
    sum = sum * r + 1.0 / 40320
    sum = sum * r + 1.0 / 5040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    return sum * r + 1.0 / 2
  }

  /// `y * 2^k` for y near one, rounded once where the result is subnormal.
  static func scale(_ y: Double, byPowerOfTwo k: Int) -> Double {
    if k > 1023 { return y * 0x1p1023 * 2 }
    if k < -1022 { return y * powerOfTwo(k + 54) * 0x1p-54 }
    return y * powerOfTwo(k)
  }

  static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: k + 1023) << 52)
  }
}
