import Platform

/// What the first lines of a table say about the rest: the separator, the number of columns, their names if it has a
/// header line.
struct CSVLayout: Equatable, Sendable {
  var separator: UInt8
  var columns: Int
  /// The cells of the header line; `nil` when the first line already holds numbers.
  var names: [String]?

  /// Where the first row of numbers begins.
  var firstRow: CSVPosition

  /// The character that separates the cells of a line: a tab if it has one, else a semicolon, else a comma.
  ///
  /// Semicolons go before commas because they are used where the comma is the decimal point.
  static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var found: Set<UInt8> = []
    var quoted = false
    for byte in bytes {
      if byte == CSVCursor.quote { quoted.toggle() }
      guard !quoted else { continue }
      if byte == CSVCursor.lineFeed || byte == CSVCursor.carriageReturn { break }
      found.insert(byte)
    }
    let candidates = "\t;,".utf8
    return candidates.first(where: found.contains) ?? UInt8(ascii: ",")
  }

  /// Looks at the first two lines of a table that is known not to be empty.
  init(_ cursor: CSVCursor) throws(FileError) {
    var cursor = cursor
    separator = cursor.separator
    let start = cursor.place
    let first = try cursor.row()
    let second = cursor.isAtEnd ? [] : try cursor.row()
    columns = first.count
    if Self.isHeader(first, before: second, in: cursor.bytes) {
      names = first.map { cursor.text(of: $0) }
      cursor.place = start
      _ = try cursor.row()
      firstRow = cursor.place
    } else {
      firstRow = start
    }
  }

  /// Whether the first of two rows names the columns.
  ///
  /// It does when it holds text, unless the row below it has its numbers in the same columns: then the text is a column
  /// of labels, and both are rows of data.
  private static func isHeader(_ first: [CSVCell], before second: [CSVCell], in bytes: [UInt8]) -> Bool {
    let numeric = first.map { FileNumber.value(bytes, in: $0.range) != nil }
    let text = zip(first, numeric).contains { cell, isNumber in !isNumber && !cell.range.isEmpty }
    guard text else { return false }
    let below = second.map { FileNumber.value(bytes, in: $0.range) != nil }
    return numeric != below || !numeric.contains(true)
  }
}

/// What each column of a table is read for.
struct CSVSelection: Equatable, Sendable {
  /// The columns whose numbers are wanted, in the order asked for, counted from 0.
  var values: [Int]
  /// The column of labels.
  var labels: Int?

  /// The columns that the options name; without options, all of them in file order.
  init(_ layout: CSVLayout, _ options: DataFileOptions, path: String) throws(FileError) {
    labels = nil
    if let name = options.labels { labels = try Self.column(name, layout, path, option: "labels") }
    if let names = options.columns {
      values = []
      for name in names { values.append(try Self.column(name, layout, path, option: "columns")) }
    } else {
      values = Array(0..<layout.columns)
      values.removeAll { $0 == labels }
    }
    guard labels.map(values.contains) != true else {
      throw FileError(path, "the column of labels is among the columns= of numbers; name it in one of them only")
    }
    guard !values.isEmpty else {
      throw FileError(path, "no column of numbers is left; expected at least one besides the labels")
    }
  }

  /// The column of a name in the header line, or of a number from 1.
  private static func column(
    _ name: String, _ layout: CSVLayout, _ path: String, option: String
  ) throws(FileError) -> Int {
    let named = (layout.names ?? []).indices.filter { layout.names?[$0] == name }
    if let found = named.first {
      guard named.count == 1 else {
        throw FileError(
          path, at: .line(1, column: 1),
          "\(named.count) columns are called \(name.quoted()); give one by its number, \(option)=\(found + 1)")
      }
      return found
    }
    if let number = Int(name), (1...layout.columns).contains(number) { return number - 1 }
    let present = layout.names.map { "it has \($0.listed())" } ?? "it has no header line"
    throw FileError(
      path, at: .line(1, column: 1),
      "there is no column \(name.quoted()) for \(option)=; \(present); expected a name of the header or a number "
        + "from 1 to \(layout.columns)")
  }
}
