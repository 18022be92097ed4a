/// The outlines of the characters that charts are drawn with.
enum GlyphShape {
  /// The shape of a character in a cell whose top left corner is at a point; `nil` for one that is text.
  static func path(of glyph: Character, x: Int, y: Int) -> String? {
    guard let value = glyph.unicodeScalars.first?.value else { return nil }
    switch value {
    case 0x2800...0x28ff: return braille(value - 0x2800, x: x, y: y)
    case 0x2500...0x257f: return BoxShape.path(of: value, x: x, y: y)
    case 0x2580: return rectangle(x, y, FrameSVG.cellWidth, FrameSVG.cellHeight / 2)
    case 0x2581...0x2588:
      let height = (FrameSVG.cellHeight * Int(value - 0x2580) + 4) / 8
      return rectangle(x, y + FrameSVG.cellHeight - height, FrameSVG.cellWidth, height)
    case 0x2589...0x258f: return rectangle(x, y, FrameSVG.cellWidth * Int(0x2590 - value) / 8, FrameSVG.cellHeight)
    case 0x2590: return rectangle(x + FrameSVG.cellWidth / 2, y, FrameSVG.cellWidth / 2, FrameSVG.cellHeight)
    case 0x2591...0x2593: return shade(Int(value - 0x2590), x: x, y: y)
    case 0x25a0: return rectangle(x + 1, y + 5, 6, 6)
    default: return nil
    }
  }

  /// A quarter, half or three quarters of the cell, evenly in dots.
  private static func shade(_ quarters: Int, x: Int, y: Int) -> String {
    // The four dots of a square of two by two, in the order in which they are filled.
    let order = [(0, 0), (1, 1), (1, 0)]
    return order.prefix(quarters).flatMap { column, row in
      stride(from: column, to: FrameSVG.cellWidth, by: 2).flatMap { across in
        stride(from: row, to: FrameSVG.cellHeight, by: 2).map { down in rectangle(x + across, y + down, 1, 1) }
      }
    }.joined()
  }

  /// Braille's first six dots are numbered by columns, and the bottom row came later.
  private static let dots: [(column: Int, row: Int)] = [
    (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3),
  ]

  private static func braille(_ mask: UInt32, x: Int, y: Int) -> String {
    dots.enumerated().filter { mask & (1 << UInt32($0.offset)) != 0 }
      .map { rectangle(x + 1 + $0.element.column * 4, y + 1 + $0.element.row * 4, 2, 2) }.joined()
  }

  static func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> String {
    "M\(x) \(y)h\(width)v\(height)h-\(width)z"
  }
}
