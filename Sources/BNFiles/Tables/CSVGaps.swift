import Platform

/// The cells of a table that have no number, and what became of them.
struct CSVGaps {
  /// The first of them.
  private(set) var first: (column: Int, place: CSVPosition)?
  private var rowsLeftOut = 0
  /// The places among the array's numbers that are to be filled.
  private var toFill: [Int] = []
  /// The columns of the present row's gaps.
  private var inRow: [Int] = []

  var isInRow: Bool { !inRow.isEmpty }

  @inline(__always)
  mutating func beginRow() {
    if !inRow.isEmpty { inRow.removeAll(keepingCapacity: true) }
  }

  mutating func add(column: Int, at place: CSVPosition) {
    if first == nil { first = (column, place) }
    inRow.append(column)
  }

  /// The present row does not go into the array.
  mutating func leaveOut() { rowsLeftOut += 1 }

  /// The present row goes into the array, behind so many numbers.
  @inline(__always)
  mutating func keepRow(from count: Int, _ columns: [Int]) {
    if inRow.isEmpty { return }
    for (offset, column) in columns.enumerated() where inRow.contains(column) { toFill.append(count + offset) }
  }

  /// Gives each gap the mean of the other finite numbers of its column.
  ///
  /// - Throws: that a column has none.
  func fill(
    _ values: inout [Double], width: Int, name: (Int) -> String, failure: (CSVPosition, String) -> FileError
  ) throws(FileError) {
    guard !toFill.isEmpty, let first else { return }
    var means: [Int: Double] = [:]
    for column in Set(toFill.map { $0 % width }) {
      let numbers = stride(from: column, to: values.count, by: width).map { values[$0] }.filter(\.isFinite)
      guard !numbers.isEmpty else {
        throw failure(
          first.place, "\(name(column)) has no number to take the mean of; choose others with columns=")
      }
      means[column] = numbers.reduce(0, +) / Double(numbers.count)
    }
    for place in toFill { values[place] = means[place % width] ?? .nan }
  }

  /// What a person should know of it.
  func remark(in cursor: CSVCursor, _ name: (Int) -> String) -> FileRemark? {
    guard let first else { return nil }
    let what =
      rowsLeftOut > 0
      ? "\(counted(rowsLeftOut, "line")) left out for a missing number, the first"
      : "\(counted(toFill.count, "missing number")) filled with the mean of the column, the first"
    return FileRemark(at: cursor.filePlace(first.place), "\(what) in \(name(first.column))")
  }
}

/// The numbers of a table that are not finite.
struct CSVNonFinite {
  private var first: (value: Double, column: Int, place: CSVPosition)?
  private var count = 0
  private var firstInRow: (value: Double, column: Int, place: CSVPosition)?
  private var countInRow = 0

  @inline(__always)
  mutating func beginRow() {
    if countInRow > 0 { (firstInRow, countInRow) = (nil, 0) }
  }

  mutating func add(_ value: Double, column: Int, at place: CSVPosition) {
    if countInRow == 0 { firstInRow = (value, column, place) }
    countInRow += 1
  }

  /// The present row goes into the array.
  @inline(__always)
  mutating func keepRow() {
    if countInRow == 0 { return }
    if first == nil { first = firstInRow }
    count += countInRow
  }

  /// What a person should know of it.
  func remark(in cursor: CSVCursor, _ name: (Int) -> String) -> FileRemark? {
    guard let first else { return nil }
    var again = cursor
    again.place = first.place
    let said = (try? again.cell()).map { cursor.text(of: $0) } ?? "\(first.value)"
    let others = count > 1 ? ", and \(count - 1) more" : ""
    let remedy = first.value.isNaN ? "; missing=drop leaves its line out, missing=mean fills it" : "; correct it"
    return FileRemark(
      at: cursor.filePlace(first.place),
      "\(said.quoted()) in \(name(first.column)) is not finite\(others): moving statistics never recover from it\(remedy)"
    )
  }
}
