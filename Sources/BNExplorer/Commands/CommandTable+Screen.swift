import TerminalKit

extension CommandEntry {
  static let copy = CommandEntry(
    usage: "copy EXPRESSION",
    summary: "put a quantity on the clipboard, as show prints it",
    details: [
      "On the screen the key y copies what is chosen in the focused pane, Y all of it.",
      "By the escape code OSC 52, which the terminal must allow; it works through ssh, too.",
      "In tmux it needs set-clipboard on. Without a terminal it is an error: use export.",
    ],
    example: "copy moving_mean", arguments: .quantity
  ) { statement throws(CommandError) in
    let (expression, text) = try statement.expression()
    return .copy(expression, text: text)
  }

  static let theme = CommandEntry(
    usage: "theme [NAME|next]",
    summary: "the screen's colours; without a name, list them",
    details: Theme.Name.allCases.map { $0.rawValue.padded(to: 16) + $0.summary }
      + ["It is remembered for the next start. Without a screen it is passed over."],
    example: "theme high-contrast", keys: [KeyBinding("T", "theme next", "theme")], arguments: .theme
  ) { statement throws(CommandError) in
    guard !statement.arguments.isEmpty else { return .face(.theme(.list)) }
    let word = try statement.onlyWord("a theme's name")
    if word.text == "next" { return .face(.theme(.next)) }
    guard let name = Theme.Name(rawValue: word.text) else {
      throw CommandError(unknown("theme", word.text, among: ArgumentKind.theme.names), column: word.column)
    }
    return .face(.theme(.named(name)))
  }

  static let mouse = CommandEntry(
    usage: "mouse [on|off]",
    summary: "whether the screen takes the mouse; alone it turns that around",
    details: [
      "A click chooses a pane and what it points at: a parameter, an element, a step, a channel, a column to sort by.",
      "The bar of time can be dragged; the wheel moves in the pane below it, and scrolls pages.",
      "To select text meanwhile, hold Shift while dragging.",
      "It is remembered for the next start. Without a screen it is passed over.",
    ],
    example: "mouse on", keys: [KeyBinding("m", "mouse", "mouse")], arguments: .switch
  ) { statement throws(CommandError) in .face(.mouse(try statement.optionalToggle("mouse"))) }
}
