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
    let text = FindingText(for: .session).brief(for: finding).cut(to: room - mark.count, ascii: state.glyphs == .ascii)
    column += frame.write(text, column: column, row: area.row, limit: max(0, room - mark.count), Style(.faint))
    guard hasMore else { return }
    frame.write(
      more, column: area.column + area.columns - 1 - more.count, row: area.row, limit: more.count, Style(.key))
  }
}
