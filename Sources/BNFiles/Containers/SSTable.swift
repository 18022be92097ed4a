import Platform

/// A table of sorted keys and values: leveldb's file format, which TensorFlow keeps its checkpoints in.
///
/// Source: doc/table_format.md of leveldb 1.23. A table is a row of blocks, an index block whose values say where they
/// lie, and a footer that says where the index is.
struct SSTable {
  let source: any ByteSource
  /// The blocks with the entries, in order.
  let blocks: [SSTableBlock]

  /// The last bytes of every table, the lowest first.
  static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
  private static let footerSize = 48
  /// More blocks than these are refused; TensorFlow's have 256 KiB each.
  private static let mostBlocks = 1 << 20

  /// Whether a file ends as a table does.
  static func isTable(_ source: any ByteSource) -> Bool {
    guard source.size >= footerSize else { return false }
    return (try? source.bytes(source.size - magic.count..<source.size)) == magic
  }

  /// Reads footer and index.
  ///
  /// - Throws: ``FileError`` where the file is no table, or its index is damaged.
  init(_ source: any ByteSource) throws(FileError) {
    self.source = source
    guard source.size >= Self.footerSize, Self.isTable(source) else {
      throw FileError(
        source.path, at: .byte(max(0, source.size - Self.magic.count)),
        "does not end as a table of TensorFlow does; the file is cut off or of another kind: copy or save it again")
    }
    let footer = source.size - Self.footerSize
    let window = ByteWindow(source)
    var offset = footer
    // The first handle is that of a block about blocks, which TensorFlow leaves empty.
    _ = try Self.block(window, at: &offset, before: source.size, data: footer)
    let index = try Self.block(window, at: &offset, before: source.size, data: footer)
    var blocks: [SSTableBlock] = []
    try index.forEach { _, value throws(FileError) in
      guard blocks.count < Self.mostBlocks else {
        throw FileError(source.path, "has more than \(Self.mostBlocks) blocks; the file is damaged")
      }
      let inner = ByteWindow(value.source)
      var offset = value.range.lowerBound
      let block = try Self.block(
        inner, at: &offset, before: value.range.upperBound, data: index.range.lowerBound, in: source)
      // They lie one behind the other: so no byte is read more than once, whatever an index says.
      guard block.range.lowerBound >= blocks.last?.range.upperBound ?? 0 else {
        throw FileError(source.path, at: .byte(block.range.lowerBound), "two blocks overlap; the file is damaged")
      }
      blocks.append(block)
    }
    self.blocks = blocks
  }

  /// Reads where a block lies, which is before the blocks that come behind the data.
  private static func block(
    _ window: ByteWindow, at offset: inout Int, before end: Int, data: Int, in file: (any ByteSource)? = nil
  ) throws(FileError) -> SSTableBlock {
    let place = offset
    let source = file ?? window.source
    guard let start = try window.varint(at: &offset, before: end),
      let size = try window.varint(at: &offset, before: end),
      start <= UInt64(data), size <= UInt64(data) - start,
      UInt64(data) - start - size >= UInt64(SSTableBlock.trailerSize)
    else {
      throw FileError(
        source.path, at: .byte(min(place, source.size)),
        "the place of a block lies outside the file; the file is cut off or damaged: copy or save it again")
    }
    return SSTableBlock(source: source, range: Int(start)..<Int(start) + Int(size))
  }

  /// Goes through all entries, whose keys have to rise.
  func forEach(_ body: ([UInt8], SSTableValue) throws(FileError) -> Void) throws(FileError) {
    var last: [UInt8]?
    for block in blocks {
      try block.forEach { key, value throws(FileError) in
        if let last, !last.lexicographicallyPrecedes(key) {
          throw FileError(
            source.path, at: .byte(block.range.lowerBound),
            "the keys of the table do not rise: one stands twice, or the file is damaged")
        }
        last = key
        try body(key, value)
      }
    }
  }
}

/// Where a value of a table lies: in the file, or in a block of it that was unpacked.
struct SSTableValue: Sendable {
  let source: any ByteSource
  let range: Range<Int>
  let block: SSTableBlock
}
