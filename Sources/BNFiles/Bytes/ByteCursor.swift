import Platform

/// Goes through a binary file from front to back: whole numbers, texts, and arrays that are only noted where they lie.
///
/// Local to one reading. Whatever is asked for behind the end of the file is an error that says what was to be there.
struct ByteCursor {
  let source: any ByteSource
  let window: ByteWindow
  private(set) var offset: Int

  init(_ source: any ByteSource, at offset: Int = 0) {
    self.source = source
    window = ByteWindow(source)
    self.offset = offset
  }

  /// Bytes that are left.
  var left: Int { source.size - offset }

  /// Passes over some bytes.
  ///
  /// - Returns: where they lie.
  mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws(FileError) -> Range<Int> {
    guard count >= 0, count <= left else {
      throw FileError(
        source.path, at: .byte(source.size),
        "the file ends too soon: \(what()) needs \(counted(count, "byte")) and has \(left); copy or save it again")
    }
    defer { offset += count }
    return offset..<offset + count
  }

  /// A whole number without a sign, its lowest byte first; one that no `Int` holds is the largest of them.
  mutating func unsigned(_ size: Int, _ what: @autoclosure () -> String) throws(FileError) -> Int {
    let range = try take(size, what())
    let value = try window.bytes(range).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }

  /// A whole number of four or eight bytes with a sign.
  mutating func signed(_ size: Int, _ what: @autoclosure () -> String) throws(FileError) -> Int {
    let range = try take(size, what())
    let bits = try window.bytes(range).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return size == 4 ? Int(Int32(truncatingIfNeeded: bits)) : Int(Int64(bitPattern: bits))
  }

  /// A text in UTF-8 of so many bytes.
  mutating func text(_ count: Int, _ what: @autoclosure () -> String) throws(FileError) -> String {
    String(decoding: try window.bytes(try take(count, what())), as: UTF8.self)
  }

  /// An array whose numbers stand here one behind the other; they stay in the file.
  mutating func tensor(
    _ name: String, shape: [Int], _ type: ScalarType
  ) throws(FileError) -> StoredTensor {
    var what: String { "the array \(name.quoted(limit: 80)) of shape \(shape) and type \(type)" }
    guard let size = elementCount(of: shape).flatMap(type.byteCount) else {
      throw FileError(source.path, at: .byte(offset), "\(what) is larger than any memory; the file is damaged")
    }
    let range = try take(size, what)
    let region = NumberRegion(
      source: source, offset: range.lowerBound, layout: NumberLayout(type, bigEndian: false))
    return StoredTensor(name: name, StoredArray(shape: shape, in: region))
  }
}
