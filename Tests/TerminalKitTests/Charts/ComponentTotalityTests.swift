import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Heat maps, grids, tables and bars in any rectangle")
struct ComponentTotalityTests {
  typealias View = (Area, inout Frame, GlyphLevel) -> Position?

  private static let values: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude, 1, -2.5, 1e-9, 12345.678,
  ]

  private static func views(_ round: Int, _ random: inout SplitMix) -> [View] {
    let kept = values.filter { _ in Bool.random(using: &random) }
    let across = Int.random(in: 0...9, using: &random)
    let matrix = NumberMatrix(rows: round % 7, columns: across, kept)
    var map = HeatMap(title: "漢字 γ", matrix: matrix)
    map.isSymmetric = Bool.random(using: &random)
    map.cursor = MatrixCell(row: round % 9 - 1, column: round % 11 - 1)
    map.first = MatrixCell(row: .max, column: .min)
    var grid = NumberGrid(title: "±", matrix: matrix)
    grid.cursor = map.cursor
    var table = SortedTable(
      columns: [.init(title: "漢字"), .init(title: "value ±", isRightAligned: true), .init(title: "")],
      rows: kept.map { value in [.text("γ\u{302}"), .number(value, NumberText.significant(value))] })
    table.order = .init(column: round % 5 - 1, isDescending: map.isSymmetric)
    table.chosen = round % 14 - 1
    let bar = ScrubBar(
      last: [0, 1, 50, .max, -3][round % 5], present: round % 60 - 2, events: [0, round, round, .min],
      branch: round % 3 == 0 ? nil : 7)
    return [{ table.draw(in: $0, of: &$1, glyphs: $2) }, { bar.draw(in: $0, of: &$1, glyphs: $2) }] + [
      { map.draw(in: $0, of: &$1, glyphs: $2) }, { grid.draw(in: $0, of: &$1, glyphs: $2) },
    ]
  }

  @Test(
    "draw inside their area only, with their level's glyphs, and put the cursor into it", arguments: GlyphLevel.allCases
  )
  func anywhere(glyphs: GlyphLevel) {
    var random = SplitMix(state: 77)
    for round in 0..<500 {
      let area = Area(
        column: 2, row: 1, columns: round % 10 == 0 ? 0 : Int.random(in: 0...60, using: &random),
        rows: round % 11 == 0 ? 0 : Int.random(in: 0...12, using: &random))
      for (index, view) in Self.views(round, &random).enumerated() {
        var frame = Frame.sentinels(columns: area.columns + 5, rows: area.rows + 2)
        let place = view(area, &frame, glyphs)
        for row in 0..<frame.size.rows {
          for column in 0..<frame.size.columns {
            guard let cell = frame[column, row], cell != Frame.sentinel else { continue }
            let isInside = (2..<2 + area.columns).contains(column) && (1..<1 + area.rows).contains(row)
            let isShown = glyphs != .ascii || cell.glyph.isASCII && cell.glyph >= " "
            if !isInside || !isShown { Issue.record("view \(index) round \(round): \(cell.glyph) at \(column),\(row)") }
          }
        }
        if let place {
          #expect((2..<2 + area.columns).contains(place.column) && (1..<1 + area.rows).contains(place.row))
        }
        for strange in [
          Area(column: -5, row: -3, columns: 30, rows: 12), Area(column: .max, row: .max, columns: .max, rows: .max),
          Area(column: .min, row: 0, columns: .max, rows: 9), Area(column: -1, row: -1, columns: .max, rows: .max),
        ] where round % 10 == 3 {
          var small = Frame(size: Size(columns: 20, rows: 8))
          _ = view(strange, &small, glyphs)
          #expect(small.size == Size(columns: 20, rows: 8))
        }
      }
    }
  }
}
