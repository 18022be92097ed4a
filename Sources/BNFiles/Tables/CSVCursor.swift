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

  static let tab = UInt8(ascii: "\t")
  static let comment = UInt8(ascii: "#")

  let bytes: [UInt8]
  let path: String
  /// A space stands for any number of blanks in a row, tabs among them.
  var separator = UInt8(ascii: ",")
  /// What stands before the decimals of a number.
  var decimalSign = FileNumber.point
  /// Where the text ends: behind its last cell, not behind its last line end.
  let end: Int
  var place: CSVPosition

  var isAtEnd: Bool { place.offset >= end }

  /// Reads one line's cells and moves to the start of the next line.
  mutating func row() throws(FileError) -> [CSVCell] {
    skipIndent()
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
    var byte = bytes[place.offset]
    place.offset += 1
    if isSeparator(byte) {
      guard separator == Self.space else { return false }
      skipIndent()
      // Blanks at the end of a line separate nothing.
      guard place.offset < end else { return true }
      byte = bytes[place.offset]
      guard byte == Self.lineFeed || byte == Self.carriageReturn else { return false }
      place.offset += 1
    }
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
    return isSeparator(byte) || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// Moves over the blanks that a line begins with, where blanks separate cells.
  @inline(__always)
  mutating func skipIndent() {
    guard separator == Self.space else { return }
    while place.offset < end, isSeparator(bytes[place.offset]) { place.offset += 1 }
  }

  @inline(__always)
  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == separator || (separator == Self.space && byte == Self.tab)
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
    (byte == Self.space || byte == Self.tab) && !isSeparator(byte)
  }

  /// The number that a cell stands for.
  func value(of cell: CSVCell) -> Double? { FileNumber.value(bytes, in: cell.range, sign: decimalSign) }

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

  /// The place of something in the file, its column counted in characters from the start of the line.
  func filePlace(_ place: CSVPosition) -> FileError.Place {
    var start = min(place.offset, bytes.count)
    let end = start
    while start > 0, bytes[start - 1] != Self.lineFeed, bytes[start - 1] != Self.carriageReturn { start -= 1 }
    if start == 0, bytes.starts(with: CSVReader.byteOrderMark) { start = min(end, CSVReader.byteOrderMark.count) }
    let characters = bytes[start..<end].count { $0 & 0xC0 != 0x80 }
    return .line(place.line, column: characters + 1)
  }

  /// An error at a place.
  func error(at place: CSVPosition, _ reason: String) -> FileError { FileError(path, at: filePlace(place), reason) }
}

// MARK: Lines that are no rows

extension CSVCursor {
  /// Whether a line of comment begins here: with `#`, unless that is a spreadsheet's word for an error in a cell.
  @inline(__always)
  var isAtComment: Bool {
    var offset = place.offset
    while offset < end, bytes[offset] == Self.space || bytes[offset] == Self.tab { offset += 1 }
    guard offset < end, bytes[offset] == Self.comment else { return false }
    return !Self.isErrorWord(bytes[offset..<end])
  }

  private static func isErrorWord(_ text: ArraySlice<UInt8>) -> Bool {
    ["#N/A", "#DIV/0!", "#NUM!", "#VALUE!", "#REF!", "#NAME?", "#NULL!"].contains { text.starts(with: $0.utf8) }
  }

  /// Whether the line that begins here holds nothing but blanks.
  var isAtEmptyLine: Bool {
    var offset = place.offset
    while offset < end, bytes[offset] == Self.space || bytes[offset] == Self.tab { offset += 1 }
    return offset < end && (bytes[offset] == Self.lineFeed || bytes[offset] == Self.carriageReturn)
  }

  /// Moves to the start of the next line, whatever stands in this one.
  ///
  /// - Returns: the text of the line.
  @discardableResult
  mutating func skipLine() -> Range<Int> {
    let start = place.offset
    while place.offset < end, bytes[place.offset] != Self.lineFeed, bytes[place.offset] != Self.carriageReturn {
      place.offset += 1
    }
    let text = start..<place.offset
    _ = endRow()
    return text
  }

  /// Moves over lines of comment.
  mutating func skipComments() {
    while isAtComment { skipLine() }
  }
}
