/// Writes messages of Protocol Buffers field by field, right and wrong ones.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  static func varint(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    while value > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }

  mutating func add(_ field: Int, _ value: Int) {
    bytes += Self.varint(UInt64(field << 3)) + Self.varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ content: [UInt8]) {
    bytes += Self.varint(UInt64(field << 3 | 2)) + Self.varint(UInt64(content.count)) + content
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, fixed32 value: UInt32) {
    bytes += Self.varint(UInt64(field << 3 | 5)) + (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  mutating func add(_ field: Int, _ build: (inout MessageWriter) -> Void) {
    var inner = MessageWriter()
    build(&inner)
    add(field, inner.bytes)
  }

  /// The bytes of a message.
  static func message(_ build: (inout MessageWriter) -> Void) -> [UInt8] {
    var writer = MessageWriter()
    build(&writer)
    return writer.bytes
  }
}
