@testable import BNFiles

/// Writes tables in leveldb's format, one entry a block or all in one, packed or not.
struct TableWriter {
  var isPacked = false
  /// How many entries share the beginnings of their keys.
  var restart = 16
  /// How many entries a block has.
  var perBlock = Int.max

  func table(_ entries: [([UInt8], [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index: [([UInt8], [UInt8])] = []
    for start in stride(from: 0, to: entries.count, by: min(perBlock, entries.count)) {
      let part = entries[start..<min(entries.count, start + min(perBlock, entries.count))]
      index.append((part.last?.0 ?? [], put(block(Array(part), restart), isPacked, into: &bytes)))
    }
    let meta = put(block([], 1), false, into: &bytes)
    let handle = put(block(index, 1), isPacked, into: &bytes)
    let handles = meta + handle
    return bytes + handles + [UInt8](repeating: 0, count: 40 - handles.count) + SSTable.magic
  }

  private func block(_ entries: [([UInt8], [UInt8])], _ restart: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    var last: [UInt8] = []
    for (place, (key, value)) in entries.enumerated() {
      var shared = zip(last, key).prefix { $0 == $1 }.count
      if place % restart == 0 {
        starts.append(bytes.count)
        shared = 0
      }
      for number in [shared, key.count - shared, value.count] { bytes += MessageWriter.varint(UInt64(number)) }
      bytes += key.dropFirst(shared) + value
      last = key
    }
    for start in starts.isEmpty ? [0] : starts { bytes.append(littleEndian: UInt32(start)) }
    bytes.append(littleEndian: UInt32(max(starts.count, 1)))
    return bytes
  }

  /// Adds a block with its trailer, and says where it lies.
  private func put(_ block: [UInt8], _ isPacked: Bool, into bytes: inout [UInt8]) -> [UInt8] {
    let start = bytes.count
    let content = isPacked ? Self.packed(block) : block
    let checked = content + [isPacked ? 1 : 0]
    var sum = CRC32C()
    sum.add(checked)
    bytes += checked
    bytes.append(littleEndian: sum.masked)
    return MessageWriter.varint(UInt64(start)) + MessageWriter.varint(UInt64(content.count))
  }

  /// Bytes in the format of snappy, as pieces that stand for themselves.
  ///
  /// Source: format_description.txt of snappy 1.1.9.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var packed = MessageWriter.varint(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 60) {
      let piece = bytes[start..<min(bytes.count, start + 60)]
      packed += [UInt8((piece.count - 1) << 2)] + piece
    }
    return packed
  }
}
