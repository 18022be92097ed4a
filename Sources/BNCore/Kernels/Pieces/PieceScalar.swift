#if arch(x86_64)
  import CLevels
#endif

/// A type of numbers as they lie in a file, of which eight are read at a time.
protocol PieceScalar {
  /// What its numbers are compared in, exactly.
  associatedtype Number: PieceNumber

  /// How many bytes a number has.
  static var size: Int { get }

  /// Whether sums need a shift near the mean.
  ///
  /// Squares of numbers with 8 or 11 bits, and sums of so many of them, are exact in double precision wherever the numbers
  /// lie close together compared to their mean: there is nothing to lose.
  static var isShifted: Bool { get }

  /// Eight numbers from an index on.
  static func eight(_ start: UnsafeRawPointer, _ index: Int) -> Number.Eight

  /// The number at an index.
  static func number(_ start: UnsafeRawPointer, _ index: Int) -> Number

  #if arch(x86_64)
    /// What goes through pieces at a level above the base.
    static func pieceFunctions(for level: InstructionSet) -> bncore_piece_functions
  #endif
}

/// float32 or float64, eight at a time.
protocol PieceNumber: KernelNumber {
  associatedtype Eight: BitwiseCopyable

  static func load(_ numbers: UnsafePointer<Self>, _ index: Int) -> Eight
  static func store(_ eight: Eight, _ numbers: UnsafeMutablePointer<Self>, _ index: Int)
  static func repeating(_ number: Self) -> Eight
  static func wide(_ eight: Eight) -> WideLine
  static func least(_ a: Eight, _ b: Eight) -> Eight
  static func greatest(_ a: Eight, _ b: Eight) -> Eight
  static func lane(_ eight: Eight, _ index: Int) -> Self
  /// The numbers, with another for those that are not finite.
  static func finite(_ eight: Eight, else other: Self) -> Eight
}

extension Float: PieceNumber {
  @inline(__always)
  static func load(_ numbers: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD8<Float>.self)
  }
  @inline(__always)
  static func store(_ eight: SIMD8<Float>, _ numbers: UnsafeMutablePointer<Float>, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: eight, as: SIMD8<Float>.self)
  }
  @inline(__always)
  static func repeating(_ number: Float) -> SIMD8<Float> { SIMD8(repeating: number) }
  @inline(__always)
  static func wide(_ eight: SIMD8<Float>) -> WideLine { WideLine(wide: eight) }
  @inline(__always)
  static func least(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { a.replacing(with: b, where: b .< a) }
  @inline(__always)
  static func greatest(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> { a.replacing(with: b, where: b .> a) }
  @inline(__always)
  static func lane(_ eight: SIMD8<Float>, _ index: Int) -> Float { eight[index] }
  @inline(__always)
  static func finite(_ eight: SIMD8<Float>, else other: Float) -> SIMD8<Float> {
    SIMD8(repeating: other).replacing(with: eight, where: (eight - eight) .== SIMD8(repeating: 0))
  }
}

extension Double: PieceNumber {
  @inline(__always)
  static func load(_ numbers: UnsafePointer<Double>, _ index: Int) -> WideLine {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: WideLine.self)
  }
  @inline(__always)
  static func repeating(_ number: Double) -> WideLine { WideLine(repeating: number) }
  @inline(__always)
  static func wide(_ eight: WideLine) -> WideLine { eight }
  @inline(__always)
  static func least(_ a: WideLine, _ b: WideLine) -> WideLine { a.replacing(with: b, where: b .< a) }
  @inline(__always)
  static func greatest(_ a: WideLine, _ b: WideLine) -> WideLine { a.replacing(with: b, where: b .> a) }
  @inline(__always)
  static func lane(_ eight: WideLine, _ index: Int) -> Double { eight[index] }
  @inline(__always)
  static func finite(_ eight: WideLine, else other: Double) -> WideLine {
    WideLine(repeating: other).replacing(with: eight, where: (eight - eight) .== WideLine(repeating: 0))
  }
}

extension Float: PieceScalar {
  static var size: Int { 4 }
  static var isShifted: Bool { true }

  @inline(__always)
  static func eight(_ start: UnsafeRawPointer, _ index: Int) -> SIMD8<Float> {
    (start + 4 &* index).loadUnaligned(as: SIMD8<Float>.self)
  }
  @inline(__always)
  static func number(_ start: UnsafeRawPointer, _ index: Int) -> Float {
    (start + 4 &* index).loadUnaligned(as: Float.self)
  }
}

extension Double: PieceScalar {
  static var size: Int { 8 }
  static var isShifted: Bool { true }

  @inline(__always)
  static func eight(_ start: UnsafeRawPointer, _ index: Int) -> WideLine {
    (start + 8 &* index).loadUnaligned(as: WideLine.self)
  }
  @inline(__always)
  static func number(_ start: UnsafeRawPointer, _ index: Int) -> Double {
    (start + 8 &* index).loadUnaligned(as: Double.self)
  }
}

/// float16, by its bits: not every processor's Swift has the type.
enum Float16Bits: PieceScalar {
  typealias Number = Float
  static var size: Int { 2 }
  static var isShifted: Bool { false }

  @inline(__always)
  static func eight(_ start: UnsafeRawPointer, _ index: Int) -> SIMD8<Float> {
    widened((start + 2 &* index).loadUnaligned(as: SIMD8<UInt16>.self))
  }
  @inline(__always)
  static func number(_ start: UnsafeRawPointer, _ index: Int) -> Float {
    widened(SIMD8(repeating: (start + 2 &* index).loadUnaligned(as: UInt16.self)))[0]
  }

  /// The numbers in float32: exponent and fraction moved to where float32 has them are 2¹¹² times too small, subnormal
  /// ones too.
  ///
  /// The largest exponent, which stands for infinity and NaN, leaves the range on the way and comes back as infinity:
  /// neither is a number.
  @inline(__always)
  private static func widened(_ bits: SIMD8<UInt16>) -> SIMD8<Float> {
    let wide = bits.wide
    let up = SIMD8<Float>(repeating: 0x1p112)
    let scaled = unsafeBitCast((wide & 0x7FFF) &<< 13, to: SIMD8<Float>.self) * up * up * SIMD8(repeating: 0x1p-112)
    return unsafeBitCast(
      unsafeBitCast(scaled, to: SIMD8<UInt32>.self) | (wide & 0x8000) &<< 16, to: SIMD8<Float>.self)
  }
}

/// bfloat16: the upper half of float32.
enum BFloat16Bits: PieceScalar {
  typealias Number = Float
  static var size: Int { 2 }
  static var isShifted: Bool { false }

  @inline(__always)
  static func eight(_ start: UnsafeRawPointer, _ index: Int) -> SIMD8<Float> {
    let bits = (start + 2 &* index).loadUnaligned(as: SIMD8<UInt16>.self)
    return unsafeBitCast(bits.wide &<< 16, to: SIMD8<Float>.self)
  }
  @inline(__always)
  static func number(_ start: UnsafeRawPointer, _ index: Int) -> Float {
    Float(bitPattern: UInt32((start + 2 &* index).loadUnaligned(as: UInt16.self)) << 16)
  }
}

extension SIMD8 where Scalar == UInt16 {
  /// The same numbers; as for ``WideLine``, of these conversions the compiler makes vectors.
  @inline(__always)
  fileprivate var wide: SIMD8<UInt32> {
    SIMD8<UInt32>(
      UInt32(self[0]), UInt32(self[1]), UInt32(self[2]), UInt32(self[3]), UInt32(self[4]), UInt32(self[5]),
      UInt32(self[6]), UInt32(self[7]))
  }
}
