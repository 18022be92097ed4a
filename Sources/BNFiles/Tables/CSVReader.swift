import Platform

/// Reads tables of numbers: comma, semicolon or tab separated, with or without a header line.
///
/// The rules are RFC 4180's, and lines that begin with `#` are comments. A table is examples by columns; a cell that is no
/// number is an error, never a guess.
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
    var cursor = CSVCursor(bytes: bytes, path: path, end: last + 1, place: CSVPosition(offset: start, line: 1))
    let text = options.text
    cursor.decimalSign = text.decimal.byte
    let opening = try CSVOpening(&cursor, skip: text.skip)
    cursor.separator =
      text.separator?.byte ?? opening.separator
      ?? CSVLayout.separator(of: bytes[cursor.place.offset...last], decimalSign: cursor.decimalSign)
    guard cursor.separator != cursor.decimalSign else {
      throw cursor.error(
        at: cursor.place,
        "the comma cannot both separate cells and be the decimal sign; give another sep=, or decimal=point")
    }
    let layout = try CSVLayout(cursor, opening, header: text.header)
    let selection = try CSVSelection(layout, options, path: path)
    var table = CSVTable(cursor: cursor, layout: layout, selection: selection, text: text)
    return try table.read(comments: opening.comments)
  }
}

/// The rows of one table on their way into an array.
private struct CSVTable {
  private var cursor: CSVCursor
  private let layout: CSVLayout
  private let selection: CSVSelection
  private let text: TableText
  /// Whether a column's numbers are wanted.
  private let wanted: [Bool]
  private var row: [Double]
  private var values: [Double] = []
  private var labels: [String] = []
  private var lines = RowLines()
  private var comments = 0
  private var gaps = CSVGaps()
  private var nonFinite = CSVNonFinite()

  init(cursor: CSVCursor, layout: CSVLayout, selection: CSVSelection, text: TableText) {
    self.cursor = cursor
    self.cursor.place = layout.firstRow
    self.layout = layout
    self.selection = selection
    self.text = text
    var wanted = Array(repeating: false, count: layout.columns)
    for column in selection.values { wanted[column] = true }
    self.wanted = wanted
    row = Array(repeating: 0, count: layout.columns)
  }

  mutating func read(comments before: Int) throws(FileError) -> LoadedData {
    comments = before
    guard !cursor.isAtEnd else {
      throw cursor.error(
        at: layout.firstRow,
        "there is only a header line (\((layout.names ?? []).listed())); expected lines of numbers below it")
    }
    var rows = 0
    while !cursor.isAtEnd {
      if cursor.isAtComment, !isRowDespiteMark {
        cursor.skipLine()
        comments += 1
      } else if try readRow() {
        rows += 1
      }
    }
    try checkRows(rows)
    try gaps.fill(&values, width: selection.values.count) { [layout, selection] in
      layout.described(selection.values[$0])
    } failure: { [cursor] in
      cursor.error(at: $0, $1)
    }
    let names = layout.names.map { names in selection.values.map { names[$0] } }
    var array = StoredArray(shape: [rows, selection.values.count], numbers: values, columns: names)
    array.lines = lines
    return LoadedData(array, labels: selection.labels == nil ? nil : labels, remarks: remarks)
  }

  private func checkRows(_ rows: Int) throws(FileError) {
    guard rows == 0 else { return }
    guard let gap = gaps.first else {
      throw cursor.error(at: layout.firstRow, "there are only comments below the names; expected lines of numbers")
    }
    throw cursor.error(
      at: gap.place,
      "every line has a cell without a number, here \(layout.described(gap.column)), and missing=drop leaves none; "
        + "choose others with columns=, or missing=mean")
  }

  private var remarks: [FileRemark] {
    var remarks = layout.remarks
    if comments > 0 {
      remarks.append(
        FileRemark("\(counted(comments, "line")) beginning with # left out as comment\(comments == 1 ? "" : "s")"))
    }
    let names = { [layout] in layout.described($0) }
    return remarks + [gaps.remark(in: cursor, names), nonFinite.remark(in: cursor, names)].compactMap(\.self)
  }

  /// A column that is not read as numbers may hold text with the mark of a comment.
  private var isRowDespiteMark: Bool {
    guard layout.columns > 1, !wanted[0] else { return false }
    var ahead = cursor
    return (try? ahead.row())?.count == layout.columns
  }

