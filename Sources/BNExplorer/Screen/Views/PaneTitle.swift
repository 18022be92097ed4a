import TerminalKit

/// The heading of a pane: its title in a line.
enum PaneTitle {
  static func draw(_ title: String, in area: Area, _ glyphs: GlyphLevel, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let line: Character = glyphs == .ascii ? "-" : "─"
    frame.fill(area.splitRows(at: 1).top, with: Cell(line, Style(.border)))
    frame.write(" \(title) ", column: area.column + 1, row: area.row, limit: area.columns - 2, Style(.title, .bold))
  }
}
