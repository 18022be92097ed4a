/// Draws the line being typed into the first row of an area: prompt, text, suggestion, cursor.
///
/// A line too long for the row is scrolled sideways with `<` and `>` where it goes on. The hardware cursor follows the
/// cursor of the line, which is what a screen reader reads.
package func drawPrompt(_ editor: LineEditor, prompt: String, in area: Area, of frame: inout Frame) {
  guard !area.isEmpty else { return }
  let row = area.splitRows(at: 1).top
  frame.blank(out: row)
  let label = searchLabel(of: editor) ?? (prompt, Style(.accent, .bold))
  let used = drawLabel(label.text, label.style, in: row, of: &frame)
  let rest = row.splitColumns(at: used).right
  drawText(of: editor, in: rest, of: &frame)
}

/// What stands in place of the prompt while the history is searched.
private func searchLabel(of editor: LineEditor) -> (text: String, style: Style)? {
  guard let search = editor.search else { return nil }
  return search.failed
    ? ("not found '\(search.query)': ", Style(.warning, .bold))
    : ("search '\(search.query)': ", Style(.accent, .bold))
}

/// Draws the prompt, at most so wide that half of a narrow row is left for the text.
private func drawLabel(_ text: String, _ style: Style, in row: Area, of frame: inout Frame) -> Int {
  let width = text.reduce(0) { $0 + $1.columns }
  let limit = width + 8 <= row.columns ? width : min(width, row.columns / 2)
  return frame.write(text, column: row.column, row: row.row, limit: limit, style)
}

/// What is in view, cut where a selection begins and ends.
private func pieces(of range: Range<Int>, selection: Range<Int>?) -> [Range<Int>] {
  guard let selected = selection?.clamped(to: range), !selected.isEmpty else { return [range] }
  return [range.lowerBound..<selected.lowerBound, selected, selected.upperBound..<range.upperBound]
}

private func drawText(of editor: LineEditor, in area: Area, of frame: inout Frame) {
  let characters = editor.buffer.characters
  let window = LineWindow(widths: characters.map(\.columns), cursor: editor.cursor, columns: area.columns)
  var column = area.column
  let end = area.column + area.columns
  for piece in pieces(of: window.range, selection: editor.selection) where column < end {
    let style = Style(.text, piece == editor.selection?.clamped(to: window.range) ? .reverse : [])
    column += frame.write(String(characters[piece]), column: column, row: area.row, limit: end - column, style)
  }
  if let suggestion = editor.suggestion {
    frame.write(suggestion, column: column, row: area.row, limit: end - column, Style(.faint, .dim))
  }
  let mark = Cell("<", Style(.faint, .dim))
  if window.range.lowerBound > 0, window.cursorColumn > 1 { frame.put(mark, column: area.column, row: area.row) }
  if window.range.upperBound < characters.count, window.cursorColumn + 2 < area.columns {
    frame.put(Cell(">", mark.style), column: end - 1, row: area.row)
  }
  let place = Position(column: area.column + min(window.cursorColumn, max(0, area.columns - 1)), row: area.row)
  if frame[place.column, place.row] != nil { frame.cursor = place }
}
