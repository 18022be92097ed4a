import Platform

/// Reads tables of numbers: comma, semicolon or tab separated, with or without a header line.
///
/// The rules are RFC 4180's. A table is examples by columns; a cell that is no number is an error, never a guess.
enum CSVReader {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  static func decode(
    _ bytes: [UInt8], path: String, options: DataFileOptions = DataFileOptions()
  ) throws(FileError) -> LoadedData {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    // Empty lines at the end of a file say nothing; anywhere else they are a missing row.
    let blanks: [UInt8] = [CSVCursor.lineFeed, CSVCursor.carriageReturn, CSVCursor.space]
    guard let last = bytes[start...].lastIndex(where: { !blanks.contains($0) }) else {
      throw FileError(path, "the file is empty; expected lines of numbers")
    }
    let cursor = CSVCursor(
      bytes: bytes, path: path, separator: CSVLayout.separator(of: bytes[start...last]), end: last + 1,
      place: CSVPosition(offset: start, line: 1))
    let layout = try CSVLayout(cursor)
    let selection = try CSVSelection(layout, options, path: path)
    var table = CSVTable(cursor: cursor, layout: layout, selection: selection)
    return try table.read()
  }
}

/// The rows of one table on their way into an array.
private struct CSVTable {
  var cursor: CSVCursor
  let layout: CSVLayout
  let selection: CSVSelection
  /// Whether a column's numbers are wanted.
  private let wanted: [Bool]
  private var row: [Double]
  private var values: [Double] = []
  private var labels: [String] = []

  init(cursor: CSVCursor, layout: CSVLayout, selection: CSVSelection) {
    self.cursor = cursor
    self.cursor.place = layout.firstRow
    self.layout = layout
    self.selection = selection
    var wanted = Array(repeating: false, count: layout.columns)
    for column in selection.values { wanted[column] = true }
    self.wanted = wanted
    row = Array(repeating: 0, count: layout.columns)
  }

  mutating func read() throws(FileError) -> LoadedData {
    guard !cursor.isAtEnd else {
      throw cursor.error(
        at: layout.firstRow,
        "there is only a header line (\((layout.names ?? []).listed())); expected lines of numbers below it")
    }
    var rows = 0
    while !cursor.isAtEnd {
      try readRow()
      for column in selection.values { values.append(row[column]) }
      rows += 1
    }
    let names = layout.names.map { names in selection.values.map { names[$0] } }
    return LoadedData(
      StoredArray(shape: [rows, selection.values.count], numbers: values, columns: names),
      labels: selection.labels == nil ? nil : labels)
  }

  private mutating func readRow() throws(FileError) {
    let start = cursor.place
    for column in 0..<layout.columns {
      if wanted[column] {
        row[column] = try number(column)
      } else {
        let cell = try cursor.cell()
        if column == selection.labels { labels.append(cursor.text(of: cell)) }
      }
      guard cursor.endRow() == (column == layout.columns - 1) else { throw try ragged(from: start) }
    }
  }

  /// Reads the number that stands here.
  @inline(__always)
  private mutating func number(_ column: Int) throws(FileError) -> Double {
    cursor.skipBlanks()
    let start = cursor.place
    if let match = FileNumber.match(cursor.bytes, at: start.offset, before: cursor.end) {
      cursor.place.offset = match.end
      cursor.skipBlanks()
      if cursor.isAtEndOfCell { return match.value }
      cursor.place = start
    }
    return try unusualNumber(column)
  }

  /// Reads a number that is a word or stands in quotes, and says what is wrong with anything else.
  private mutating func unusualNumber(_ column: Int) throws(FileError) -> Double {
    let cell = try cursor.cell()
    guard let value = FileNumber.value(cursor.bytes, in: cell.range) else { throw notANumber(cell, column) }
    return value
  }
  /// Says what stands in a cell where a number was expected.
  private func notANumber(_ cell: CSVCell, _ column: Int) -> FileError {
    let name = layout.names.map { " (\($0[column].quoted()))" } ?? ""
    let place = "column \(column + 1)\(name)"
    let said = cursor.text(of: cell)
    guard !cell.range.isEmpty else {
      let isWholeLine = column == 0 && (cursor.isAtEnd || cursor.bytes[cursor.place.offset] != cursor.separator)
      return cursor.error(
        at: cell.start,
        isWholeLine
          ? "the line is empty; expected \(counted(layout.columns, "number")); remove the line"
          : "\(place) is empty; expected a number; write NaN for a value that is missing")
    }
    return cursor.error(at: cell.start, "\(said.quoted()) in \(place) is not a number; \(advice(on: said))")
  }

  private func advice(on said: String) -> String {
    let isNumber = { (part: Substring) in FileNumber.value(Array(part.utf8), in: 0..<part.utf8.count) != nil }
    if said.contains(" "), said.split(separator: " ").allSatisfy(isNumber) {
      return "expected commas, semicolons or tabs between the numbers of a line"
    }
    if said.split(separator: ",").count == 2, isNumber(said.split(separator: ",").joined(separator: ".")[...]) {
      return "expected a decimal point, as in 0.5"
    }
    return "expected one such as 0.5, 1e-3, NaN or Infinity; leave the column out with columns= or make it labels="
  }

  /// Says how many cells a row has that has too few or too many.
  private func ragged(from start: CSVPosition) throws(FileError) -> FileError {
    var again = cursor
    again.place = start
    var found = 0
    var place = start
    repeat {
      let cell = try again.cell()
      if found <= layout.columns { place = found < layout.columns ? again.place : cell.start }
      found += 1
    } while !again.endRow()
    return again.error(
      at: place,
      "\(counted(found, "cell")) in this line; expected \(layout.columns) as in the first line; "
        + "write NaN for a value that is missing, and quote text that holds a separator")
  }
}
