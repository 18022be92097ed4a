import TerminalKit

/// A page of text over the panes.
enum OverlayView {
  /// How many lines of a page fit a screen; at least one, so that scrolling always gets on.
  static func rows(_ state: ScreenState, size: Size) -> Int {
    max(1, ScreenView.Layout(state, size: size).body.rows - 1)
  }

  /// Where a page stands.
  static func area(_ state: ScreenState, size: Size) -> Area { ScreenView.Layout(state, size: size).body }

  static func draw(
    _ page: ScreenState.Overlay, in body: Area, _ glyphs: GlyphLevel, of frame: inout Frame
  ) {
    guard !body.isEmpty else { return }
    frame.blank(out: body)
    let (top, text) = body.splitRows(at: 1)
    // The last lines fill the page; there is nothing below them to scroll to.
    let first = min(page.scroll, max(0, page.lines.count - text.rows))
    let shown = page.lines.dropFirst(first).prefix(text.rows)
    let place = page.lines.count > text.rows ? "  lines \(first + 1)-\(first + shown.count) of \(page.lines.count)" : ""
    // Where reading goes on, for those who follow the cursor.
    if !text.isEmpty { frame.cursor = Position(column: text.column, row: text.row) }
    PaneTitle.draw(page.title + place, in: top, glyphs, of: &frame)
    for (row, line) in shown.enumerated() {
      let isHeading = line.first?.isUppercase == true
      frame.write(
        line.cut(to: text.columns - 1, ascii: glyphs == .ascii), column: text.column + 1, row: text.row + row,
        limit: text.columns - 1,
        isHeading ? Style(.title, .bold) : Style())
    }
  }
}
