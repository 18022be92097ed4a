import TerminalKit

/// What is known of a terminal and what was last pressed, as a screen for people with odd terminals.
struct TerminalReport: Sendable {
  var type: String
  var size: Size
  var glyphs: GlyphLevel
  var depth: Theme.Depth
  var colours: Int
  /// The keys so far, oldest first.
  var keys: [Key] = []

  private static let samples: [(name: String, text: String)] = [
    ("lines", "┌─┬─┐ │ ├─┼─┤ └─┴─┘"), ("blocks", "▁▂▃▄▅▆▇█ ▏▎▍▌▋▊▉█ ░▒▓"), ("braille", "⠁⠃⠇⡇⣇⣧⣷⣿ ⠉⠒⠤⣀"),
    ("Greek", "γ β μ σ² ε ± √ → ≈"),
    ("wide", "漢字 ok"), ("marks", "x\u{302} y\u{304} e\u{301}"),
  ]

  /// The screen.
  ///
  /// Rows that do not fit are left out from the bottom, but the hint stays.
  func frame() -> Frame {
    var frame = Frame(size: size)
    var row = 0
    func line(_ parts: [(String, Style)]) {
      defer { row += 1 }
      guard row < size.rows - 1 || size.rows == 1 else { return }
      var column = 0
      for (text, style) in parts { column += frame.write(text, column: column, row: row, style) }
    }
    line([("Terminal \(type)", Style(.title))])
    line([
      ("size ", Style(.faint)), ("\(size.columns) x \(size.rows)", Style()), ("  glyphs ", Style(.faint)),
      (glyphs.rawValue, Style()), ("  colours ", Style(.faint)), (colourText, Style()),
    ])
    line([("key  ", Style(.faint)), (keys.last.map(\.name) ?? "none yet", Style(.accent))])
    line([("keys ", Style(.faint)), (keys.suffix(8).map(\.name).joined(separator: " "), Style())])
    line([])
    for sample in Self.samples { line([(Self.padded(sample.name), Style(.faint)), (sample.text, Style())]) }
    line([])
    for roles in stride(from: 0, to: Role.allCases.count, by: 3) {
      line(Role.allCases[roles..<min(roles + 3, Role.allCases.count)].map { ("\($0)".padded(to: 20), Style($0)) })
    }
    line([
      ("bold", Style(.text, .bold)), (" ", Style()), ("dim", Style(.text, .dim)), (" ", Style()),
      ("underline", Style(.text, .underline)), (" ", Style()), ("reverse", Style(.text, .reverse)),
    ])
    if size.rows > 1 {
      let hint = "q or Ctrl-C quits  Ctrl-Z suspends  Ctrl-L redraws"
      frame.write(hint.padded(to: size.columns), column: 0, row: size.rows - 1, Style(.status))
    }
    return frame
  }

  private var colourText: String {
    switch depth {
    case .none: colours == 0 ? "none" : "none (of \(colours))"
    case .eight, .palette, .direct: "\(colours)"
    }
  }

  private static func padded(_ name: String) -> String { name.padded(to: 9) }
}
