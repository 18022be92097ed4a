/// What to try when the system's terminal database does not know a type.
enum TerminalType {
  /// The types to try in turn, the person's own first.
  ///
  /// Terminals of recent years name themselves, and a machine reached by ssh often has not heard of them. They all
  /// speak xterm's language, so refusing them would be pedantry.
  static func candidates(for type: String) -> [String] {
    var candidates = [type]
    if type.hasPrefix("tmux") || type.hasPrefix("screen") {
      candidates += ["screen-256color", "screen"]
    } else if type.hasPrefix("xterm") || modern.contains(where: { type.hasPrefix($0) }) {
      candidates += ["xterm-256color", "xterm"]
    }
    return candidates.enumerated().filter { !candidates[..<$0].contains($1) }.map(\.element)
  }

  private static let modern = [
    "alacritty", "contour", "foot", "ghostty", "gnome", "iterm", "kitty", "konsole", "mintty", "mlterm", "ms-terminal",
    "rio", "st-", "vscode", "vte", "wezterm", "zutty",
  ]
}
