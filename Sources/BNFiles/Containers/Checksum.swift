import CZlib

/// A sum over what was read, by which a file that has changed is known again: zlib's CRC-32.
///
/// It finds accidents, not forgers.
package struct Checksum: Sendable {
  private(set) var sum: UInt32 = 0

  package init() {}

  init(_ bytes: [UInt8]) { add(bytes) }

  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    sum = UInt32(
      truncatingIfNeeded: crc32_z(UInt(sum), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// Adds a text with its end, so that two texts are not the same as one.
  package mutating func add(_ text: String) { add(Array(text.utf8) + [0]) }

  /// Adds numbers with their count, bit by bit: NaN of one kind is itself.
  package mutating func add(_ numbers: [Double]?) {
    guard let numbers else { return add("none") }
    add("\(numbers.count)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * 8)
    for number in numbers { bytes.append(littleEndian: number.bitPattern) }
    add(bytes)
  }

  /// Eight hexadecimal digits.
  package var text: String {
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
