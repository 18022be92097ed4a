import TerminalKit
import BNFiles

/// The palette over the panes: what is looked for, and below it what can be done with the key that does it.
enum PaletteView {
  static func draw(_ palette: Palette, in body: Area, _ glyphs: GlyphLevel, of frame: inout Frame) {
    guard !body.isEmpty else { return }
    frame.blank(out: body)
    let (top, rest) = body.splitRows(at: body.rows > 2 ? 1 : 0)
    PaneTitle.draw("Palette  \(palette.matches.count) of \(palette.entries.count)", in: top, glyphs, of: &frame)
    let (field, list) = rest.splitRows(at: 1)
    let first = min(max(0, palette.selection - list.rows / 2), max(0, palette.matches.count - list.rows))
    let shown = palette.matches.enumerated().dropFirst(first).prefix(list.rows)
    // Names that are no longer than half of the screen decide where the summaries begin.
    let widest = min(list.columns / 2, palette.entries.map(\.line.count).max() ?? 0)
    for (row, (index, entry)) in shown.enumerated() {
      let line = Area(column: list.column, row: list.row + row, columns: list.columns, rows: 1)
      draw(entry, isChosen: index == palette.selection, widest, glyphs, in: line, of: &frame)
    }
    if palette.matches.isEmpty {
      frame.write(
        "nothing is called so; Backspace, or Esc closes", column: list.column + 1, row: list.row, Style(.faint))
    }
    // Last, so that the hardware cursor is where is typed.
    drawPrompt(palette.editor, prompt: " find: ", in: field, of: &frame)
  }

  private static func draw(
    _ entry: Palette.Entry, isChosen: Bool, _ widest: Int, _ glyphs: GlyphLevel, in line: Area, of frame: inout Frame
  ) {
    let emphasis: Style.Emphasis = isChosen ? .reverse : []
    frame.blank(out: line, Style(.text, emphasis))
    let keys = line.columns >= 30 ? 7 : 0
    frame.write(entry.key, column: line.column + 1, row: line.row, limit: max(0, keys - 1), Style(.key, emphasis))
    let name = entry.line + (entry.isOpen ? " .." : "")
    let end = line.columns - keys - 1
    frame.write(
      name.cut(to: end, ascii: glyphs == .ascii), column: line.column + 1 + keys, row: line.row, limit: max(0, end),
      Style(.text, emphasis))
    let gap = max(widest, name.count) + 2
    frame.write(
      entry.summary.cut(to: end - gap, ascii: glyphs == .ascii), column: line.column + 1 + keys + gap, row: line.row,
      limit: max(0, end - gap), Style(.faint, emphasis))
  }
}
