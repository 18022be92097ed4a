/// The types of numbers that files hold, by their names in NumPy and TensorFlow.
package enum ScalarType: String, Equatable, Sendable, CaseIterable {
  case bool
  case uint8, uint16, uint32, uint64
  case int8, int16, int32, int64
  case float16, bfloat16, float32, float64

  /// Bytes a number.
  package var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The bytes of so many numbers; `nil` where no memory has them.
  func byteCount(of count: Int) -> Int? {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    return overflow ? nil : bytes
  }

  /// Whether single precision holds each of its numbers exactly.
  package var fitsFloat: Bool {
    switch self {
    case .bool, .uint8, .int8, .uint16, .int16, .float16, .bfloat16, .float32: true
    case .uint32, .int32, .uint64, .int64, .float64: false
    }
  }

  /// The smallest number above zero that has all of its digits; 0 where there are no others.
  var leastNormal: Double {
    switch self {
    case .float16: 0x1p-14
    case .bfloat16, .float32: 0x1p-126
    case .float64: 0x1p-1022
    default: 0
    }
  }

  /// Whether it holds whole numbers, or truth, rather than fractions.
  package var isIntegral: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: false
    default: true
    }
  }
}

/// How one number lies in a binary file.
package struct NumberLayout: Equatable, Sendable {
  package let type: ScalarType
  package let bigEndian: Bool

  package init(_ type: ScalarType, bigEndian: Bool) {
    self.type = type
    self.bigEndian = bigEndian
  }

  /// Reads as many numbers as the target takes, each rounded once to the nearest of its type; the bytes have to be there.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  func decode<Number: BinaryFloatingPoint>(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Number>
  ) {
    precondition(bytes.count >= target.count * type.size, "\(target.count) numbers of \(type) need more bytes")
    switch type {
    case .bool: words(UInt8.self, bytes, target) { $0 == 0 ? 0 : 1 }
    case .uint8: words(UInt8.self, bytes, target) { Number($0) }
    case .uint16: words(UInt16.self, bytes, target) { Number($0) }
    case .uint32: words(UInt32.self, bytes, target) { Number($0) }
    case .uint64: words(UInt64.self, bytes, target) { Number($0) }
    case .int8: words(UInt8.self, bytes, target) { Number(Int8(bitPattern: $0)) }
    case .int16: words(UInt16.self, bytes, target) { Number(Int16(bitPattern: $0)) }
    case .int32: words(UInt32.self, bytes, target) { Number(Int32(bitPattern: $0)) }
    case .int64: words(UInt64.self, bytes, target) { Number(Int64(bitPattern: $0)) }
    case .float16: words(UInt16.self, bytes, target) { Number(Float(halfBits: $0)) }
    case .bfloat16: words(UInt16.self, bytes, target) { Number(Float(bitPattern: UInt32($0) << 16)) }
    case .float32: words(UInt32.self, bytes, target) { Number(Float(bitPattern: $0)) }
    case .float64: words(UInt64.self, bytes, target) { Number(Double(bitPattern: $0)) }
    }
  }

  /// Reads words in this layout's byte order.
  @inline(__always)
  private func words<Word: FixedWidthInteger & BitwiseCopyable, Number>(
    _ type: Word.Type, _ bytes: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Number>,
    _ value: (Word) -> Number
  ) {
    for index in 0..<target.count {
      let word = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
      target.initializeElement(at: index, to: value(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word)))
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
