import Platform

/// What the first lines of a table say about the rest: the separator, the number of columns, their names if it has a
/// header line.
struct CSVLayout: Equatable, Sendable {
  var separator: UInt8
  var columns: Int
  /// The line that the number of columns is from.
  var line: Int
  /// The cells of the header line; `nil` when the first line already holds numbers.
  var names: [String]?
  /// Whether the names stand in a line of the table, and not in a comment above it.
  var hasHeader = false
  /// What a person should know of the first lines.
  var remarks: [FileRemark] = []

  /// Where the first row of numbers begins.
  var firstRow: CSVPosition

  /// The character that separates the cells of a line: a tab if it has one, else a semicolon, else a comma.
  ///
  /// Semicolons go before commas because they are used where the comma is the decimal point; where it is known to be,
  /// there are no commas.
  static func separator(of bytes: ArraySlice<UInt8>, decimalSign: UInt8 = FileNumber.point) -> UInt8 {
    var found: Set<UInt8> = []
    var quoted = false
    for byte in bytes {
      if byte == CSVCursor.quote { quoted.toggle() }
      guard !quoted else { continue }
      if byte == CSVCursor.lineFeed || byte == CSVCursor.carriageReturn { break }
      found.insert(byte)
    }
    let candidates = "\t;,".utf8.filter { $0 != decimalSign }
    return candidates.first(where: found.contains) ?? candidates[candidates.count - 1]
  }

  /// Looks at the first lines of a table that is known not to be empty.
  init(_ cursor: CSVCursor, _ opening: CSVOpening, header: Bool?) throws(FileError) {
    var cursor = cursor
    separator = cursor.separator
    line = cursor.place.line
    let start = cursor.place
    let first = try cursor.row()
    let below = cursor.place
    cursor.skipComments()
    let unitLine = cursor.place.line
    let second = cursor.isAtEnd ? [] : try cursor.row()
    columns = first.count
    firstRow = start
    guard header ?? Self.isHeader(first, before: second, in: cursor) else {
      names = header == nil ? opening.names(for: columns, in: cursor) : nil
      if header == nil, names == nil { remarks = Self.doubts(about: first, before: second, in: cursor) }
      return
    }
    names = first.map { cursor.text(of: $0) }
    hasHeader = true
    firstRow = below
    let behindUnits = cursor.place
    cursor.skipComments()
    guard Self.isText(second, columns, in: cursor), !cursor.isAtEnd else { return }
    let third = try cursor.row()
    guard third.contains(where: { cursor.value(of: $0) != nil }) else { return }
    firstRow = behindUnits
    let units = second.map { cursor.text(of: $0) }
    remarks.append(
      FileRemark(
        at: .line(unitLine, column: 1), "the line below the names has no number (\(units.listed())); left out as units")
    )
  }

  /// Whether the first of two rows names the columns.
  ///
  /// It does when it holds text, unless the row below it has its numbers in the same columns: then the text is a column
  /// of labels, and both are rows of data.
  private static func isHeader(_ first: [CSVCell], before second: [CSVCell], in cursor: CSVCursor) -> Bool {
    let numeric = first.map { cursor.value(of: $0) != nil }
    let text = zip(first, numeric).contains { cell, isNumber in
      !isNumber && !TableText.isMissing(cursor.bytes, in: cell.range)
    }
    guard text else { return false }
    let below = second.map { cursor.value(of: $0) != nil }
    return numeric != below || !numeric.contains(true)
  }

  /// Whether a line says something and has neither a number nor a word for a missing one.
  private static func isText(_ cells: [CSVCell], _ columns: Int, in cursor: CSVCursor) -> Bool {
    guard cells.count == columns, cells.contains(where: { !$0.range.isEmpty }) else { return false }
    return cells.allSatisfy { cell in
      cell.range.isEmpty
        || (cursor.value(of: cell) == nil && !TableText.isMissing(cursor.bytes, in: cell.range))
    }
  }

  /// Years in a row in the first line, and numbers from 0 as pandas has them for names, are rarely data.
  private static func doubts(
    about first: [CSVCell], before second: [CSVCell], in cursor: CSVCursor
  ) -> [FileRemark] {
    guard second.count == first.count, let start = countsUp(first, in: cursor) else { return [] }
    let areYears = years.contains(start)
    guard areYears || (first.count > 2 && start == 0) else { return [] }
    // Where the next line goes on like that, both are data.
    if let next = countsUp(second, in: cursor), years.contains(next) == areYears { return [] }
    let names = first.map { cursor.text(of: $0) }
    return [
      FileRemark(
        at: cursor.filePlace(first[0].start),
        "the first line (\(names.listed(limit: 3))) counts as data; if it names the columns, load it with header=on")
    ]
  }

  private static let years = 1800.0..<2200

  /// The first number of several cells that are whole numbers, each one more than the one before; `nil` where they are not.
  private static func countsUp(_ cells: [CSVCell], in cursor: CSVCursor) -> Double? {
    let numbers = cells.compactMap { cursor.value(of: $0) }
    guard numbers.count == cells.count, numbers.count > 1, numbers[0] == numbers[0].rounded() else { return nil }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 } ? numbers[0] : nil
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
      for name in names { values += try Self.columns(name, layout, path) }
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

  /// The column of a name, or columns from one number to another, such as 1-6.
  private static func columns(
    _ name: String, _ layout: CSVLayout, _ path: String
  ) throws(FileError) -> [Int] {
    let ends = name.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard layout.names?.contains(name) != true, ends.count == 2, let first = ends[0], let last = ends[1],
      first >= 1, first <= last, last <= layout.columns
    else { return [try column(name, layout, path, option: "columns")] }
    return Array(first - 1..<last)
  }

  /// The column of a name in the header line, or of a number from 1.
  private static func column(
    _ name: String, _ layout: CSVLayout, _ path: String, option: String
  ) throws(FileError) -> Int {
    let named = (layout.names ?? []).indices.filter { layout.names?[$0] == name }
    if let found = named.first {
      guard named.count == 1 else {
        throw FileError(
          path, at: .line(layout.line, column: 1),
          "\(named.count) columns are called \(name.quoted()); give one by its number, \(option)=\(found + 1)")
      }
      return found
    }
    if let number = Int(name), (1...layout.columns).contains(number) { return number - 1 }
    let present =
      layout.names.map { "it has \($0.listed())" } ?? "it has no header line; if its first line is one, add header=on"
    throw FileError(
      path, at: .line(layout.line, column: 1),
      "there is no column \(name.quoted()) for \(option)=; \(present); expected a name of the header or a number "
        + "from 1 to \(layout.columns)")
  }
}
