@testable import BNFiles

/// Puts right the checksums of a table's blocks: chance never finds them, and nothing behind them would be reached.
enum TableSums {
  private static let footer = 48

  static func corrected(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= footer else { return bytes }
    var bytes = bytes
    bytes.replaceSubrange(bytes.count - SSTable.magic.count..<bytes.count, with: SSTable.magic)
    var offset = bytes.count - footer
    // The footer has four numbers: place and size of a block that is empty, then those of the index.
    let numbers = (0..<4).map { _ in number(bytes, &offset) }
    guard let start = numbers[2], let size = numbers[3], correct(&bytes, start, size) else { return bytes }
    for block in (try? SSTable(MemoryBytes(bytes, path: "")))?.blocks ?? [] {
      _ = correct(&bytes, block.range.lowerBound, block.range.count)
    }
    return bytes
  }

  private static func number(_ bytes: [UInt8], _ offset: inout Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 28, by: 7) where offset < bytes.count {
      value |= Int(bytes[offset] & 0x7F) << shift
      offset += 1
      if bytes[offset - 1] < 0x80 { return value }
    }
    return nil
  }

  /// Writes the sum behind a block and the byte that says how it is packed; `false` where it lies outside.
  private static func correct(_ bytes: inout [UInt8], _ start: Int, _ size: Int) -> Bool {
    let end = start + size + 1
    guard end + 4 <= bytes.count else { return false }
    var sum = CRC32C()
    sum.add(Array(bytes[start..<end]))
    var written: [UInt8] = []
    written.append(littleEndian: sum.masked)
    bytes.replaceSubrange(end..<end + 4, with: written)
    return true
  }
}
