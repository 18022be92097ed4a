/// A bar from left to right that is filled in part: progress, accuracy, a share of channels.
struct Gauge: Sendable {
  /// From 0 to 1; what lies outside fills nothing or all, and what is no number nothing.
  var fraction: Double
  var style = Style()

  /// Fills the first row of an area.
  func draw(in area: Area, of frame: inout Frame, glyphs: GlyphLevel) {
    let area = area.visible(in: frame)
    guard !area.isEmpty else { return }
    let steps = glyphs.gaugeGlyphs
    let part = fraction.isNaN ? 0 : min(max(0, fraction), 1)
    let filled = Int((part * Double(area.columns * steps.count)).rounded())
    for column in 0..<area.columns {
      let here = min(steps.count, filled - column * steps.count)
      let cell = here > 0 ? Cell(steps[here - 1], style) : Cell(" ", style.forBlanks)
      frame.put(cell, column: area.column + column, row: area.row)
    }
  }
}
