package import TerminalKit

/// What a terminal type can show, read off its terminfo entry by hand (`infocmp -1 TYPE`).
package struct TerminalKind: Sendable, CustomStringConvertible {
  package let type: String
  package let depth: Theme.Depth
  /// The emphasis it has at all.
  package var emphasis: Style.Emphasis = [.bold, .dim, .reverse, .underline]
  /// The emphasis it cannot show together with a colour (`ncv`).
  var notWithColour: Style.Emphasis = []
  /// `xenl`: the cursor stays in the last column until the next character.
  package var delaysWrap = true

  package var description: String { type }

  package static let all: [TerminalKind] = [
    TerminalKind(type: "xterm-256color", depth: .palette),
    TerminalKind(type: "tmux-256color", depth: .palette),
    TerminalKind(type: "rxvt-unicode-256color", depth: .palette, emphasis: [.bold, .reverse, .underline]),
    TerminalKind(type: "xterm", depth: .eight),
    TerminalKind(type: "screen", depth: .eight),
    // ncv#18: underline and dim.
    TerminalKind(type: "linux", depth: .eight, notWithColour: [.underline, .dim]),
    TerminalKind(type: "vt100", depth: .none, emphasis: [.bold, .reverse, .underline]),
    // ncv#3: standout and underline.
    TerminalKind(
      type: "ansi", depth: .eight, emphasis: [.bold, .reverse, .underline], notWithColour: .underline, delaysWrap: false
    ),
  ]

  /// How a cell of a style must appear.
  package func rendition(of style: Style) -> VirtualTerminal.Rendition {
    let look = Theme(depth: depth).look(of: style)
    var shown = look.emphasis.intersection(emphasis)
    if look.colour != nil { shown.subtract(notWithColour) }
    var rendition = VirtualTerminal.Rendition()
    if let colour = look.colour { rendition.foreground = .indexed(colour) }
    let pairs: [(Style.Emphasis, VirtualTerminal.Attributes)] = [
      (.bold, .bold), (.dim, .dim), (.reverse, .reverse), (.underline, .underline),
    ]
    for (emphasis, attribute) in pairs where shown.contains(emphasis) { rendition.attributes.insert(attribute) }
    return rendition
  }
}

extension VirtualTerminal {
  /// A cell as the eye has it: of a blank, only what marks blanks.
  struct Visible: Hashable, CustomStringConvertible {
    let text: String
    let rendition: Rendition

    init(_ text: String, _ rendition: Rendition) {
      self.text = text
      let marksBlanks = !rendition.attributes.isDisjoint(with: [.reverse, .underline])
      self.rendition = text == " " && !marksBlanks ? Rendition() : rendition
    }

    var description: String { "\(text) \(rendition.foreground) \(rendition.attributes.rawValue)" }
  }

  /// The first few cells that are not as a frame wants them; empty if all are.
  package func differences(from frame: Frame, on kind: TerminalKind) -> [String] {
    var found: [String] = []
    for row in 0..<size.rows {
      for column in 0..<size.columns where found.count < 5 {
        guard let cell = self[column, row] else { continue }
        let shown = Visible(cell.text, cell.rendition)
        let wanted = frame.visible(column, row, on: kind, columns: size.columns)
        if shown != wanted { found.append("column \(column) row \(row): \(shown) instead of \(wanted)") }
      }
    }
    return found
  }
}

extension Frame {
  /// What a terminal of a kind and width must show of a frame whose characters it can all show.
  fileprivate func visible(_ column: Int, _ row: Int, on kind: TerminalKind, columns: Int) -> VirtualTerminal.Visible {
    guard let cell = self[column, row] else { return .init(" ", .init()) }
    let rendition = kind.rendition(of: cell.style)
    if cell.glyph == Cell.continuationGlyph {
      // Half of a character of which the frame cut the other half off.
      let isWhole = self[column - 1, row]?.glyph.columns == 2
      return .init(isWhole ? "" : " ", rendition)
    }
    // A wide character that the window cuts in two.
    if cell.glyph.columns == 2, column + 1 == columns { return .init(" ", rendition) }
    return .init(String(cell.glyph), rendition)
  }
}
