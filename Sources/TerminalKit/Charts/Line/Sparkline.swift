/// The course of some values in one row, a column each: the latest ones, if there are more values than columns.
struct Sparkline: Sendable {
  var values: [Double]
  /// What the lowest and the highest bar stand for; `nil` is the range of the values shown.
  var range: ValueRange?
  var style = Style()

  /// Draws bars into the last row of an area; values that are not finite are blanks.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let shown = values.suffix(area.columns)
    guard let range = range ?? ValueRange(of: shown) else { return }
    let scale = AxisScale(range)
    let bars = glyphs.barGlyphs
    for (column, value) in shown.enumerated() {
      let step = min(max(scale.dot(value, among: bars.count), 0), Double(bars.count - 1))
      let cell = value.isFinite ? Cell(bars[Int(step + 0.5)], style) : Cell(" ", style.forBlanks)
      frame.put(cell, column: area.column + column, row: area.row + area.rows - 1)
    }
  }
}
