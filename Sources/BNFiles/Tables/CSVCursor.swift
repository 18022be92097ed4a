import Platform

/// A place in a table's text: an offset and the line it lies in, counted from 1.
struct CSVPosition: Equatable, Sendable {
  var offset: Int
  var line: Int
}

/// One cell as it stands in the text, not copied: without the blanks around it, or the quotes.
struct CSVCell: Equatable, Sendable {
  var range: Range<Int>
  /// Stood in quotes, and holds doubled quotes that stand for one each.
  var hasDoubledQuotes = false
  var start: CSVPosition
}

/// Walks over a table cell by cell, by the rules of RFC 4180; lines may end with LF, CRLF or CR.
///
/// The place never leaves the bytes and every step moves it forward, so every walk ends.
struct CSVCursor {
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")

  let bytes: [UInt8]
  let path: String
  let separator: UInt8
  /// Where the text ends: behind its last cell, not behind its last line end.
  let end: Int
  var place: CSVPosition

  var isAtEnd: Bool { place.offset >= end }

  /// Reads one line's cells and moves to the start of the next line.
  mutating func row() throws(FileError) -> [CSVCell] {
    var cells = [try cell()]
    while !endRow() { cells.append(try cell()) }
    return cells
  }

  /// Moves over the blanks that may stand around a number; a tab is one unless it separates cells.
  @inline(__always)
  mutating func skipBlanks() {
    while place.offset < end, isBlank(bytes[place.offset]) { place.offset += 1 }
  }

  /// At the end of a cell: moves over the separator or the end of the line.
  ///
  /// - Returns: whether the row ended.
  @inline(__always)
  mutating func endRow() -> Bool {
    guard place.offset < end else { return true }
    let byte = bytes[place.offset]
    place.offset += 1
    if byte == separator { return false }
    if byte == Self.carriageReturn, place.offset < end, bytes[place.offset] == Self.lineFeed {
      place.offset += 1
    }
    place.line += 1
    return true
  }

  /// Whether a cell ends here: at a separator, the end of a line or the end of the text.
  @inline(__always)
  var isAtEndOfCell: Bool {
    guard place.offset < end else { return true }
    let byte = bytes[place.offset]
    return byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// Reads one cell of any kind, up to its separator or the end of its line.
  mutating func cell() throws(FileError) -> CSVCell {
    skipBlanks()
    let start = place
    guard place.offset < end, bytes[place.offset] == Self.quote else {
      while !isAtEndOfCell { place.offset += 1 }
      var end = place.offset
      while end > start.offset, isBlank(bytes[end - 1]) { end -= 1 }
      return CSVCell(range: start.offset..<end, start: start)
    }
    return try quotedCell(start)
  }

  private mutating func quotedCell(_ start: CSVPosition) throws(FileError) -> CSVCell {
    place.offset += 1
    var doubled = false
    while true {
      guard place.offset < end else {
        throw error(
          at: start, "a quote is opened here and never closed; close it, or double a quote that is meant as text")
      }
      let byte = bytes[place.offset]
      if byte == Self.quote {
        guard place.offset + 1 < end, bytes[place.offset + 1] == Self.quote else { break }
        doubled = true
        place.offset += 1
      } else if byte == Self.lineFeed || (byte == Self.carriageReturn && !isFollowed(by: Self.lineFeed)) {
        place.line += 1
      }
      place.offset += 1
    }
    let content = start.offset + 1..<place.offset
    place.offset += 1
    skipBlanks()
    guard isAtEndOfCell else {
      throw error(at: place, "text stands after the closing quote; expected a separator or the end of the line")
    }
    return CSVCell(range: content, hasDoubledQuotes: doubled, start: start)
  }

  private func isFollowed(by byte: UInt8) -> Bool {
    place.offset + 1 < end && bytes[place.offset + 1] == byte
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == Self.space || (byte == UInt8(ascii: "\t") && byte != separator)
  }

  /// What a cell says, doubled quotes made single.
  func text(of cell: CSVCell) -> String {
    guard cell.hasDoubledQuotes else { return String(decoding: bytes[cell.range], as: UTF8.self) }
    var kept: [UInt8] = []
    var skip = false
    for byte in bytes[cell.range] {
      skip = byte == Self.quote && !skip
      if !skip { kept.append(byte) }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// An error at a place, its column counted in characters from the start of the line.
  func error(at place: CSVPosition, _ reason: String) -> FileError {
    var start = min(place.offset, bytes.count)
    let end = start
    while start > 0, bytes[start - 1] != Self.lineFeed, bytes[start - 1] != Self.carriageReturn { start -= 1 }
    if start == 0, bytes.starts(with: CSVReader.byteOrderMark) { start = min(end, CSVReader.byteOrderMark.count) }
    let characters = bytes[start..<end].count { $0 & 0xC0 != 0x80 }
    return FileError(path, at: .line(place.line, column: characters + 1), reason)
  }
}
