// Apple's x86-64 processors have no Float16 in Swift.
#if !(os(macOS) && arch(x86_64))
  extension Float16: KernelScalar {
    /// As its moments, float16 is computed in float32 and rounded at the end.
    typealias Number = Float

    @inline(__always)
    static func line(_ scalars: UnsafePointer<Float16>, _ index: Int) -> SIMD16<Float> {
      widened(UnsafeRawPointer(scalars + index).loadUnaligned(as: SIMD16<UInt16>.self))
    }

    @inline(__always)
    static func store(_ line: SIMD16<Float>, _ scalars: UnsafeMutablePointer<Float16>, _ index: Int) {
      UnsafeMutableRawPointer(scalars + index).storeBytes(of: rounded(line), as: SIMD16<UInt16>.self)
    }

    @inline(__always)
    static func stream(_ line: SIMD16<Float>, _ scalars: UnsafeMutablePointer<Float16>, _ index: Int) {
      store(line, scalars, index)
    }

    @inline(__always)
    var number: Float { Float(self) }

    @inline(__always)
    init(number: Float) { self.init(number) }
  }

  // The base x86-64 processor has no instructions for float16: one number at a time would be a call of a function each.
  // So the bits are moved here, 16 numbers at once.
  extension Float16 {
    /// The numbers of some bits in float32, exactly.
    ///
    /// Exponent and fraction of float16 are moved to where float32 has them, which makes the number 2¹¹² times too small,
    /// for subnormal numbers too. The largest exponent stands for infinity and NaN.
    @inline(__always)
    static func widened(_ bits: SIMD16<UInt16>) -> SIMD16<Float> {
      let wide = SIMD16<UInt32>(truncatingIfNeeded: bits)
      let sign = (wide & 0x8000) &<< 16
      let magnitude = (wide & 0x7FFF) &<< 13
      let scaled = unsafeBitCast(
        unsafeBitCast(magnitude, to: SIMD16<Float>.self) * SIMD16<Float>(repeating: 0x1p112), to: SIMD16<UInt32>.self)
      let special = magnitude | SIMD16<UInt32>(repeating: 0x7F80_0000)
      let result = scaled.replacing(with: special, where: magnitude .>= SIMD16<UInt32>(repeating: 0x0F80_0000))
      return unsafeBitCast(result | sign, to: SIMD16<Float>.self)
    }

    /// The bits of the nearest numbers, ties to even.
    @inline(__always)
    static func rounded(_ line: SIMD16<Float>) -> SIMD16<UInt16> {
      let bits = unsafeBitCast(line, to: SIMD16<UInt32>.self)
      let magnitude = bits & 0x7FFF_FFFF
      // Another bias of the exponent, and half a unit of the last place, or a little less where the place is even.
      let odd = (magnitude &>> 13) & 1
      var half = (magnitude &+ SIMD16<UInt32>(repeating: 0xC800_0FFF) &+ odd) &>> 13
      // Below 2⁻¹⁴ an addition to 0.5 rounds to the subnormal numbers' common unit.
      let tiny = unsafeBitCast(
        unsafeBitCast(magnitude, to: SIMD16<Float>.self) + SIMD16<Float>(repeating: 0.5), to: SIMD16<UInt32>.self)
      half.replace(
        with: tiny &- SIMD16<UInt32>(repeating: 0x3F00_0000), where: magnitude .< SIMD16<UInt32>(repeating: 0x3880_0000)
      )
      half.replace(
        with: SIMD16<UInt32>(repeating: 0x7C00), where: magnitude .>= SIMD16<UInt32>(repeating: 0x4780_0000))
      half.replace(
        with: SIMD16<UInt32>(repeating: 0x7E00), where: magnitude .> SIMD16<UInt32>(repeating: 0x7F80_0000))
      return SIMD16<UInt16>(truncatingIfNeeded: half | (bits &>> 16) & 0x8000)
    }
  }
#endif
