/// Sixteen random numbers, or what becomes of them, which are computed together.
///
/// As many as eight blocks of the generator hold, and enough that the steps of one number fill the time that another waits.
typealias RandomLine = SIMD16<Double>

/// The bits of sixteen numbers.
typealias RandomBits = SIMD16<UInt64>

extension RandomLine {
  static var width: Int { 16 }

  /// A number of elements rounded up to whole lines.
  static func rounded(up count: Int) -> Int { (count + width - 1) & ~(width - 1) }

  @inline(__always)
  static func load(_ numbers: UnsafePointer<Double>, _ index: Int) -> RandomLine {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: RandomLine.self)
  }

  @inline(__always)
  static func load(_ numbers: UnsafeMutablePointer<Double>, _ index: Int) -> RandomLine {
    load(UnsafePointer(numbers), index)
  }

  @inline(__always)
  func store(_ numbers: UnsafeMutablePointer<Double>, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: self, as: RandomLine.self)
  }

  @inline(__always)
  init(bits: RandomBits) { self = unsafeBitCast(bits, to: RandomLine.self) }

  @inline(__always)
  var bits: RandomBits { unsafeBitCast(self, to: RandomBits.self) }
}
