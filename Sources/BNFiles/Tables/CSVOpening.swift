import Platform

/// What stands above a table: lines to pass over, spreadsheets' `sep=;`, comments and empty lines.
struct CSVOpening {
  /// The separator that a line `sep=;` names.
  private(set) var separator: UInt8?
  /// The last line of comment, where it stands right above the table: it may name the columns.
  private(set) var comment: (text: Range<Int>, line: Int)?
  /// Lines of comment.
  private(set) var comments = 0

  /// Moves a cursor from the start of a text to its table.
  ///
  /// - Throws: that no line is left of a text that is known not to be empty.
  init(_ cursor: inout CSVCursor, skip: Int) throws(FileError) {
    let start = cursor.place
    for _ in 0..<skip where !cursor.isAtEnd { cursor.skipLine() }
    guard !cursor.isAtEnd else {
      throw cursor.error(
        at: start, "skip=\(skip) passes over all \(counted(cursor.place.line, "line")); expected some to be left")
    }
    readSeparator(&cursor)
    while !cursor.isAtEnd {
      if cursor.isAtComment {
        let line = cursor.place.line
        comment = (cursor.skipLine(), line)
        comments += 1
      } else if cursor.isAtEmptyLine {
        cursor.skipLine()
        comment = nil
      } else {
        break
      }
    }
    guard !cursor.isAtEnd else {
      throw cursor.error(at: start, "there are only comments, which begin with #; expected lines of numbers")
    }
  }

  /// Spreadsheets write the separator into a first line of its own, with quotes or without.
  private mutating func readSeparator(_ cursor: inout CSVCursor) {
    var ahead = cursor
    let text = cursor.bytes[ahead.skipLine()].filter { $0 != CSVCursor.quote && $0 != CSVCursor.space }
    let word = Array("sep=".utf8)
    guard text.count == word.count + 1, let mark = text.last, text.map({ $0 | 0x20 }).starts(with: word) else {
      return
    }
    guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: ";") || mark == CSVCursor.tab else { return }
    separator = mark
    cursor = ahead
  }

  /// The names in the comment above the table, if it has one for each column.
  func names(for columns: Int, in cursor: CSVCursor) -> [String]? {
    guard columns > 1, let comment else { return nil }
    var line = CSVCursor(
      bytes: cursor.bytes, path: cursor.path, separator: cursor.separator, decimalSign: cursor.decimalSign,
      end: comment.text.upperBound, place: CSVPosition(offset: comment.text.lowerBound, line: comment.line))
    while line.place.offset < line.end, line.bytes[line.place.offset] == CSVCursor.space { line.place.offset += 1 }
    while line.place.offset < line.end, line.bytes[line.place.offset] == CSVCursor.comment { line.place.offset += 1 }
    guard !line.isAtEnd, let cells = try? line.row(), cells.count == columns,
      cells.contains(where: { line.value(of: $0) == nil })
    else { return nil }
    return cells.map { line.text(of: $0) }
  }
}
