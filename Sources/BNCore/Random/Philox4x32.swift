/// The counter-based random number generator Philox4x32 with ten rounds.
///
/// A block cipher in miniature: it turns a counter of 128 bits and a key of 64 bits into 128 random bits, with no state
/// between calls, so the block for any counter can be had at once. It passes every test of TestU01's BigCrush.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC11.
public enum Philox4x32 {
  /// The random block that belongs to a counter under a key.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      // Two 32 by 32 bit products; the high halves are mixed across, the low halves move on.
      let product0 = UInt64(x0) &* 0xD251_1F53
      let product1 = UInt64(x2) &* 0xCD9E_8D57
      (x0, x2) = (high(product1) ^ x1 ^ k0, high(product0) ^ x3 ^ k1)
      (x1, x3) = (UInt32(truncatingIfNeeded: product1), UInt32(truncatingIfNeeded: product0))
      // The key moves along a Weyl sequence: the golden ratio and the square root of 3 less 1, as fractions of 2^32.
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }

  @inlinable
  static func high(_ product: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: product >> 32)
  }
}
