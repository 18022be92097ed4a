#if arch(x86_64)
  internal import _Builtin_intrinsics.intel
#endif

/// Roots of many numbers: one for each channel, which is a good part of a small batch's time.
enum SquareRoots {
  /// Divides each number by √(radicand + addend).
  @inline(__always)
  static func divide(
    _ numbers: UnsafeMutablePointer<Double>, byRootsOf radicands: UnsafePointer<Double>, plus addend: Double, count: Int
  ) {
    var index = 0
    while index &+ 2 <= count {
      let sum = UnsafeRawPointer(radicands + index).loadUnaligned(as: SIMD2<Double>.self) + addend
      let quotient = UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD2<Double>.self) / root(sum)
      UnsafeMutableRawPointer(numbers + index).storeBytes(of: quotient, as: SIMD2<Double>.self)
      index = index &+ 2
    }
    if index < count { numbers[index] /= (radicands[index] + addend).squareRoot() }
  }

  /// Both roots at once: `squareRoot()` is a function of the C library where a number is negative, so the compiler makes
  /// no vectors of it.
  @inline(__always)
  private static func root(_ pair: SIMD2<Double>) -> SIMD2<Double> {
    #if arch(x86_64)
      _mm_sqrt_pd(pair)
    #else
      SIMD2(pair[0].squareRoot(), pair[1].squareRoot())
    #endif
  }
}
