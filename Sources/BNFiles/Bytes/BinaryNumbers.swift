/// How one number lies in a binary file.
struct NumberLayout: Equatable, Sendable {
  package enum Kind: Equatable, Sendable { case boolean, unsigned, signed, floating }

  var kind: Kind
  /// Bytes a number: 1, 2, 4 or 8.
  var size: Int
  var bigEndian: Bool

  /// Reads `count` numbers from an offset, each rounded to the nearest `Float`.
  ///
  /// - Returns: `nil` when the bytes end too soon or the layout is none of the known ones.
  func decode(_ count: Int, from bytes: [UInt8], at offset: Int) -> [Float]? {
    let (length, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, count >= 0, offset >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
    return switch (kind, size) {
    case (.boolean, 1): words(UInt8.self, count, bytes, offset) { $0 == 0 ? 0 : 1 }
    case (.unsigned, 1): words(UInt8.self, count, bytes, offset) { Float($0) }
    case (.unsigned, 2): words(UInt16.self, count, bytes, offset) { Float($0) }
    case (.unsigned, 4): words(UInt32.self, count, bytes, offset) { Float($0) }
    case (.unsigned, 8): words(UInt64.self, count, bytes, offset) { Float($0) }
    case (.signed, 1): words(UInt8.self, count, bytes, offset) { Float(Int8(bitPattern: $0)) }
    case (.signed, 2): words(UInt16.self, count, bytes, offset) { Float(Int16(bitPattern: $0)) }
    case (.signed, 4): words(UInt32.self, count, bytes, offset) { Float(Int32(bitPattern: $0)) }
    case (.signed, 8): words(UInt64.self, count, bytes, offset) { Float(Int64(bitPattern: $0)) }
    case (.floating, 2): words(UInt16.self, count, bytes, offset) { Float(halfBits: $0) }
    case (.floating, 4): words(UInt32.self, count, bytes, offset) { Float(bitPattern: $0) }
    case (.floating, 8): words(UInt64.self, count, bytes, offset) { Float(Double(bitPattern: $0)) }
    default: nil
    }
  }

  /// Reads words in this layout's byte order; the caller has checked that they are there.
  @inline(__always)
  private func words<Word: FixedWidthInteger & BitwiseCopyable>(
    _ type: Word.Type, _ count: Int, _ bytes: [UInt8], _ offset: Int, _ value: (Word) -> Float
  ) -> [Float] {
    let width = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { source in
      Array(unsafeUninitializedCapacity: count) { target, filled in
        for index in 0..<count {
          let word = source.loadUnaligned(fromByteOffset: offset + index * width, as: Word.self)
          target.initializeElement(at: index, to: value(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word)))
        }
        filled = count
      }
    }
  }
}

extension Float {
  /// The value of an IEEE half-precision number, exactly.
  ///
  /// Not through `Float16`, which Intel Macs lack.
  package init(halfBits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      // A subnormal: a whole number of 2^-24.
      let magnitude = Float(fraction) * 0x1p-24
      self.init(bitPattern: sign | magnitude.bitPattern)
    case 0x1F:
      self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default:
      // The exponents differ by their biases, 127 and 15.
      self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

extension Array where Element == UInt8 {
  /// An unsigned number of a few bytes, or `nil` where the bytes end too soon.
  func unsigned(at offset: Int, bytes size: Int, bigEndian: Bool = false) -> Int? {
    guard offset >= 0, offset <= count, size <= count - offset else { return nil }
    let part = self[offset..<offset + size]
    var value = 0
    for byte in bigEndian ? Array(part) : part.reversed() {
      guard value <= Int.max >> 8 else { return nil }
      value = value << 8 | Int(byte)
    }
    return value
  }

  /// Adds a number, its lowest byte first.
  package mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
