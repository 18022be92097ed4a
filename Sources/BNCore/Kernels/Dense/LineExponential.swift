extension SIMD16<Float> {
  /// e to the power of each lane: within 2 units in the last place, subnormal results rounded like others.
  ///
  /// Above 88.73 it is infinite, below -103.98 zero; NaN stays NaN. x = k ln 2 + r with |r| at most ln 2 / 2, and the
  /// polynomial for e to the r is that of Cephes' `expf` (S. L. Moshier, Methods and Programs for Mathematical Functions,
  /// 1989), in products and sums that are rounded one by one.
  @inline(__always)
  var exponential: SIMD16<Float> {
    // Beyond these nothing changes any more, and k fits.
    var x = replacing(with: SIMD16(repeating: 100), where: self .> 100)
    x.replace(with: SIMD16(repeating: -150), where: x .< -150)
    // Adding 1.5 · 2^23 rounds to the nearest integer, which then stands in the last bits.
    let shifter = SIMD16<Float>(repeating: 0x1.8p23)
    let shifted = x * 0x1.715476p0 + shifter
    let k = shifted - shifter
    // ln 2 in two parts: the first has 10 bits, so that its products are exact.
    let r = (x - k * 0x1.63p-1) - k * -2.12194440e-4
    var sum = r * 1.9875691500e-4 + 1.3981999507e-3
    sum = sum * r + 8.3334519073e-3
    sum = sum * r + 4.1665795894e-2
    sum = sum * r + 1.6666665459e-1
    sum = sum * r + 5.0000001201e-1
    let near = (r + r * r * sum) + 1
    // Twice half of the power, since a whole one may have no normal number.
    let power =
      unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- SIMD16<Int32>(repeating: Int32(bitPattern: 0x4B40_0000))
    let half = power &>> SIMD16<Int32>(repeating: 1)
    return near * Self.powerOfTwo(half) * Self.powerOfTwo(power &- half)
  }

  /// Two to the power of small integers.
  @inline(__always)
  private static func powerOfTwo(_ power: SIMD16<Int32>) -> SIMD16<Float> {
    unsafeBitCast((power &+ SIMD16<Int32>(repeating: 127)) &<< SIMD16<Int32>(repeating: 23), to: SIMD16<Float>.self)
  }

  /// 1 / (1 + e⁻ˣ) of each lane, without an overflow on either side.
  @inline(__always)
  var logistic: SIMD16<Float> {
    let isNegative = self .< 0
    // e to the power of -|x|, which is at most 1.
    let small = replacing(with: 0 - self, where: self .> 0).exponential
    let numerator = SIMD16<Float>(repeating: 1).replacing(with: small, where: isNegative)
    return numerator / (small + 1)
  }
}
