import BNTestSupport

@testable import TerminalKit

extension SplitMix {
  mutating func size(columns: ClosedRange<Int> = 1...130, rows: ClosedRange<Int> = 1...50) -> Size {
    Size(columns: .random(in: columns, using: &self), rows: .random(in: rows, using: &self))
  }

  mutating func style() -> Style {
    Style(
      Role.allCases.randomElement(using: &self) ?? .text,
      Style.Emphasis(rawValue: Bool.random(using: &self) ? 0 : .random(in: 0...15, using: &self)))
  }

  /// Text that every terminal with UTF-8 can show: ASCII, lines, blocks, braille, Greek, wide characters, marks.
  mutating func text() -> String {
    let alphabet: [Character] = [
      " ", " ", " ", " ", "a", "B", "7", ".", "~", "─", "│", "┼", "█", "▄", "⠁", "⣿", "⡇", "γ", "µ", "é", "漢", "字",
      "x\u{302}", "y\u{304}", "n\u{303}\u{323}",
    ]
    return String((0..<Int.random(in: 1...40, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? " " })
  }

  /// A change of a frame as views make it: pieces of text, some of them beyond the edge.
  mutating func draw(on frame: inout Frame, pieces: Int) {
    for _ in 0..<pieces {
      frame.write(
        text(), column: .random(in: -3...frame.size.columns + 3, using: &self),
        row: .random(in: -2...frame.size.rows + 2, using: &self), style())
    }
    let hasCursor = Bool.random(using: &self)
    frame.cursor =
      hasCursor
      ? Position(
        column: .random(in: 0..<frame.size.columns, using: &self), row: .random(in: 0..<frame.size.rows, using: &self))
      : nil
  }

  /// A cell of one column as charts have them: most of them blank, in few styles.
  mutating func plainCell() -> Cell {
    let alphabet: [Character] = [
      " ", " ", " ", " ", " ", " ", "a", ".", "─", "█", "⠁", "⣿", "\u{2800}", "\u{a0}", "\u{ad}", "γ", "–", "→",
      "x\u{302}",
    ]
    let styles = [Style(), Style(.gamma), Style(.beta), Style(.text, .reverse), Style(.loss, .underline)]
    return Cell(alphabet.randomElement(using: &self) ?? " ", styles.randomElement(using: &self) ?? Style())
  }

  /// Cells as no view should make them: controls, halves of characters, marks without a letter, joined emoji.
  mutating func spoil(_ frame: inout Frame, cells: Int) {
    let alphabet: [Character] = [
      Cell.continuationGlyph, "漢", "\u{1b}", "\u{7}", "\n", "\u{9b}", "\u{7f}", "\u{301}", "\u{200b}", "\u{200e}",
      "👨‍👩‍👧", "🇩🇪", "❤️", "\u{ad}", "\u{e000}", "\u{fffe}", "\u{10ffff}", "a\u{300}\u{301}\u{302}\u{303}", "\u{e01}\u{e31}",
      "👍🏽",
    ]
    for _ in 0..<cells {
      frame.put(
        Cell(alphabet.randomElement(using: &self) ?? " ", style()),
        column: .random(in: -2...frame.size.columns + 2, using: &self),
        row: .random(in: -2...frame.size.rows + 2, using: &self))
    }
  }
}
