/// A small picture in black and white, two pixels of it in each cell: what is above the middle of the range is lit.
package struct HalfBlockPicture: Sendable {
  package var matrix: NumberMatrix
  package var style: Style

  package init(matrix: NumberMatrix, style: Style) {
    self.matrix = matrix
    self.style = style
  }

  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard let range = matrix.range, range.low < range.high else { return }
    let middle = range.low / 2 + range.high / 2
    func isLit(_ row: Int, _ column: Int) -> Bool { row < matrix.rows && matrix[row, column] > middle }
    for row in 0..<min(area.rows, (matrix.rows + 1) / 2) {
      for column in 0..<min(area.columns, matrix.columns) {
        let glyph: Character? =
          switch (isLit(2 * row, column), isLit(2 * row + 1, column)) {
          case (true, true): glyphs == .ascii ? "#" : "█"
          case (true, false): glyphs == .ascii ? "'" : "▀"
          case (false, true): glyphs == .ascii ? "." : "▄"
          case (false, false): nil
          }
        if let glyph { frame.put(Cell(glyph, style), column: area.column + column, row: area.row + row) }
      }
    }
  }
}
