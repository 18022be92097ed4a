import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Heat map and number grid")
struct HeatMapTests {
  private static func batch(_ rows: Int, _ columns: Int) -> NumberMatrix {
    NumberMatrix(rows: rows, columns: columns) { row, column in Double((row * 7 + column * 3) % 11) / 2 - 2.5 }
  }

  private static let odd = NumberMatrix(
    rows: 2, columns: 4, [.nan, .infinity, -.infinity, 0, -3, 1e-9, 3, 1.25])

  @Test("a batch as shades with its scale, the cursor's cell in reverse")
  func picture() {
    var map = HeatMap(title: "batch", matrix: Self.batch(5, 8))
    map.cursor = MatrixCell(row: 2, column: 3)
    let (frame, place) = Frame.drawing(36, 7) { map.draw(in: $0, of: &$1, glyphs: .ascii) }
    #expect(
      frame.text == [
        "batch  -2.5 [ .:-=+*#%@] 2.5",
        "  0 1 2 3 4 5 6 7",
        "0   --**@@..==##@@",
        "1 ##@@::++%%  --**",
        "2 --**@@..==##@@::",
        "3 @@::++%%  --**@@",
        "4 **@@..==##@@::++",
      ])
    #expect(place == Position(column: 8, row: 4))
    for column in 0..<36 {
      #expect(frame[column, 4]?.style.emphasis.contains(.reverse) == (column == 8 || column == 9))
    }
    let other = Frame.drawing(36, 7) { map.draw(in: $0, of: &$1, glyphs: .block) }
    #expect(
      other.frame.text == [
        "batch  -2.5 [ ░▒▓█] 2.5",
        "  0 1 2 3 4 5 6 7",
        "0   ░░▓▓██  ▒▒▓▓██",
        "1 ▓▓██░░▒▒██  ░░▓▓",
        "2 ░░▓▓██  ▒▒▓▓██░░",
        "3 ██░░▒▒██  ░░▓▓██",
        "4 ▓▓██  ▒▒▓▓██░░▒▒",
      ])
  }

  @Test("the scale stays where it is narrow, with fewer digits and then with less of the title beside it")
  func narrow() {
    let matrix = NumberMatrix(rows: 2, columns: 2, [-1.23456, 0, 1, 5.6789])
    func line(_ title: String, _ columns: Int) -> String {
      let map = HeatMap(title: title, matrix: matrix)
      return Frame.drawing(columns, 4) { map.draw(in: $0, of: &$1, glyphs: .block) }.frame.text[0]
    }
    #expect(line("output y", 31) == "output y  -1.235 [ ░▒▓█] 5.679")
    #expect(line("output y", 29) == "output y  -1.23..5.68")
    #expect(line("output y", 20) == "output y  -1.2..5.7")
    #expect(line("output y", 15) == "output y  -1..6")
    #expect(line("output y", 14) == "output y")
    #expect(line("output y (training)", 20) == "output y (tr…  -1..6")
    // Rounded to the same number both ends would say nothing.
    let close = HeatMap(title: "x", matrix: NumberMatrix(rows: 1, columns: 2, [100.25, 100.5]))
    #expect(Frame.drawing(14, 4) { close.draw(in: $0, of: &$1, glyphs: .block) }.frame.text[0] == "x")
  }

  @Test("numbers with their points below each other")
  func numbers() {
    var grid = NumberGrid(title: "batch", matrix: Self.odd)
    grid.cursor = MatrixCell(row: 1, column: 0)
    let (frame, place) = Frame.drawing(44, 5) { grid.draw(in: $0, of: &$1, glyphs: .ascii) }
    #expect(
      frame.text == [
        "batch",
        "           0         1         2         3",
        "0        NaN       inf      -inf  0.000000",
        "1  -3.000000      1e-9  3.000000  1.250000",
        "",
      ])
    #expect(place == Position(column: 3, row: 3))
    var large = NumberGrid(title: "", matrix: NumberMatrix(rows: 2, columns: 2, [1.5e30, -2, 3e-200, 0]))
    large.cursor = nil
    let other = Frame.drawing(30, 4) { large.draw(in: $0, of: &$1, glyphs: .ascii) }
    #expect(
      other.frame.text == [
        "",
        "               0             1",
        "0   1.50000e+030 -2.00000e+000",
        "1   3.00000e-200  0.00000e+000",
      ])
  }

  @Test("what is not finite is a sign of its own, and the symmetric scale has 0 in its middle")
  func signs() {
    let scale = HeatScale(ValueRange(-1, 3), isSymmetric: true, glyphs: .ascii, Style(.input), Style(.output))
    #expect(scale.range == ValueRange(-3, 3))
    #expect([Double.nan, .infinity, -.infinity].map { scale.cell($0).glyph } == ["!", "^", "v"])
    #expect(scale.cell(-3) == Cell(" ", Style(.input)) && scale.cell(3) == Cell("@", Style(.output)))
    #expect(scale.shade(0) == 5 && scale.shade(-0.001) == 4)
    let own = HeatScale(ValueRange(-1, 3), isSymmetric: false, glyphs: .block, Style(), Style())
    #expect(own.shade(-1) == 0 && own.shade(1) == 2 && own.shade(3) == 4)
  }

  @Test("shades rise with the numbers and use every level, over ranges of any size")
  func monotone() {
    var random = SplitMix(state: 3)
    for _ in 0..<300 {
      guard let range = ValueRange(random.anything(), random.anything()) else { continue }
      for glyphs in GlyphLevel.allCases {
        let scale = HeatScale(range, isSymmetric: false, glyphs: glyphs, Style(), Style())
        let map = RangeMap(range.visible)
        let levels = glyphs.shades.count
        // The middle of each of the equal stretches.
        let shades = (0..<levels).map { scale.shade(map.value(at: (Double($0) + 0.5) / Double(levels))) }
        let isWide = range.high / 2 - range.low / 2 > 1e-300
        #expect(!isWide || shades == Array(0..<levels))
        #expect(scale.shade(range.low) >= 0 && scale.shade(range.high) < levels)
      }
    }
  }

  @Test("the written numbers read back as near as their digits say, with their points in one column")
  func digits() {
    var random = SplitMix(state: 9)
    for round in 0..<300 {
      let size = random.anything().magnitude
      guard size.isFinite else { continue }
      let values = (0..<6).map { _ in size * Double.random(in: -1...1, using: &random) }
      let digits = round % 8 + 1
      let format = GridFormat(ValueRange(of: values), digits: digits)
      let texts = values.map { format.text($0, width: format.columns) }
      #expect(texts.allSatisfy { $0.columns == format.columns })
      let largest = values.map(\.magnitude).max() ?? 0
      for (value, text) in zip(values, texts) {
        let read = Double(text.drop { $0 == " " }) ?? .nan
        // Half of a unit of the last digit of the largest number; of a subnormal number an ulp is all there is.
        let unit = largest * (Double("1e\(1 - digits)") ?? .nan)
        #expect(abs(read - value) <= max(unit / 2 * 1.0001, .leastNonzeroMagnitude), "\(value) \(text)")
      }
      let whole = texts.filter { $0.contains(".") && !$0.contains("e") }
      #expect(Set(whole.compactMap { $0.split(separator: ".").first?.count }).count <= 1)
    }
  }

  @Test("every cell's place on the screen leads back to it, and the cursor is always in view")
  func inverse() {
    var random = SplitMix(state: 21)
    for _ in 0..<400 {
      let matrix = Self.batch(Int.random(in: 0...40, using: &random), Int.random(in: 0...60, using: &random))
      let area = Area(
        column: 3, row: 2, columns: Int.random(in: 0...70, using: &random), rows: Int.random(in: 0...20, using: &random)
      )
      var map = HeatMap(title: "m", matrix: matrix)
      map.first = MatrixCell(
        row: Int.random(in: -5...50, using: &random), column: Int.random(in: -5...70, using: &random))
      map.cursor = MatrixCell(
        row: Int.random(in: 0...max(0, matrix.rows - 1), using: &random),
        column: Int.random(in: 0...max(0, matrix.columns - 1), using: &random))
      var grid = NumberGrid(title: "m", matrix: matrix)
      (grid.first, grid.cursor) = (map.first, map.cursor)
      for (isGrid, layout) in [(false, map.layout(in: area)), (true, grid.layout(in: area))] {
        var frame = Frame(size: Size(columns: 80, rows: 30))
        let place =
          isGrid
          ? grid.draw(in: area, of: &frame, glyphs: .block) : map.draw(in: area, of: &frame, glyphs: .block)
        var seen: [MatrixCell: Int] = [:]
        for row in 0..<30 {
          for column in 0..<80 {
            if let cell = layout.cell(at: Position(column: column, row: row)) { seen[cell, default: 0] += 1 }
          }
        }
        #expect(seen.count == layout.rows * layout.columns)
        #expect(seen.values.allSatisfy { $0 == layout.cellColumns })
        #expect(seen.keys.allSatisfy { $0.row < matrix.rows && $0.column < matrix.columns })
        for cell in seen.keys { #expect(layout.position(of: cell).flatMap { layout.cell(at: $0) } == cell) }
        #expect((place == nil) == seen.isEmpty)
        if let place { #expect(layout.cell(at: place) == map.cursor) }
        // As many are shown as there is room for.
        #expect(layout.rows == min(matrix.rows, layout.cells.rows))
      }
    }
  }

  @Test("scrolls no farther than it has to")
  func scrolling() {
    func start(_ wished: Int, _ kept: Int?) -> Int { MatrixLayout.start(wished, showing: 10, of: 100, keeping: kept) }
    #expect(start(20, 25) == 20 && start(20, 29) == 20 && start(20, 30) == 21 && start(20, 19) == 19)
    #expect(start(95, nil) == 90 && start(-5, nil) == 0 && start(0, 400) == 90)
    #expect(MatrixLayout.start(5, showing: 0, of: 0, keeping: 3) == 0)
  }
}
