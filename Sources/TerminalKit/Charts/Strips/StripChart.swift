/// How the values of several groups are spread: a row for each, all over one axis.
///
/// A line from the least value to the largest, a thick one between the quartiles, and a mark at the mean: bars of every
/// place and length can be compared at a glance.
package struct StripChart: Sendable {
  /// One row.
  package struct Strip: Sendable {
    package var label: String
    /// `nil` where there is nothing to show.
    package var spread: SpreadSummary?
    package var isChosen = false

    package init(_ label: String, _ spread: SpreadSummary?, isChosen: Bool = false) {
      self.label = label
      self.spread = spread
      self.isChosen = isChosen
    }
  }

  package var strips: [Strip]
  package var scale: AxisScale
  package var style: Style
  /// Values marked behind the strips from top to bottom, as far as they are in view.
  package var guides: [Double]

  package init(strips: [Strip], scale: AxisScale, style: Style, guides: [Double] = []) {
    self.strips = strips
    self.scale = scale
    self.style = style
    self.guides = guides
  }

  /// Draws as many rows as find room, their labels in the first columns.
  package func draw(in area: Area, labelColumns: Int, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    let (labels, plot) = area.splitColumns(at: min(labelColumns, area.columns))
    guard plot.columns > 0 else { return }
    ColumnGuides.draw(guides, scale, in: plot, of: &frame, glyphs: glyphs)
    for (row, strip) in strips.prefix(area.rows).enumerated() {
      let emphasis: Style.Emphasis = strip.isChosen ? [.bold, .reverse] : []
      frame.write(
        strip.label.paddedLeft(to: labelColumns - 1), column: labels.column, row: labels.row + row,
        limit: max(0, labels.columns - 1), Style(strip.isChosen ? .accent : .faint, emphasis))
      draw(
        strip, in: Area(column: plot.column, row: plot.row + row, columns: plot.columns, rows: 1), of: &frame, glyphs)
    }
  }

  private func draw(_ strip: Strip, in line: Area, of frame: inout Frame, _ glyphs: GlyphLevel) {
    guard let spread = strip.spread else { return }
    let pieces = glyphs.strip
    let style = strip.isChosen ? Style(style.role, style.emphasis.union(.bold)) : style
    func column(_ value: Double) -> Int { scale.column(of: value, among: line.columns) }
    func fill(_ from: Double, _ to: Double, _ glyph: Character) {
      let (start, end) = (max(0, column(from)), min(line.columns - 1, column(to)))
      guard start <= end else { return }
      for place in start...end { frame.put(Cell(glyph, style), column: line.column + place, row: line.row) }
    }
    fill(spread.range.low, spread.range.high, pieces.range)
    fill(spread.lowerQuartile, spread.upperQuartile, pieces.quartiles)
    let mean = column(spread.mean)
    guard (0..<line.columns).contains(mean) else { return }
    frame.put(Cell(pieces.mean, Style(.accent, .bold)), column: line.column + mean, row: line.row)
  }
}

extension AxisScale {
  /// The column of a value among some; −1 or `count` for one that is out of view.
  package func column(of value: Double, among count: Int) -> Int {
    let place = fraction(value)
    guard place >= 0 else { return -1 }
    guard place <= 1 else { return count }
    return Int(dot(value, among: count) + 0.5)
  }
}

extension GlyphLevel {
  /// What a strip is made of.
  fileprivate var strip: (range: Character, quartiles: Character, mean: Character) {
    self == .ascii ? ("-", "=", "#") : ("─", "━", "┃")
  }
}
