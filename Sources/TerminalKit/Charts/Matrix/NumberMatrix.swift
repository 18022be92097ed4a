import Platform

/// Numbers in rows and columns: a batch with its rows downwards and its channels across.
package struct NumberMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  private let value: @Sendable (_ row: Int, _ column: Int) -> Double
  private let knownRange: ValueRange?

  /// A matrix that is read where it is looked at; `value` is asked for rows and columns that there are, and no others.
  ///
  /// A matrix too large to be looked at whole comes with its range.
  package init(
    rows: Int, columns: Int, range: ValueRange? = nil,
    value: @escaping @Sendable (_ row: Int, _ column: Int) -> Double
  ) {
    knownRange = range
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    self.value = value
  }

  /// A matrix of numbers listed row after row; what the list is too short for is NaN.
  package init(rows: Int, columns: Int, _ values: [Double]) {
    self.init(rows: rows, columns: columns) { row, column in
      let index = row * max(0, columns) + column
      return values.indices.contains(index) ? values[index] : .nan
    }
  }

  package subscript(row: Int, column: Int) -> Double {
    (0..<rows).contains(row) && (0..<columns).contains(column) ? value(row, column) : .nan
  }

  /// The finite numbers' lowest and highest; `nil` if there is none.
  ///
  /// Looks at all of them, in view or not, so that what is seen does not change while it is scrolled.
  package var range: ValueRange? {
    if let knownRange { return knownRange }
    var low = Double.infinity
    var high = -Double.infinity
    for row in 0..<rows {
      for column in 0..<columns {
        let number = value(row, column)
        guard number.isFinite else { continue }
        low = min(low, number)
        high = max(high, number)
      }
    }
    return ValueRange(low, high)
  }
}

/// A place in a matrix, or the first one that is shown.
package struct MatrixCell: Hashable, Sendable {
  package var row: Int
  package var column: Int

  package static let first = MatrixCell(row: 0, column: 0)

  package init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

/// Where the parts of a matrix go on the screen, and which of its cells are shown: the way there and back.
package struct MatrixLayout: Hashable, Sendable {
  package let title: Area
  /// The numbers of the columns, above the cells.
  let columnLabels: Area
  /// The numbers of the rows, left of the cells, with a blank behind.
  let rowLabels: Area
  package let cells: Area
  /// The first cell shown: the one asked for, moved as little as needed to fill the room and to keep the cursor in view.
  package let first: MatrixCell
  package let rows: Int
  package let columns: Int
  let cellColumns: Int

  /// Lays out an area.
  ///
  /// Title, labels of columns and labels of rows are left out, in this order, where they would leave too little room.
  /// `cellColumns` is asked with the room there is for the cells.
  package init(
    _ area: Area, _ matrix: NumberMatrix, first: MatrixCell, cursor: MatrixCell?, cellColumns: (_ room: Int) -> Int
  ) {
    let (title, below) = area.splitRows(at: area.rows >= 3 ? 1 : 0)
    let (top, body) = below.splitRows(at: area.rows >= 4 ? 1 : 0)
    let labels = String(max(0, matrix.rows - 1)).columns + 1
    let (left, cells) = body.splitColumns(at: labels <= area.columns / 3 ? labels : 0)
    self.title = title
    columnLabels = top.splitColumns(at: left.columns).right
    rowLabels = left
    self.cells = cells
    self.cellColumns = max(1, min(cells.columns, cellColumns(cells.columns)))
    rows = min(matrix.rows, cells.rows)
    columns = min(matrix.columns, cells.columns / self.cellColumns)
    self.first = MatrixCell(
      row: Self.start(first.row, showing: rows, of: matrix.rows, keeping: cursor?.row),
      column: Self.start(first.column, showing: columns, of: matrix.columns, keeping: cursor?.column))
  }

  /// The first of `count` lines to show when `room` of them fit: the wished one, if nothing is left empty behind the
  /// last and the kept one is in view, else the nearest to it.
  package static func start(_ wished: Int, showing room: Int, of count: Int, keeping kept: Int?) -> Int {
    let start = min(max(0, wished), max(0, count - room))
    guard let kept, room > 0, count > 0 else { return start }
    let line = min(max(0, kept), count - 1)
    return min(max(start, line - room + 1), line)
  }

  /// The shown cell at a place of the screen, for a mouse; `nil` beside the cells.
  package func cell(at position: Position) -> MatrixCell? {
    let (column, row) = (position.column - cells.column, position.row - cells.row)
    guard column >= 0, row >= 0, row < rows, column / cellColumns < columns else { return nil }
    return MatrixCell(row: first.row + row, column: first.column + column / cellColumns)
  }

  /// Where a cell begins on the screen; `nil` if it is not shown.
  package func position(of cell: MatrixCell) -> Position? {
    guard cell.row >= first.row, cell.row - first.row < rows, cell.column >= first.column,
      cell.column - first.column < columns
    else { return nil }
    let column = cells.column + (cell.column - first.column) * cellColumns
    return Position(column: column, row: cells.row + cell.row - first.row)
  }

  /// Which part is shown, in words; empty if it is all.
  package func extent(of matrix: NumberMatrix) -> String {
    var parts: [String] = []
    if rows < matrix.rows, rows > 0 { parts.append("rows \(first.row)-\(first.row + rows - 1) of \(matrix.rows)") }
    if columns < matrix.columns, columns > 0 {
      parts.append("columns \(first.column)-\(first.column + columns - 1) of \(matrix.columns)")
    }
    return parts.joined(separator: ", ")
  }

  /// How much is shown of how much, where the words find no room; empty if it is all.
  func briefExtent(of matrix: NumberMatrix) -> String {
    rows < matrix.rows || columns < matrix.columns ? "\(rows)x\(columns) of \(matrix.rows)x\(matrix.columns)" : ""
  }

  /// Draws the numbers of rows and columns, those of columns right-aligned or not, as many as do not touch.
  func drawLabels(in frame: inout Frame, isRightAligned: Bool) {
    for row in 0..<min(rows, rowLabels.rows) {
      let text = String(first.row + row)
      let column = rowLabels.column + rowLabels.columns - 1 - text.columns
      if rowLabels.columns > 0 { frame.write(text, column: column, row: rowLabels.row + row, Style(.faint)) }
    }
    guard columnLabels.rows > 0 else { return }
    let widest = String(first.column + max(0, columns - 1)).columns
    let every = Self.labelSteps.first { $0 * cellColumns > widest } ?? .max
    for column in 0..<columns where (first.column + column) % every == 0 {
      let text = String(first.column + column)
      let start = column * cellColumns + (isRightAligned ? cellColumns - text.columns : 0)
      guard start >= 0, start + text.columns <= columnLabels.columns else { continue }
      frame.write(text, column: columnLabels.column + start, row: columnLabels.row, Style(.faint))
    }
  }

  private static let labelSteps = [1, 2, 5, 10, 20, 50, 100]
}
