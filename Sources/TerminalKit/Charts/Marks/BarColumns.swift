/// Bars side by side, a column each, with others behind them as ghosts.
struct BarColumns {
  /// How high each bar is, in steps of the glyphs' bars.
  let heights: [Int]
  /// The same of what lies behind; shorter where there is none.
  var ghosts: [Int] = []
  let style: Style
  /// What stands where no bar is; `nil` leaves what is there.
  var blank: Cell?

  func draw(in plot: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let bars = glyphs.barGlyphs.map { Cell($0, style) }
    let ghost = Cell(glyphs == .ascii ? "." : "\u{2591}", Style(.unlit, .dim))
    for (column, height) in heights.enumerated() {
      let behind = ghosts.indices.contains(column) ? ghosts[column] : 0
      for row in 0..<plot.rows {
        let below = (plot.rows - 1 - row) * bars.count
        let filled = min(bars.count, height - below)
        // Half a cell is as little as a ghost shows of itself.
        let cell = filled > 0 ? bars[filled - 1] : 2 * (behind - below) >= bars.count ? ghost : blank
        if let cell { frame.put(cell, column: plot.column + column, row: plot.row + row) }
      }
    }
  }
}
