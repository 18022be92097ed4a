import TerminalKit

/// The line of keys above the status: those that do something where the person is.
enum HintsView {
  /// A key, or two that belong together, and what it does in a word.
  private typealias Hint = (keys: String, word: String)

  static func draw(_ state: ScreenState, in area: Area, of frame: inout Frame) {
    guard !area.isEmpty else { return }
    var column = area.column + 1
    let end = area.column + area.columns
    for (key, hint) in fitting(hints(state), columns: area.columns - 1) {
      column += frame.write(key, column: column, row: area.row, limit: end - column, Style(.key, .bold))
      column += 1 + frame.write(hint, column: column + 1, row: area.row, limit: end - column - 1, Style(.faint))
      column += 1
    }
  }

  /// As many hints as fit, and among them always the one for help: it leads to all the others.
  private static func fitting(_ hints: [Hint], columns: Int) -> [Hint] {
    func width(_ hint: Hint) -> Int { hint.keys.count + hint.word.count + 2 }
    let help = hints.firstIndex { $0.keys == "?" }
    var room = columns + 1
    for (index, hint) in hints.enumerated() {
      let kept = help.map { index < $0 ? width(hints[$0]) : 0 } ?? 0
      guard width(hint) + kept <= room else {
        let rest = help.map { index < $0 && width(hints[$0]) <= room ? [hints[$0]] : [] } ?? []
        return hints.prefix(index) + rest
      }
      room -= width(hint)
    }
    return hints
  }

  private static func hints(_ state: ScreenState) -> [Hint] {
    ScreenKey.hinted(state).compactMap { row in
      guard row.isPossible(state), let word = row.hint(state) else { return nil }
      return (row.label(state), word)
    }
  }
}
