/// The keys under which checkpoints of TensorFlow keep the slices of a partitioned variable.
///
/// Source: `EncodeTensorNameSlice` in util/saved_tensor_slice_util.cc and tsl/lib/strings/ordered_code.cc of TensorFlow
/// 2.15: codes whose order as bytes is the order of what they stand for.
struct TensorSliceKey {
  private(set) var bytes: [UInt8] = [0]

  /// The key of a slice of a tensor.
  init(name: String, extents: [(start: Int, length: Int)]) {
    for byte in name.utf8 {
      switch byte {
      case 0: bytes += [0, 0xFF]
      case 0xFF: bytes += [0xFF, 0]
      default: bytes.append(byte)
      }
    }
    bytes += [0, 1]
    add(unsigned: extents.count)
    for extent in extents {
      add(signed: extent.start)
      add(signed: extent.length)
    }
  }

  /// The number of bytes, then these, the highest first.
  private mutating func add(unsigned number: Int) {
    let digits = Self.bigEndian(number).drop { $0 == 0 }
    bytes.append(UInt8(digits.count))
    bytes += digits
  }

  /// As many leading ones as the code has bytes, then the number in what is left of them.
  private mutating func add(signed number: Int) {
    let magnitude = UInt64(bitPattern: Int64(number < 0 ? ~number : number))
    let length = (64 - magnitude.leadingZeroBitCount) / 7 + 1
    let sign: UInt8 = number < 0 ? 0xFF : 0
    var code = Array(([sign, sign] + Self.bigEndian(number)).suffix(length))
    let ones: [UInt8] =
      length > 8
      ? [0xFF, UInt8(truncatingIfNeeded: 0xFF00 >> (length - 8))]
      : [
        UInt8(truncatingIfNeeded: 0xFF00 >> length)
      ]
    for (index, bits) in ones.enumerated() { code[index] ^= bits }
    bytes += code
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<8).reversed().map { UInt8(truncatingIfNeeded: Int64(number) >> (8 * Int64($0))) }
  }
}
