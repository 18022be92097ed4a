/// Numbers for measurements that come of their places alone, so that another program can make the same ones.
///
/// Each is exact in float32 on every way there: 20 bits of a product of whole numbers, and half a unit more.
enum BenchNumbers {
  /// The factors of what a batch norm goes through; places are multiplied by them, modulo 2^32.
  static let batch: UInt32 = 2_654_435_761
  static let upstream: UInt32 = 2_246_822_519
  static let gamma: UInt32 = 3_266_489_917
  static let beta: UInt32 = 668_265_263
  static let mean: UInt32 = 374_761_393
  static let variance: UInt32 = 2_654_435_789

  /// Between -1 and 3.
  static func signed(_ index: Int, _ factor: UInt32) -> Float { bits(index, factor) * 0x1p-18 - 1 }

  /// Between 0.5 and 1.5.
  static func positive(_ index: Int, _ factor: UInt32) -> Float { bits(index, factor) * 0x1p-20 + 0.5 }

  private static func bits(_ index: Int, _ factor: UInt32) -> Float {
    Float((UInt32(truncatingIfNeeded: index) &* factor) >> 12) + 0.5
  }
}
