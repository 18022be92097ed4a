/// The course of some values in one row, a column each: the latest ones, if there are more values than columns.
package struct Sparkline: Sendable {
  var values: [Double]
  /// What the lowest and the highest bar stand for; `nil` is the range of the values shown.
  var range: ValueRange?
  var style = Style()
  /// Whether what has no height is marked: `!` for a value that is not finite, `0` for minus infinity, as the logarithm of
  /// nothing is; else such values are blanks.
  var marksOdd = false

  init(values: [Double], range: ValueRange? = nil, style: Style = Style()) {
    self.values = values
    self.range = range
    self.style = style
  }

  /// Values of which those without a height are marked.
  package init(marking values: [Double], range: ValueRange?, style: Style) {
    self.init(values: values, range: range, style: style)
    marksOdd = true
  }

  /// Draws bars into the last row of an area.
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let shown = values.suffix(area.columns)
    let scale = (range ?? ValueRange(of: shown)).map { AxisScale($0) }
    guard marksOdd || scale != nil else { return }
    let bars = glyphs.barGlyphs
    for (column, value) in shown.enumerated() {
      frame.put(cell(value, bars, scale), column: area.column + column, row: area.row + area.rows - 1)
    }
  }

  private func cell(_ value: Double, _ bars: [Character], _ scale: AxisScale?) -> Cell {
    guard value.isFinite, let scale else {
      guard marksOdd else { return Cell(" ", style.forBlanks) }
      return value == -.infinity ? Cell("0", Style(.warning, .bold)) : Cell("!", Style(.error, .bold))
    }
    // Numbers that are all the same are neither low nor high.
    if marksOdd, let range, range.low == range.high { return Cell(bars[bars.count / 2], style) }
    let step = min(max(scale.dot(value, among: bars.count), 0), Double(bars.count - 1))
    return Cell(bars[Int(step + 0.5)], style)
  }
}
