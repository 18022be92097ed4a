import Platform

/// One field of a Protocol Buffers message: its number, and what it holds or where that lies.
struct ProtobufField {
  enum Content {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// A text, bytes, a message, or packed numbers, which were not looked at.
    case bytes(Range<Int>)
  }

  let number: Int
  let content: Content
  /// The field as a whole, with its tag, in the file.
  let whole: Range<Int>

  /// Where the bytes of a text or a message lie; `nil` for a number.
  var range: Range<Int>? { if case .bytes(let range) = content { range } else { nil } }
}

/// Goes through the fields of a Protocol Buffers message in a file and skips what they hold, however large it is.
///
/// Source: the page "Encoding" of the Protocol Buffers documentation. Groups, which no format here uses, are refused.
struct ProtobufWalker {
  let window: ByteWindow
  /// What the message is, for errors: "the graph".
  let what: String
  private(set) var offset: Int
  let end: Int

  /// A walk over a message in a range of a file.
  init(_ window: ByteWindow, _ range: Range<Int>, what: String) {
    self.window = window
    self.what = what
    offset = range.lowerBound
    end = range.upperBound
  }

  /// A walk over a file that is one message.
  init(_ source: any ByteSource, what: String) { self.init(ByteWindow(source), 0..<source.size, what: what) }

  /// The next field; `nil` at the end.
  ///
  /// - Throws: ``FileError`` where the bytes are no field, or the field does not end within the message.
  mutating func next() throws(FileError) -> ProtobufField? {
    guard offset < end else { return nil }
    let start = offset
    let tag = try varint(start)
    guard tag <= UInt32.max, tag >> 3 > 0 else { throw damaged(start, "holds a field without a number") }
    let content = try content(of: tag & 7, start)
    return ProtobufField(number: Int(tag >> 3), content: content, whole: start..<offset)
  }

  private mutating func content(of type: UInt64, _ start: Int) throws(FileError) -> ProtobufField.Content {
    switch type {
    case 0: return .varint(try varint(start))
    case 1: return .fixed64(try fixed(8, start))
    case 2:
      let count = try varint(start)
      guard count <= UInt64(end - offset) else {
        throw damaged(
          start, "ends too soon: \(end - offset) of \(count) bytes of a field are there; copy or save it again")
      }
      let from = offset
      offset += Int(count)
      return .bytes(from..<offset)
    case 5: return .fixed32(UInt32(try fixed(4, start)))
    default: throw damaged(start, "holds a field of the unknown kind \(type)")
    }
  }

  private mutating func varint(_ start: Int) throws(FileError) -> UInt64 {
    let first = offset
    guard let value = try window.varint(at: &offset, before: end) else {
      // No number of 64 bits has more than ten bytes.
      throw damaged(start, offset - first >= 10 ? "holds a number of more than 64 bits" : "ends within a field")
    }
    return value
  }

  private mutating func fixed(_ size: Int, _ start: Int) throws(FileError) -> UInt64 {
    guard size <= end - offset else { throw damaged(start, "ends within a field") }
    let value = try window.bytes(offset..<offset + size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    offset += size
    return value
  }

  private func damaged(_ place: Int, _ reason: String) -> FileError {
    FileError(window.source.path, at: .byte(place), "\(what) \(reason)")
  }
}
