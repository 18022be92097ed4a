import Platform

/// A block of a table: entries whose keys share their beginnings, a list of places to start from, and a trailer.
///
/// Source: doc/table_format.md of leveldb 1.23, and table/block_builder.cc and table/format.cc there.
struct SSTableBlock: Sendable {
  let source: any ByteSource
  /// The entries with the list behind them, as they lie in the file, packed or not.
  let range: Range<Int>

  /// A byte that says how the block is packed, and a checksum of all before it.
  static let trailerSize = 5
  /// Blocks up to this size are checked before they are read; larger ones hold tensors, and are checked with these.
  private static let checkedAtOnce = 1 << 20

  /// Compares the block with its checksum.
  ///
  /// - Throws: ``FileError`` where they differ.
  func check() throws(FileError) {
    let trailer = try source.bytes(range.upperBound..<range.upperBound + Self.trailerSize)
    let stored = trailer.unsigned(at: 1, bytes: 4) ?? 0
    guard try CRC32C.masked(source, range.lowerBound..<range.upperBound + 1) == UInt32(truncatingIfNeeded: stored)
    else {
      throw FileError(
        source.path, at: .byte(range.lowerBound),
        "a block of \(counted(range.count, "byte")) does not agree with its checksum; the file is damaged: copy it again"
      )
    }
  }

  /// Goes through the entries.
  func forEach(_ body: ([UInt8], SSTableValue) throws(FileError) -> Void) throws(FileError) {
    let isLarge = range.count > Self.checkedAtOnce
    if !isLarge { try check() }
    let packing = try source.bytes(range.upperBound..<range.upperBound + 1)[0]
    switch packing {
    case 0: try forEach(in: source, range, body)
    case 1:
      if isLarge { try check() }
      let bytes = try Snappy.decompress(try source.bytes(range), path: source.path, at: range.lowerBound)
      try forEach(in: MemoryBytes(bytes, path: source.path), 0..<bytes.count, body)
    default:
      throw FileError(
        source.path, at: .byte(range.upperBound),
        "a block is packed in the unknown way \(packing); expected none or snappy")
    }
  }

  private func forEach(
    in content: any ByteSource, _ range: Range<Int>, _ body: ([UInt8], SSTableValue) throws(FileError) -> Void
  ) throws(FileError) {
    let window = ByteWindow(content)
    let end = try endOfEntries(window, range)
    var offset = range.lowerBound
    var key: [UInt8] = []
    while offset < end {
      let start = offset
      guard let shared = try window.varint(at: &offset, before: end),
        let own = try window.varint(at: &offset, before: end),
        let size = try window.varint(at: &offset, before: end),
        shared <= UInt64(key.count), own <= UInt64(min(end - offset, Self.longestKey)),
        size <= UInt64(end - offset) - own
      else {
        throw FileError(source.path, at: .byte(place(start, content)), "an entry of the table is damaged")
      }
      key.removeSubrange(Int(shared)...)
      key += try window.bytes(offset..<offset + Int(own))
      offset += Int(own)
      guard key.count <= Self.longestKey else {
        throw FileError(source.path, at: .byte(place(start, content)), "a key of the table is too long")
      }
      try body(key, SSTableValue(source: content, range: offset..<offset + Int(size), block: self))
      offset += Int(size)
    }
  }

  /// A name of a tensor is never as long as this.
  private static let longestKey = 1 << 16

  /// Where the list of places to start from begins: its length stands in the last four bytes.
  private func endOfEntries(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) -> Int {
    if range.count >= 4 {
      let count = Array(try window.bytes(range.upperBound - 4..<range.upperBound)).unsigned(at: 0, bytes: 4) ?? 0
      if count <= range.count / 4 - 1 { return range.upperBound - 4 * (count + 1) }
    }
    throw FileError(
      source.path, at: .byte(self.range.lowerBound), "a block of the table has no list of its keys; the file is damaged"
    )
  }

  /// A place in the file for an error: within a packed block there is none but the block's own.
  private func place(_ offset: Int, _ content: any ByteSource) -> Int {
    range.contains(offset) && content.size == source.size ? offset : range.lowerBound
  }
}
