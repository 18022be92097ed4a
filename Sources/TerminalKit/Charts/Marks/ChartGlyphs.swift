/// What charts are drawn with at each level.
///
/// The block level keeps to what code page 437 has, since the fonts that lack braille (the Linux console's) have little
/// more than that: half blocks and box drawing, but neither quadrants nor eighths.
extension GlyphLevel {
  /// How many dots a cell holds, across and down.
  var dotsPerCell: (across: Int, down: Int) {
    self == .braille ? (2, 4) : (1, 2)
  }

  /// The bit of a dot in its cell's mask.
  func dotBit(across: Int, down: Int) -> UInt8 {
    guard self == .braille else { return 1 << UInt8(down & 1) }
    // Braille numbers its first six dots by columns, and the bottom row came later.
    return down & 3 == 3 ? 0x40 << UInt8(across & 1) : 1 << UInt8((down & 3) + 3 * (across & 1))
  }

  /// The bits of the dots on one side of a cell between two rows of dots.
  func dotBits(across: Int, from top: Int, through bottom: Int) -> UInt8 {
    var mask: UInt8 = 0
    for row in top...max(top, bottom) { mask |= dotBit(across: across, down: row) }
    return mask
  }

  /// The glyph for every mask of dots; no dots at all is a blank.
  var dotGlyphs: [Unicode.Scalar] {
    switch self {
    case .braille: Self.brailleDots
    case .block: [" ", "▀", "▄", "█"]
    case .ascii: [" ", "'", ".", ":"]
    }
  }

  private static let brailleDots: [Unicode.Scalar] = (UInt32(0)..<256).map { mask in
    mask == 0 ? " " : Unicode.Scalar(0x2800 + mask) ?? " "
  }

  /// Vertical fillings of a cell, from the least to the whole cell.
  var barGlyphs: [Character] {
    switch self {
    case .braille: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .block: ["▄", "█"]
    case .ascii: [".", ":", "#"]
    }
  }

  /// Horizontal fillings of a cell, from the least to the whole cell.
  package var gaugeGlyphs: [Character] {
    switch self {
    case .braille: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    case .block: ["▌", "█"]
    case .ascii: ["-", "="]
    }
  }

  package var axis: AxisGlyphs { self == .ascii ? .ascii : .box }
}

/// The pieces of axis lines.
package struct AxisGlyphs: Sendable {
  let horizontal: Character
  let vertical: Character
  let corner: Character
  /// Where the vertical axis has a label.
  let verticalTick: Character
  /// Where the horizontal axis has a label.
  let horizontalTick: Character
  /// The stretch of one standard deviation on either side of the mean: its line, its ends, the mean, a tick in it.
  package let spread: (line: Character, start: Character, end: Character, middle: Character, tick: Character)

  static let box = AxisGlyphs(
    horizontal: "─", vertical: "│", corner: "└", verticalTick: "┤", horizontalTick: "┬",
    spread: ("═", "╞", "╡", "╪", "╤"))

  package static let ascii = AxisGlyphs(
    horizontal: "-", vertical: "|", corner: "+", verticalTick: "+", horizontalTick: "+",
    spread: ("=", "[", "]", "|", "+"))
}
