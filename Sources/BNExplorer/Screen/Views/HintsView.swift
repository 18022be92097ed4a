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
    if state.editor != nil { return [("Enter", "do it"), ("Tab", "complete"), ("Up", "recall"), ("Esc", "leave")] }
    if state.palette != nil { return [("Up Down", "choose"), ("Enter", "do it"), ("Esc", "close")] }
    if state.overlay != nil { return [("Up Down PgUp PgDn", "scroll"), ("Esc", "close")] }
    if let demo = state.demo {
      let onward = demo.phase == .playing ? "hurry" : demo.index + 1 == demo.scenes.count ? "end" : "next"
      return [("Space", onward), ("b", "back"), ("Esc", "leave the demo"), (":", "command")]
    }
    let arrows = state.glyphs == .ascii ? Arrows.words : Arrows.signs
    let explaining: [Hint] = state.isExplaining ? [("e", "next"), ("Esc", "close")] : []
    let zoomed: [Hint] = state.arrangement.isZoomed ? [("z", "all panes")] : []
    return [("Space", state.isRunning ? "pause" : "run")] + explaining + zoomed + own(state, arrows) + everywhere(state)
  }

  /// The keys of the focused pane.
  private static func own(_ state: ScreenState, _ arrows: Arrows) -> [Hint] {
    switch state.focusedPane {
    case .parameters: [(arrows.all, "change")]
    case .batch, .output, .eval: [(arrows.all, "element"), ("v", "view")]
    case .mean, .variance, .renorm, .gamma, .loss: [(arrows.across, "read off"), ("Enter", "go there")]
    case .channels: [(arrows.along, "channel"), (arrows.across, "sort")]
    }
  }

  /// What a stranger needs most comes first: a narrow screen cuts the end.
  private static func everywhere(_ state: ScreenState) -> [Hint] {
    var hints: [Hint] = []
    if state.hasTime { hints += [("[ ] { }", "time")] }
    if !state.isExplaining { hints += [("e", "explain")] }
    if state.hasTime { hints += [("b", "fork")] }
    if state.session.branches.names.count > 1 { hints += [("B", "both"), ("c", "compare")] }
    return hints + [
      ("?", "help"), ("q", "quit"), ("Tab", "pane"), ("s", "step"), (":", "command"), ("p", "palette"), ("U", "undo"),
      ("z", "zoom"), ("t", "training"), ("r", "renorm"), ("d", "diagnose"), ("u", "update ops"), ("f", "fused"),
      ("R", "reset"),
    ]
  }

  /// The arrow keys as they are shown.
  private struct Arrows {
    let across: String
    let along: String
    let all: String

    static let words = Arrows(across: "Left Right", along: "Up Down", all: "arrows")
    static let signs = Arrows(
      across: "\u{2190}\u{2192}", along: "\u{2191}\u{2193}", all: "\u{2190}\u{2191}\u{2192}\u{2193}")
  }
}
