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
    let last = max(0, page.lines.count - text.rows)
    let first = page.isAtEnd ? last : min(page.scroll, last)
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
      let place = Area(column: text.column + 1, row: text.row + row, columns: text.columns - 1, rows: 1)
      mark(page.query, in: line, at: place, of: &frame)
    }
  }

  /// Shows where the text that is looked for stands in a line.
  private static func mark(_ query: PageQuery, in line: String, at place: Area, of frame: inout Frame) {
    let bytes = Array(line.utf8)
    for range in query.ranges(in: line) {
      let before = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).columns
      let width = String(decoding: bytes[range], as: UTF8.self).columns
      for column in place.column + before..<place.column + before + width where column < place.column + place.columns {
        guard var cell = frame[column, place.row] else { continue }
        cell.style.emphasis.insert(.reverse)
        frame.put(cell, column: column, row: place.row)
      }
    }
  }
}
