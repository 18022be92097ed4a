/// The checksum CRC-32C (Castagnoli) over bytes that come in pieces.
///
/// Source of the polynomial and of the numbers it is tested with: RFC 3720, sections 12.1 and B.4.
struct CRC32C {
  private var state: UInt32 = 0xFFFF_FFFF

  var value: UInt32 { ~state }

  /// The checksum as TensorFlow's files store it: turned and shifted, so that data which holds checksums has a good one.
  ///
  /// Source: `crc32c::Mask` in tsl/lib/hash/crc32c.h of TensorFlow 2.15.
  var masked: UInt32 { (value >> 15 | value << 17) &+ 0xA282_EAD8 }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    Self.table.withUnsafeBufferPointer { table in
      for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
    }
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// The masked checksum of a range of a file, which is read in pieces.
  static func masked(_ source: any ByteSource, _ range: Range<Int>) throws(FileError) -> UInt32 {
    var sum = CRC32C()
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, start + 1 << 20)
      sum.add(try source.bytes(start..<end))
      start = end
    }
    return sum.masked
  }

  /// The remainders of each byte.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0x82F6_3B78 }
  }
}
