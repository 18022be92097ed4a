/// The numbers of one 64-byte cache line, computed with as one value.
///
/// One kernel serves float32 and float64: it is written against this protocol and compiled for each. The operators are the
/// concrete ones of the two SIMD types; those of the standard library that are generic over SIMD work lane by lane.
protocol KernelLine: BitwiseCopyable {
  /// The type that the kernel computes in.
  associatedtype Number: KernelNumber where Number.Line == Self

  /// How many numbers a line holds.
  static var width: Int { get }

  init(repeating number: Number)
  static func + (_: Self, _: Self) -> Self
  static func - (_: Self, _: Self) -> Self
  static func * (_: Self, _: Self) -> Self

  /// The sum of the lanes in double precision.
  var wideSum: Double { get }
}

/// A type that kernels compute in: float32 or float64.
protocol KernelNumber: BinaryFloatingPoint, BitwiseCopyable {
  associatedtype Line: KernelLine where Line.Number == Self

  /// Eight numbers in double precision.
  static func wide(_ numbers: UnsafePointer<Self>, _ index: Int) -> WideLine

  /// Eight numbers rounded to this type.
  static func roundedToFit(_ wide: WideLine) -> WideLine

  /// Rounds and stores eight numbers.
  static func store(_ wide: WideLine, _ numbers: UnsafeMutablePointer<Self>, _ index: Int)
}

extension Float: KernelNumber {
  typealias Line = SIMD16<Float>

  @inline(__always)
  static func wide(_ numbers: UnsafePointer<Float>, _ index: Int) -> WideLine {
    WideLine(wide: UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD8<Float>.self))
  }

  @inline(__always)
  static func roundedToFit(_ wide: WideLine) -> WideLine { WideLine(wide: wide.rounded) }

  @inline(__always)
  static func store(_ wide: WideLine, _ numbers: UnsafeMutablePointer<Float>, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: wide.rounded, as: SIMD8<Float>.self)
  }
}

extension Double: KernelNumber {
  typealias Line = SIMD8<Double>

  @inline(__always)
  static func wide(_ numbers: UnsafePointer<Double>, _ index: Int) -> WideLine { .load(numbers, index) }

  @inline(__always)
  static func roundedToFit(_ wide: WideLine) -> WideLine { wide }

  @inline(__always)
  static func store(_ wide: WideLine, _ numbers: UnsafeMutablePointer<Double>, _ index: Int) {
    wide.store(numbers, index)
  }
}

extension SIMD16: KernelLine where Scalar == Float {
  static var width: Int { 16 }

  @inline(__always)
  var wideSum: Double { (WideLine(wide: lowHalf) + WideLine(wide: highHalf)).wideSum }
}

extension SIMD8: KernelLine where Scalar == Double {
  static var width: Int { 8 }

  @inline(__always)
  var wideSum: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}

extension KernelLine {
  @inline(__always)
  static func load(_ numbers: UnsafePointer<Number>, _ index: Int) -> Self {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  static func load(_ numbers: UnsafeMutablePointer<Number>, _ index: Int) -> Self {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  func store(_ numbers: UnsafeMutablePointer<Number>, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: self, as: Self.self)
  }
}
