#if arch(x86_64)
  internal import _Builtin_intrinsics.intel
#endif

/// Eight numbers in double precision, which sums over many elements and what is made of them are kept in.
typealias WideLine = SIMD8<Double>

extension WideLine {
  // Conversions of the standard library work lane by lane in a function of their own. Of these the compiler makes vectors.

  /// Eight numbers as they are.
  @inline(__always)
  init(wide narrow: SIMD8<Float>) {
    self.init(
      Double(narrow[0]), Double(narrow[1]), Double(narrow[2]), Double(narrow[3]), Double(narrow[4]), Double(narrow[5]),
      Double(narrow[6]), Double(narrow[7]))
  }

  /// The nearest numbers of float32.
  @inline(__always)
  var rounded: SIMD8<Float> {
    SIMD8<Float>(
      Float(self[0]), Float(self[1]), Float(self[2]), Float(self[3]), Float(self[4]), Float(self[5]), Float(self[6]),
      Float(self[7]))
  }

  /// The square roots.
  ///
  /// `squareRoot()` is a function of the C library where a number is negative, so the compiler makes no vectors of it.
  @inline(__always)
  var roots: WideLine {
    #if arch(x86_64)
      WideLine(
        lowHalf: SIMD4(lowHalf: _mm_sqrt_pd(lowHalf.lowHalf), highHalf: _mm_sqrt_pd(lowHalf.highHalf)),
        highHalf: SIMD4(lowHalf: _mm_sqrt_pd(highHalf.lowHalf), highHalf: _mm_sqrt_pd(highHalf.highHalf)))
    #else
      squareRoot()
    #endif
  }
}
