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

  /// The keys that a narrow line keeps longest: help leads to all others, and a stranger wants out and around.
  ///
  /// On half a screen there is room for help alone beside what the focused pane's keys do.
  private static func kept(columns: Int) -> [String] { columns < 60 ? ["?"] : ["?", "q", "Tab"] }

  /// As many hints as fit in their order, and among them always those that a stranger needs most.
  private static func fitting(_ hints: [Hint], columns: Int) -> [Hint] {
    func width(_ hint: Hint) -> Int { hint.keys.count + hint.word.count + 2 }
    var room = columns + 1
    var chosen: Set<Int> = []
    func choose(_ index: Int) -> Bool {
      guard !chosen.contains(index) else { return true }
      guard width(hints[index]) <= room else { return false }
      chosen.insert(index)
      room -= width(hints[index])
      return true
    }
    for key in kept(columns: columns) {
      if let index = hints.firstIndex(where: { $0.keys == key }), !choose(index) { break }
    }
    for index in hints.indices where !choose(index) { break }
    return hints.indices.filter(chosen.contains).map { hints[$0] }
  }

  private static func hints(_ state: ScreenState) -> [Hint] {
    ScreenKey.hinted(state).compactMap { row in
      guard row.isPossible(state), let word = row.hint(state) else { return nil }
      return (row.label(state), word)
    }
  }
}
