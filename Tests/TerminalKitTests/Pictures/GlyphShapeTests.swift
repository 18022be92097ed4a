import Testing

@testable import TerminalKit

@Suite("Characters that are drawn as shapes")
struct GlyphShapeTests {
  /// The dots that a path covers in a cell of 8 by 17.
  private static func dots(_ scalar: Unicode.Scalar) throws -> Set<Position> {
    let path = try #require(GlyphShape.path(of: Character(scalar), x: 0, y: 0), "\(scalar)")
    var dots: Set<Position> = []
    for part in path.split(separator: "z") {
      let numbers = part.split { !"-0123456789".contains($0) }.compactMap { Int($0) }
      try #require(numbers.count == 5 && numbers[4] == -numbers[2], "\(part) is no rectangle")
      for column in numbers[0]..<numbers[0] + numbers[2] {
        for row in numbers[1]..<numbers[1] + numbers[3] { dots.insert(Position(column: column, row: row)) }
      }
    }
    return dots
  }

  private static let cell = Area(columns: 8, rows: 17)

  @Test("no shape leaves its cell")
  func inside() throws {
    for value in (0x2500...0x2593 as ClosedRange<UInt32>) where !(0x2571...0x2573).contains(value) {
      let scalar = try #require(Unicode.Scalar(value))
      #expect(try Self.dots(scalar).allSatisfy(Self.cell.contains), "\(scalar)")
    }
  }

  /// Which sides of its cell a line reaches, and how thick it is there, by what Unicode calls it; `nil` for dashes and
  /// diagonals.
  private static func arms(_ name: String) -> [String: String]? {
    let name = name.replacing("BOX DRAWINGS ", with: "").replacing("LIGHT ARC", with: "LIGHT")
    guard !name.contains("DASH"), !name.contains("DIAGONAL") else { return nil }
    let weights = ["LIGHT": "light", "SINGLE": "light", "HEAVY": "heavy", "DOUBLE": "double"]
    let sides = [
      "UP": ["up"], "DOWN": ["down"], "LEFT": ["left"], "RIGHT": ["right"], "VERTICAL": ["up", "down"],
      "HORIZONTAL": ["left", "right"],
    ]
    let words = name.split(separator: " ").map(String.init)
    // "LIGHT DOWN AND RIGHT" has one weight for all; "DOWN LIGHT AND RIGHT HEAVY" has one a part.
    let parts = words.count { weights[$0] != nil } == 1 ? [words[...]] : words.split(separator: "AND")
    var arms: [String: String] = [:]
    for part in parts {
      let weight = part.lazy.compactMap { weights[$0] }.first
      for side in part.flatMap({ sides[$0] ?? [] }) { arms[side] = weight }
    }
    return arms
  }

  @Test("a line reaches the sides that its name says, as thick as its name says, and no other")
  func boxes() throws {
    // How many dots of the side are covered: one line, three dots, two lines with one between them.
    let thickness = ["light": 1, "heavy": 3, "double": 2]
    var count = 0
    for value in 0x2500...0x257f as ClosedRange<UInt32> {
      let scalar = try #require(Unicode.Scalar(value))
      guard let arms = Self.arms(try #require(scalar.properties.name)) else { continue }
      let dots = try Self.dots(scalar)
      let sides = [
        "up": dots.count { $0.row == 0 }, "down": dots.count { $0.row == 16 }, "left": dots.count { $0.column == 0 },
        "right": dots.count { $0.column == 7 },
      ]
      for (side, covered) in sides {
        #expect(covered == arms[side].flatMap { thickness[$0] } ?? 0, "\(scalar) \(side)")
      }
      count += 1
    }
    // All 128 but twelve kinds of dashes and three diagonals.
    #expect(count == 113)
  }

  @Test("blocks and shades cover the share of the cell that their names say")
  func blocks() throws {
    let cells = Double(8 * 17)
    for (scalar, share) in [
      ("▀", 0.5), ("▄", 0.5), ("█", 1), ("▁", 1.0 / 8), ("▇", 7.0 / 8), ("▌", 0.5), ("▐", 0.5), ("▏", 1.0 / 8),
      ("▉", 7.0 / 8), ("░", 0.25), ("▒", 0.5), ("▓", 0.75),
    ] as [(Unicode.Scalar, Double)] {
      // A cell of 17 rows cannot be halved: half a row is 3 %, and so is a row of every second dot.
      #expect(abs(Double(try Self.dots(scalar).count) / cells - share) <= 0.04, "\(scalar)")
    }
  }
}
