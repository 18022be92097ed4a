import Platform

/// A width and a height in terminal cells.
package struct Size: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A cell's place: column and row, both from 0 at the top left.
package struct Position: Hashable, Sendable {
  package var column: Int
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// A rectangle of cells.
///
/// Its extents are never negative, so every loop over it is total.
package struct Area: Hashable, Sendable {
  package var column: Int
  package var row: Int
  package private(set) var columns: Int
  package private(set) var rows: Int

  package init(column: Int = 0, row: Int = 0, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  package init(_ size: Size) { self.init(columns: size.columns, rows: size.rows) }

  package var isEmpty: Bool { columns == 0 || rows == 0 }

  package func contains(_ place: Position) -> Bool {
    (column..<column + columns).contains(place.column) && (row..<row + rows).contains(place.row)
  }

  /// Cuts the area at a row counted from its top: what lies above, and the rest.
  package func splitRows(at count: Int) -> (top: Area, bottom: Area) {
    let cut = min(max(0, count), rows)
    return (
      Area(column: column, row: row, columns: columns, rows: cut),
      Area(column: column, row: row + cut, columns: columns, rows: rows - cut)
    )
  }

  /// Cuts the area at a column counted from its left: what lies left, and the rest.
  package func splitColumns(at count: Int) -> (left: Area, right: Area) {
    let cut = min(max(0, count), columns)
    return (
      Area(column: column, row: row, columns: cut, rows: rows),
      Area(column: column + cut, row: row, columns: columns - cut, rows: rows)
    )
  }
}

/// One drawn screen: a value that tests compare, terminals show and exporters write.
///
/// Drawing outside the frame is cut off, never an error, so that every view is at home in any rectangle.
package struct Frame: Hashable, Sendable {
  package let size: Size
  package private(set) var cells: [Cell]
  /// Whether a wide character was ever put: without one nobody needs to look for halves.
  private(set) var hasWide = false
  /// Where the hardware cursor stands; `nil` hides it.
  package var cursor: Position?

  package init(size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
  }

  package var area: Area { Area(size) }

  package subscript(column: Int, row: Int) -> Cell? {
    guard (0..<size.columns).contains(column), (0..<size.rows).contains(row) else { return nil }
    return cells[row * size.columns + column]
  }

  /// Writes one cell.
  ///
  /// Overwriting half of a wide character blanks the other half.
  package mutating func put(_ cell: Cell, column: Int, row: Int) {
    guard (0..<size.columns).contains(column), (0..<size.rows).contains(row) else { return }
    let index = row * size.columns + column
    if hasWide || cell.isContinuation { breakPairs(at: index, column, for: cell) }
    cells[index] = cell
  }

  /// Blanks what is left of a wide character when half of it is overwritten.
  private mutating func breakPairs(at index: Int, _ column: Int, for cell: Cell) {
    hasWide = true
    if cells[index].isContinuation, !cell.isContinuation, column > 0 {
      cells[index - 1].glyph = " "
    }
    if column + 1 < size.columns, cells[index + 1].isContinuation {
      cells[index + 1].glyph = " "
    }
  }

  /// Writes text from a place to the right, cut off at `limit` columns and at the frame's edge.
  ///
  /// - Returns: the number of columns written.
  @discardableResult
  package mutating func write(
    _ text: some StringProtocol, column: Int, row: Int, limit: Int = .max, _ style: Style = Style()
  ) -> Int {
    if let count = text.plainCount { return writePlain(text, count, column, row, limit, style) }
    var used = 0
    for character in text {
      let width = character.columns
      guard width > 0 else { continue }
      guard used + width <= limit, column + used + width <= size.columns else { break }
      put(Cell(character, style), column: column + used, row: row)
      if width == 2 {
        // Half of a wide character to the left of the frame leaves a blank inside it.
        let other = column + used < 0 ? " " : Cell.continuationGlyph
        put(Cell(other, style), column: column + used + 1, row: row)
      }
      used += width
    }
    return used
  }

  /// Writes plain scalars, which is most of what there is, without taking the text apart into characters.
  private mutating func writePlain(
    _ text: some StringProtocol, _ count: Int, _ column: Int, _ row: Int, _ limit: Int, _ style: Style
  ) -> Int {
    let used = max(0, min(count, limit, size.columns - column))
    var offset = 0
    for scalar in text.unicodeScalars {
      guard offset < used else { break }
      put(Cell(scalar: scalar, style), column: column + offset, row: row)
      offset += 1
    }
    return used
  }

  /// The cells of a row.
  func row(_ row: Int) -> [Cell] { Array(cells[row * size.columns..<(row + 1) * size.columns]) }

  /// The rows as text, without styles, trailing blanks removed.
  package var text: [String] {
    (0..<size.rows).map { row in
      var line = ""
      for cell in cells[row * size.columns..<(row + 1) * size.columns] where !cell.isContinuation {
        line.append(cell.glyph)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
