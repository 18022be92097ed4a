import TerminalKit
import BNCore

/// One quiet line about what is wrong: the gravest finding with its figure and its limit, and the key that shows more.
enum AlarmView {
  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty, let finding = state.alarm else { return }
    let others = state.findings.count { $0.severity != .info } - 1
    let key = KeyBinding.all.first { $0.line == Verb.diagnose.rawValue }
    let more = (others > 0 ? "+\(others)  " : "") + (key.map { "\($0.label) says more" } ?? "")
    let mark = state.glyphs == .ascii ? "! " : "\u{25b2} "
    // Where the key for more finds no room beside it, the alarm has all of the line.
    let hasMore = area.columns > more.count + 24
    let room = area.columns - 2 - (hasMore ? more.count + 2 : 0)
    var column = area.column + 1
    column += frame.write(mark, column: column, row: area.row, limit: max(0, room), Style(.warning))
    let text = text(of: finding, columns: room - mark.count, state.glyphs)
    column += frame.write(text, column: column, row: area.row, limit: max(0, room - mark.count), Style(.faint))
    guard hasMore else { return }
    frame.write(
      more, column: area.column + area.columns - 1 - more.count, row: area.row, limit: more.count, Style(.key))
  }

  /// As much as fits: figure, limit, what it is and why; the end of a sentence goes as a whole.
  private static func text(of finding: Finding, columns: Int, _ glyphs: GlyphLevel) -> String {
    let texts = FindingText(for: .session).briefs(for: finding)
    // Of why it matters a beginning says something, where there is room for one.
    if let first = texts.first, texts.count > 1, texts[1].count + 24 <= columns {
      return first.cut(to: columns, ascii: glyphs == .ascii)
    }
    return texts.first { $0.count <= columns } ?? (texts.last ?? "").cut(to: columns, ascii: glyphs == .ascii)
  }
}
