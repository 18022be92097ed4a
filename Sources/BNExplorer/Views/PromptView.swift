/// The line above the hints: the prompt with its candidates over it, or the last message.
enum PromptView {
  static func draw(_ state: ScreenState, in area: Area, above body: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    if let editor = state.editor {
      drawPrompt(editor, prompt: ":", in: area, of: &frame)
      let rows = min(body.rows, min(8, editor.candidates.count))
      drawCandidates(of: editor, in: body.splitRows(at: body.rows - rows).bottom, of: &frame)
      if rows == 0, body.rows > 0 { draw(state.message, endingIn: body, of: &frame) }
    } else if let message = state.message {
      let whole = Area(column: body.column, row: body.row, columns: area.columns, rows: body.rows + 1)
      draw(message, endingIn: area.row == body.row + body.rows ? whole : area, of: &frame)
    } else {
      describeFocus(state, in: area, of: &frame)
    }
  }

  /// A message ends in an area's last row; one too long for it stands over the rows above, since what to do is said at
  /// its end.
  private static func draw(_ message: ScreenState.Message?, endingIn area: Area, of frame: inout Frame) {
    guard let message else { return }
    let style = Style(message.isError ? .error : .ok, message.isError ? .bold : [])
    let room = max(1, area.columns - 2)
    let text = message.text.firstLine
    let lines = (text.columns <= room ? [text] : text.wrapped(to: room)).prefix(area.rows)
    let place = area.splitRows(at: area.rows - lines.count).bottom
    frame.blank(out: place)
    for (row, line) in lines.enumerated() {
      frame.write(line, column: place.column + 1, row: place.row + row, limit: place.columns - 1, style)
    }
  }

  /// With nothing else to say: what the chosen parameter is, or the focused pane.
  private static func describeFocus(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let parameter = state.focusedParameter
    let pane = state.focusedPane
    let text =
      pane == .parameters
      ? "\(parameter.rawValue) = \(parameter.text(in: state.session.configuration))   \(parameter.summary)"
      : "\(pane.rawValue)   \(pane.summary)"
    frame.write(
      text.cut(to: area.columns - 2, ascii: state.glyphs == .ascii), column: area.column + 1, row: area.row,
      limit: area.columns - 1, Style(.faint))
  }
}

extension String {
  fileprivate var firstLine: String { lines.first ?? "" }
}
