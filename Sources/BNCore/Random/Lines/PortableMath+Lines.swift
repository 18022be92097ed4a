// The same steps as those for one number, in the same order: the same bits.

extension RandomLine {
  /// The natural logarithms of positive numbers that are neither subnormal nor infinite.
  @inline(__always)
  var logarithm: RandomLine {
    let base = RandomBits(repeating: 0x3FE6_A09E_667F_3BCD)
    let offset = bits &- base
    // The exponent, by 1024 too large, becomes a number as the last bits of one.
    let exponent = (offset &+ RandomBits(repeating: 1024 << 52)) &>> RandomBits(repeating: 52)
    let k = RandomLine(bits: exponent | RandomBits(repeating: 0x4330_0000_0000_0000)) - (0x1p52 + 1024)
    let f = RandomLine(bits: (offset & RandomBits(repeating: 0x000F_FFFF_FFFF_FFFF)) &+ base) - 1
    let s = f / (2 + f)
    let z = s * s
    let halfSquare = 0.5 * f * f
    let rest = s * (halfSquare + z * Self.artanhSeries(z))
    return k * PortableMath.ln2High - ((halfSquare - (rest + k * PortableMath.ln2Low)) - f)
  }

  @inline(__always)
  private static func artanhSeries(_ z: RandomLine) -> RandomLine {
    var sum = z * (2.0 / 23) + 2.0 / 21
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

  /// The exponentials, of any numbers.
  @inline(__always)
  var exponential: RandomLine {
    let shifter = 0x1.8p52
    // Beyond these the result is known, and k fits.
    var x = replacing(with: 709.8, where: self .> 709.8)
    x.replace(with: -745.2, where: x .< -745.2)
    let k = (x * 0x1.71547652b82fep0 + shifter) - shifter
    let high = x - k * PortableMath.ln2High
    let low = k * PortableMath.ln2Low
    let r = high - low
    let correction = (high - r) - low
    let sum = 1 + r
    let lost = r - (sum - 1)
    var result = (sum + (lost + (r * r * Self.expSeries(r) + correction))).scaled(byPowerOfTwo: k)
    result.replace(with: 0, where: self .<= -745.2)
    result.replace(with: .infinity, where: self .>= 709.8)
    return result.replacing(with: self, where: self .!= self)
  }

  @inline(__always)
  private static func expSeries(_ r: RandomLine) -> RandomLine {
    var sum = r * (1.0 / 6_227_020_800) + 1.0 / 479_001_600
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

  /// Each number times two to the power of a whole one from -1076 to 1024.
  @inline(__always)
  private func scaled(byPowerOfTwo k: RandomLine) -> RandomLine {
    let (isLarge, isSmall) = (k .> 1023, k .< -1022)
    // Where the power is no normal number, one that is, and a second factor.
    let power = k.replacing(with: 1023, where: isLarge).replacing(with: k + 54, where: isSmall)
    let second = RandomLine(repeating: 1).replacing(with: 2, where: isLarge).replacing(with: 0x1p-54, where: isSmall)
    // The whole number stands in the last bits of a sum with 1.5 · 2^52.
    let whole = (power + 0x1.8p52).bits &- RandomBits(repeating: 0x4338_0000_0000_0000)
    return self * RandomLine(bits: (whole &+ RandomBits(repeating: 1023)) &<< RandomBits(repeating: 52)) * second
  }
}
