/// The outlines of the characters that lines are drawn with, U+2500 to U+257F: by what they are called, an arm to each side.
enum BoxShape {
  /// The shape of a character in a cell whose top left corner is at a point; `nil` for a diagonal, and what is no line.
  static func path(of value: UInt32, x: Int, y: Int) -> String? {
    guard (0x2500...0x257f).contains(value) else { return nil }
    if let dashes = Dashes(value) { return dashes.path(x: x, y: y) }
    let arms = arms[Int(value - 0x2500)]
    guard arms != 0 else { return nil }
    return Side.allCases.map { $0.path(Weight(rawValue: arms >> $0.shift & 3) ?? .none, x: x, y: y) }.joined()
  }

  /// How an arm is drawn.
  private enum Weight: UInt8 {
    case none, light, heavy, double
  }

  /// Where an arm leads from the middle of the cell.
  private enum Side: CaseIterable {
    case up, right, down, left

    var shift: UInt8 {
      switch self {
      case .up: 6
      case .right: 4
      case .down: 2
      case .left: 0
      }
    }

    /// The arm as rectangles; arms of any weights meet in the middle without a gap.
    func path(_ weight: Weight, x: Int, y: Int) -> String {
      switch weight {
      case .none: ""
      case .light: line(0, 1, x: x, y: y)
      case .heavy: line(-1, 3, x: x, y: y)
      case .double: line(-1, 1, x: x, y: y) + line(1, 1, x: x, y: y)
      }
    }

    /// A line beside the cell's axis.
    private func line(_ offset: Int, _ thickness: Int, x: Int, y: Int) -> String {
      let (width, height) = (FrameSVG.cellWidth, FrameSVG.cellHeight)
      let (middleX, middleY) = (width / 2, height / 2)
      return switch self {
      case .up: GlyphShape.rectangle(x + middleX + offset, y, thickness, middleY + 2)
      case .down:
        GlyphShape.rectangle(x + middleX + offset, y + middleY - 1, thickness, height - middleY + 1)
      case .left: GlyphShape.rectangle(x, y + middleY + offset, middleX + 2, thickness)
      case .right: GlyphShape.rectangle(x + middleX - 1, y + middleY + offset, width - middleX + 1, thickness)
      }
    }
  }

  /// A line of dashes through the cell.
  private struct Dashes {
    let count: Int
    let isHeavy: Bool
    let isUpright: Bool

    init?(_ value: UInt32) {
      switch value {
      case 0x2504...0x2507: count = 3
      case 0x2508...0x250b: count = 4
      case 0x254c...0x254f: count = 2
      default: return nil
      }
      isHeavy = value & 1 == 1
      isUpright = value & 2 == 2
    }

    func path(x: Int, y: Int) -> String {
      let thickness = isHeavy ? 3 : 1
      let length = isUpright ? FrameSVG.cellHeight : FrameSVG.cellWidth
      let middle = (isUpright ? FrameSVG.cellWidth : FrameSVG.cellHeight) / 2 - (isHeavy ? 1 : 0)
      return (0..<count).map { dash in
        let start = dash * length / count
        let extent = max(1, (dash + 1) * length / count - start - 1)
        return isUpright
          ? GlyphShape.rectangle(x + middle, y + start, thickness, extent)
          : GlyphShape.rectangle(x + start, y + middle, extent, thickness)
      }.joined()
    }
  }

  /// For each character two bits a side, from the highest: up, right, down, left.
  private static let arms: [UInt8] = [
    0x11, 0x22, 0x44, 0x88, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0x24, 0x18, 0x28,
    0x05, 0x06, 0x09, 0x0a, 0x50, 0x60, 0x90, 0xa0, 0x41, 0x42, 0x81, 0x82, 0x54, 0x64, 0x94, 0x58,
    0x98, 0xa4, 0x68, 0xa8, 0x45, 0x46, 0x85, 0x49, 0x89, 0x86, 0x4a, 0x8a, 0x15, 0x16, 0x25, 0x26,
    0x19, 0x1a, 0x29, 0x2a, 0x51, 0x52, 0x61, 0x62, 0x91, 0x92, 0xa1, 0xa2, 0x55, 0x56, 0x65, 0x66,
    0x95, 0x59, 0x99, 0x96, 0xa5, 0x5a, 0x69, 0xa6, 0x6a, 0x9a, 0xa9, 0xaa, 0x00, 0x00, 0x00, 0x00,
    0x33, 0xcc, 0x34, 0x1c, 0x3c, 0x07, 0x0d, 0x0f, 0x70, 0xd0, 0xf0, 0x43, 0xc1, 0xc3, 0x74, 0xdc,
    0xfc, 0x47, 0xcd, 0xcf, 0x37, 0x1d, 0x3f, 0x73, 0xd1, 0xf3, 0x77, 0xdd, 0xff, 0x14, 0x05, 0x41,
    0x50, 0x00, 0x00, 0x00, 0x01, 0x40, 0x10, 0x04, 0x02, 0x80, 0x20, 0x08, 0x21, 0x48, 0x12, 0x84,
  ]
}
