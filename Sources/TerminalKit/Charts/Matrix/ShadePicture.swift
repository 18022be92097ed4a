/// A picture in shades, two columns for each pixel: the light of a terminal is on dark, so that the high end is lit.
package struct ShadePicture: Sendable {
  package var matrix: NumberMatrix
  package var lowStyle: Style
  package var highStyle: Style

  package init(matrix: NumberMatrix, lowStyle: Style, highStyle: Style) {
    self.matrix = matrix
    self.lowStyle = lowStyle
    self.highStyle = highStyle
  }

  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    let scale = HeatScale(matrix.range, isSymmetric: false, glyphs: glyphs, lowStyle, highStyle)
    for row in 0..<min(area.rows, matrix.rows) {
      for column in 0..<min(area.columns, 2 * matrix.columns) {
        let cell = scale.cell(matrix[row, column / 2])
        frame.put(cell, column: area.column + column, row: area.row + row)
      }
    }
  }
}
