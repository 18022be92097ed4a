/// How many values lie in each column of an axis, as bars: a histogram that shares its columns with what stands below it.
package struct ColumnBars: Sendable {
  package var values: [Double]
  package var scale: AxisScale
  package var style: Style
  package var guides: [Double]

  package init(values: [Double], scale: AxisScale, style: Style, guides: [Double] = []) {
    self.values = values
    self.scale = scale
    self.style = style
    self.guides = guides
  }

  /// The number of values in each of some columns; what is out of view or not finite is left out.
  package func counts(columns: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: max(0, columns))
    for value in values where value.isFinite {
      let column = scale.column(of: value, among: columns)
      if counts.indices.contains(column) { counts[column] += 1 }
    }
    return counts
  }

  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    ColumnGuides.draw(guides, scale, in: area, of: &frame, glyphs: glyphs)
    let counts = counts(columns: area.columns)
    let steps = area.rows * glyphs.barGlyphs.count
    let most = counts.max() ?? 0
    BarColumns(heights: counts.map { BarHeight.steps($0, of: most, in: steps) }, style: style)
      .draw(in: area, of: &frame, glyphs: glyphs)
  }
}

/// Values of an axis marked from top to bottom of a plot.
enum ColumnGuides {
  static func draw(
    _ values: [Double], _ scale: AxisScale, in plot: Area, of frame: inout Frame, glyphs: GlyphLevel
  ) {
    let cell = Cell(glyphs == .ascii ? ":" : "┊", Style(.border))
    for value in values {
      let column = scale.column(of: value, among: plot.columns)
      guard (0..<plot.columns).contains(column) else { continue }
      for row in 0..<plot.rows { frame.put(cell, column: plot.column + column, row: plot.row + row) }
    }
  }
}

/// The axis below strips and bars, with its values.
package struct StripAxis: Sendable {
  package var scale: AxisScale

  package init(_ scale: AxisScale) { self.scale = scale }

  /// Draws the line, and below it the labels where the area has a second row.
  package func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let ticks = Ticks.on(scale, limit: max(2, area.columns / 8))
    let labels = ticks.map { ($0.label, scale.column(of: $0.value, among: area.columns)) }
    HorizontalAxis(labels, columns: area.columns).draw(in: area, of: &frame, glyphs: glyphs, hasCorner: false)
  }
}