  /// Reads one line.
  ///
  /// - Returns: whether it is a row of the array.
  private mutating func readRow() throws(FileError) -> Bool {
    let start = cursor.place
    gaps.beginRow()
    nonFinite.beginRow()
    if text.missing == .drop, layout.columns > 1, cursor.isAtEmptyLine {
      cursor.skipLine()
      gaps.add(column: selection.values[0], at: start)
      gaps.leaveOut()
      return false
    }
    cursor.skipIndent()
    for column in 0..<layout.columns {
      if wanted[column] {
        row[column] = try number(column)
      } else {
        let cell = try cursor.cell()
        if column == selection.labels { labels.append(cursor.text(of: cell)) }
      }
      let isLast = column == layout.columns - 1
      guard cursor.endRow() == isLast || (isLast && endsBehindSeparator()) else { throw try ragged(from: start) }
    }
    guard !gaps.isInRow || text.missing != .drop else {
      if selection.labels != nil { labels.removeLast() }
      gaps.leaveOut()
      return false
    }
    gaps.keepRow(from: values.count, selection.values)
    nonFinite.keepRow()
    for column in selection.values { values.append(row[column]) }
    lines.add(line: start.line)
    return true
  }

  /// Moves over an empty cell at the end of a line: a separator behind the last cell adds none.
  private mutating func endsBehindSeparator() -> Bool {
    cursor.skipBlanks()
    return cursor.isAtEndOfCell && cursor.endRow()
  }

  /// Reads the number that stands here.
  @inline(__always)
  private mutating func number(_ column: Int) throws(FileError) -> Double {
    cursor.skipBlanks()
    let start = cursor.place
    if let match = FileNumber.match(cursor.bytes, at: start.offset, before: cursor.end, sign: cursor.decimalSign) {
      cursor.place.offset = match.end
      cursor.skipBlanks()
      if cursor.isAtEndOfCell {
        if !match.value.isFinite { nonFinite.add(match.value, column: column, at: start) }
        return match.value
      }
      cursor.place = start
    }
    return try unusualNumber(column)
  }

  /// Reads a number that is a word or stands in quotes or is missing, and says what is wrong with anything else.
  private mutating func unusualNumber(_ column: Int) throws(FileError) -> Double {
    let cell = try cursor.cell()
    let value = cursor.value(of: cell)
    let isMissing = value?.isNaN == true || (value == nil && TableText.isMissing(cursor.bytes, in: cell.range))
    if isMissing, text.missing != .error {
      gaps.add(column: column, at: cell.start)
      return .nan
    }
    guard let value else { throw notANumber(cell, column) }
    if !value.isFinite { nonFinite.add(value, column: column, at: cell.start) }
    return value
  }

  // MARK: What is wrong

  private var advisor: CSVAdvisor {
    CSVAdvisor(cursor: cursor, layout: layout, text: text, isFirstRow: values.isEmpty)
  }

  /// Says what stands in a cell where a number was expected.
  private func notANumber(_ cell: CSVCell, _ column: Int) -> FileError {
    let place = layout.described(column)
    let said = cursor.text(of: cell)
    guard !cell.range.isEmpty else {
      let isWholeLine = column == 0 && (cursor.isAtEnd || cursor.bytes[cursor.place.offset] != cursor.separator)
      return cursor.error(
        at: cell.start,
        isWholeLine
          ? "the line is empty; expected \(counted(layout.columns, "number")); remove the line, or add missing=drop"
          : "\(place) is empty; expected a number; \(advisor.adviceOnMissing(column))")
    }
    guard !TableText.isMissing(cursor.bytes, in: cell.range) else {
      return cursor.error(
        at: cell.start, "\(said.quoted()) in \(place) is no number; \(advisor.adviceOnMissing(column))")
    }
    return cursor.error(at: cell.start, "\(said.quoted()) in \(place) is not a number; \(advisor.advice(on: said))")
  }

  /// Says how many cells a row has that has too few or too many.
  private func ragged(from start: CSVPosition) throws(FileError) -> FileError {
    var again = cursor
    again.place = start
    again.skipIndent()
    var found = 0
    var place = start
    repeat {
      let cell = try again.cell()
      if found <= layout.columns { place = found < layout.columns ? again.place : cell.start }
      found += 1
    } while !again.endRow()
    let which = layout.line == 1 ? "the first line" : "line \(layout.line)"
    return again.error(
      at: place,
      "\(counted(found, "cell")) in this line; expected \(layout.columns) as in \(which); \(advisor.advice(onCells: found))"
    )
  }
}

extension CSVLayout {
  /// A column by its number, and its name where it has one.
  func described(_ column: Int) -> String {
    "column \(column + 1)" + (names.map { " (\($0[column].quoted()))" } ?? "")
  }
}
