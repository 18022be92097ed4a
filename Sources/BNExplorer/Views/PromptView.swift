/// The line above the hints: the prompt with its candidates over it, or the last message.
enum PromptView {
  static func draw(_ state: ScreenState, in area: Area, above body: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    let message = state.message.map { ($0.text.firstLine, Style($0.isError ? .error : .ok, $0.isError ? .bold : [])) }
    if let (text, style) = message, text.columns > area.columns - 2,
      state.editor == nil || state.editor?.candidates.isEmpty == true
    {
      let isTyping = state.editor != nil
      drawLong(text, style, in: body, lastLine: isTyping ? nil : area, of: &frame)
      if isTyping, let editor = state.editor { drawPrompt(editor, prompt: ":", in: area, of: &frame) }
      return
    }
    guard let editor = state.editor else {
      if let (text, style) = message {
        frame.write(
          text.cut(to: area.columns - 2, ascii: state.glyphs == .ascii), column: area.column + 1, row: area.row,
          limit: area.columns - 1, style)
      } else {
        describeFocus(state, in: area, of: &frame)
      }
      return
    }
    drawPrompt(editor, prompt: ":", in: area, of: &frame)
    let rows = min(body.rows, min(8, editor.candidates.count))
    let list = body.splitRows(at: body.rows - rows).bottom
    drawCandidates(of: editor, in: list, of: &frame)
    if rows == 0, let (text, style) = message, body.rows > 0 {
      let line = body.splitRows(at: body.rows - 1).bottom
      frame.blank(out: line)
      frame.write(
        text.cut(to: line.columns - 2, ascii: state.glyphs == .ascii), column: line.column + 1, row: line.row,
        limit: line.columns - 1, style)
    }
  }

  /// A message of several lines stands over the panes: what to do is said at its end.
  private static func drawLong(
    _ text: String, _ style: Style, in body: Area, lastLine: Area?, of frame: inout Frame
  ) {
    let lines = Array(text.wrapped(to: max(1, body.columns - 2)).prefix(max(1, body.rows)))
    let above = lastLine == nil ? lines.count : lines.count - 1
    let place = body.splitRows(at: body.rows - above).bottom
    frame.blank(out: place)
    for (row, line) in lines.enumerated() {
      frame.write(line, column: place.column + 1, row: place.row + row, limit: place.columns - 1, style)
    }
  }

  /// With nothing else to say: what the chosen parameter is.
  private static func describeFocus(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    let parameter = state.focusedParameter
    let text = "\(parameter.rawValue) = \(parameter.text(in: state.session.configuration))   \(parameter.summary)"
    frame.write(
      text.cut(to: area.columns - 2, ascii: state.glyphs == .ascii), column: area.column + 1, row: area.row,
      limit: area.columns - 1, Style(.faint))
  }
}

extension String {
  fileprivate var firstLine: String { lines.first ?? "" }
}
