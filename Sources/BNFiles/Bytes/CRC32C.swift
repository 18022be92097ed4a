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
    Self.tables.withUnsafeBufferPointer { tables in
      var start = 0
      while bytes.count - start >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) ^ UInt64(state)
        var next: UInt32 = 0
        for place in 0..<8 {
          next ^= tables[(7 - place) << 8 | Int(UInt8(truncatingIfNeeded: word >> UInt64(8 * place)))]
        }
        state = next
        start += 8
      }
      for byte in bytes[start...] { state = tables[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
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

  /// The remainders of each byte, then those of each with one to seven zeros behind it: eight bytes are taken at a time.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0x82F6_3B78
      }
    }
    for place in 256..<8 * 256 {
      let before = tables[place - 256]
      tables.append(tables[Int(UInt8(truncatingIfNeeded: before))] ^ before >> 8)
    }
    return tables
  }()
}
