import Platform

/// Paints the line being typed in plain ANSI, on the row where the cursor is and the rows below.
///
/// Only relative moves are used, so the line can stand anywhere on the screen and the output above stays as it is.
enum LinePainter {
  /// What a key gets that does nothing any more.
  static let bell = "\u{7}"

  private static let mostCandidates = 10
  private static let eraseBelow = "\u{1b}[J"

  /// Paints the line anew, with the candidates of a completion below it.
  ///
  /// The last column stays free: a terminal that has filled it disagrees with others about where the cursor is.
  static func redraw(_ editor: LineEditor, prompt: String, on screen: Size) -> String {
    let columns = max(1, screen.columns - 1)
    let listed = min(editor.candidates.count, mostCandidates, max(0, screen.rows - 1))
    var frame = Frame(size: Size(columns: columns, rows: 1 + listed))
    let (line, below) = frame.area.splitRows(at: 1)
    drawPrompt(editor, prompt: prompt, in: line, of: &frame)
    drawCandidates(of: editor, in: below, of: &frame)
    var text = "\r" + row(0, of: frame) + eraseBelow
    for index in 0..<listed { text += "\r\n" + row(index + 1, of: frame) }
    if listed > 0 { text += "\u{1b}[\(listed)A" }
    text += "\r"
    if let column = frame.cursor?.column, column > 0 { text += "\u{1b}[\(column)C" }
    return text
  }

  /// Leaves the line on the screen as it was given, whole even where it was scrolled, and goes to the next row.
  static func finish(prompt: String, text: String) -> String {
    "\r" + eraseBelow + EditBuffer.printable(prompt) + text + "\r\n"
  }

  /// A row of a frame with its emphasis, without the blanks at its end.
  private static func row(_ row: Int, of frame: Frame) -> String {
    let cells = (0..<frame.size.columns).compactMap { frame[$0, row] }
    let end = cells.lastIndex { $0 != Cell() }.map { $0 + 1 } ?? 0
    var text = ""
    var emphasis: Style.Emphasis = []
    for cell in cells[..<end] where !cell.isContinuation {
      if cell.style.emphasis != emphasis {
        emphasis = cell.style.emphasis
        text += sequence(for: emphasis)
      }
      text.append(cell.glyph)
    }
    return emphasis.isEmpty ? text : text + sequence(for: [])
  }

  /// Emphasis without colour, which nobody has to be asked for.
  private static func sequence(for emphasis: Style.Emphasis) -> String {
    let codes: [(Style.Emphasis, String)] = [(.bold, ";1"), (.dim, ";2"), (.underline, ";4"), (.reverse, ";7")]
    return "\u{1b}[0" + codes.filter { emphasis.contains($0.0) }.map(\.1).joined() + "m"
  }
}
