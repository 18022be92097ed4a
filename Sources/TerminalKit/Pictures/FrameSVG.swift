/// A frame as a picture: SVG in the colours of a theme, on the ground that the theme is for.
///
/// Braille and block characters are drawn as shapes and every run of text is given its width, so that the picture looks
/// the same whatever fonts a reader has.
package enum FrameSVG {
  /// A cell's extent in pixels.
  static let cellWidth = 8
  static let cellHeight = 17

  package static func encode(_ frame: Frame, theme: Theme.Name = .colourBlind) -> String {
    let width = frame.size.columns * cellWidth
    let height = frame.size.rows * cellHeight
    let lines =
      [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
          + "viewBox=\"0 0 \(width) \(height)\">",
        "<style>text{\(textStyle)}</style>",
        ground(width: width, height: height, theme: theme),
      ] + (0..<frame.size.rows).flatMap { elements(ofRow: frame.row($0), y: $0 * cellHeight, theme: theme) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// How text is set in a picture.
  static let textStyle = "font:13px ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre"

  /// What a picture is drawn on.
  static func ground(width: Int, height: Int, theme: Theme.Name) -> String {
    "<rect width=\"\(width)\" height=\"\(height)\" fill=\"\(Paper(Theme(theme, depth: .direct)).ground)\"/>"
  }

  /// A row of cells as elements, the top of which is at a height.
  static func elements(ofRow cells: [Cell], y: Int, theme: Theme.Name) -> [String] {
    let paper = Paper(Theme(theme, depth: .direct))
    return runs(cells).flatMap { elements(of: $0, y: y, paper) }
  }

  /// Neighbouring cells of one style, all drawn as shapes or all as text.
  private struct Run {
    let column: Int
    let style: Style
    let isShape: Bool
    var glyphs: [Character]
  }

  private static func runs(_ cells: [Cell]) -> [Run] {
    var runs: [Run] = []
    for (column, cell) in cells.enumerated() {
      let isShape = GlyphShape.path(of: cell.glyph, x: 0, y: 0) != nil
      if let last = runs.last, last.style == cell.style, last.isShape == isShape || cell.glyph == " " {
        runs[runs.count - 1].glyphs.append(cell.glyph)
      } else {
        runs.append(Run(column: column, style: cell.style, isShape: isShape, glyphs: [cell.glyph]))
      }
    }
    return runs
  }

  private static func elements(of run: Run, y: Int, _ paper: Paper) -> [String] {
    let look = paper.theme.look(of: run.style)
    let isReversed = look.emphasis.contains(.reverse)
    let colour = look.colour.map(hex) ?? paper.ink
    let x = run.column * cellWidth
    var elements: [String] = []
    if isReversed {
      elements.append(
        "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(run.glyphs.count * cellWidth)\" height=\"\(cellHeight)\" "
          + "fill=\"\(colour)\"/>")
    }
    let ink = isReversed ? paper.ground : colour
    if run.isShape {
      let path = run.glyphs.enumerated().compactMap { index, glyph in
        GlyphShape.path(of: glyph, x: x + index * cellWidth, y: y)
      }
      elements.append("<path fill=\"\(ink)\" d=\"\(path.joined())\"/>")
    } else {
      elements += words(of: run).map { text($0.text, x: x + $0.offset * cellWidth, y: y, ink: ink, look.emphasis) }
    }
    return elements
  }

  /// The words of a run with the cells they begin at: each stands in its own place, whatever a font does with blanks.
  private static func words(of run: Run) -> [(offset: Int, text: String)] {
    var words: [(offset: Int, text: String)] = []
    var isInside = false
    for (offset, glyph) in run.glyphs.enumerated() where glyph != Cell.continuationGlyph {
      if glyph == " " {
        isInside = false
      } else if isInside {
        words[words.count - 1].text.append(glyph)
      } else {
        words.append((offset, String(glyph)))
        isInside = true
      }
    }
    return words
  }

  private static func text(_ word: String, x: Int, y: Int, ink: String, _ emphasis: Style.Emphasis) -> String {
    let width = word.reduce(0) { $0 + $1.columns } * cellWidth
    var attributes = "x=\"\(x)\" y=\"\(y + 13)\" textLength=\"\(width)\" fill=\"\(ink)\""
    if emphasis.contains(.bold) { attributes += " font-weight=\"bold\"" }
    if emphasis.contains(.dim) { attributes += " opacity=\"0.7\"" }
    if emphasis.contains(.underline) { attributes += " text-decoration=\"underline\"" }
    return "<text \(attributes)>\(word.map { escape($0) }.joined())</text>"
  }

  static func escape(_ character: Character) -> String {
    switch character {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: String(character)
    }
  }

  private static func hex(_ colour: Int) -> String {
    let digits = String(colour, radix: 16)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
