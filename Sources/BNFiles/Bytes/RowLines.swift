/// The lines of a text that the rows of its table stand in, where lines without a row lie between them.
package struct RowLines: Equatable, Sendable {
  /// Rows whose line is not the one behind the line of the row before, and these lines.
  private var rows: [Int] = []
  private var lines: [Int] = []
  private var count = 0

  package init() {}

  /// The next row stands in a line, counted from 1.
  package mutating func add(line: Int) {
    if rows.last.map({ lines[lines.count - 1] + count - $0 }) != line {
      rows.append(count)
      lines.append(line)
    }
    count += 1
  }

  /// The line of a row, which there is.
  package subscript(row: Int) -> Int {
    // The last run that begins at the row or before it.
    var (low, high) = (0, rows.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if rows[middle] <= row { low = middle } else { high = middle }
    }
    return lines[low] + row - rows[low]
  }
}
