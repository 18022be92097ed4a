import TerminalKit

/// What the marks on the screen mean.
enum ScreenMarks {
  typealias Mark = (mark: String, meaning: String)

  /// The marks of a strip in the story, each in so few words that a corner has room for them.
  static func strip(_ glyphs: GlyphLevel) -> [String] {
    ["a row: a channel", "━ middle half", "─ all of it", "┃ mean", "┊ 0 ± 1"].map(glyphs.spelled)
  }

  /// All of them, for the page of help.
  static func all(_ glyphs: GlyphLevel) -> [Mark] {
    let ascii = glyphs == .ascii
    let story = [
      ("━ ─ ┃", "story, a row a channel: the middle half of its values, all of them, their mean"),
      ("┊", "story: the values -1, 0 and 1"),
      ("◂", "story: the output that the present settings give"),
      ("▸", "what the arrows turn, and in lists the chosen row"),
    ].map { (glyphs.spelled($0.0), glyphs.spelled($0.1)) }
    return story + [
      (ascii ? "-|-" : "━┃━", "table: the moving mean, with the moving deviation on either side"),
      (ascii ? "o 0" : "○ ◉", "table: the batch's mean; the same where it is the moving mean's place"),
      (ascii ? "[=|=]" : "╞═╪═╡", "below a histogram: the mean, with the standard deviation on either side"),
      (ascii ? "<3 5>" : "◂3 5▸", "below a histogram: how many values lie beyond its ends"),
      (ascii ? "." : "░", "behind the bars of a formula's output: the output of the other mode"),
      ("x y", "below a formula's histograms: the chosen element"),
    ]
      + LayerOddity.allCases.map { (String($0.mark), "among layers: \($0.meaning)") }
  }
}
