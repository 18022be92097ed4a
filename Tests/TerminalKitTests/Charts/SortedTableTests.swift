import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Sorted table")
struct SortedTableTests {
  private static func table(_ values: [Double]) -> SortedTable {
    let rows = values.enumerated().map { index, value in
      [
        SortedTable.Item.number(Double(index), "\(index)"),
        .number(value, NumberText.significant(value)), .text(["relu", "mean", "γ"][index % 3]),
      ]
    }
    let columns = [
      SortedTable.Column(title: "channel", isRightAligned: true), .init(title: "mean", isRightAligned: true),
      .init(title: "name"),
    ]
    return SortedTable(columns: columns, rows: rows)
  }

  private func text(_ table: SortedTable, _ columns: Int, _ rows: Int, _ glyphs: GlyphLevel = .ascii) -> [String] {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    table.draw(in: frame.area, of: &frame, glyphs: glyphs)
    return frame.text
  }

  @Test("shows what is sorted by, and leaves columns out from the right but for that one")
  func pictures() {
    var table = Self.table([0.5, -1.25, .nan, 3e-7])
    table.order = .init(column: 1, isDescending: true)
    table.chosen = 1
    #expect(
      text(table, 40, 6) == [
        "  channel  mean v  name",
        "        0     0.5  relu",
        "        3   3e-07  relu",
        "        1   -1.25  mean",
        "        2     NaN  gamma",
        "",
      ])
    table.order = .init(column: 2)
    #expect(
      text(table, 18, 4, .block) == [
        "  channel  name ▲",
        "        1  mean",
        "        0  relu",
        "        3  relu",
      ])
    table.order = .init(column: 1)
    #expect(
      text(table, 5, 3) == [
        "mea ^",
        "-1.25",
        "3e-07",
      ])
  }

  @Test("the order is that of a plain stable sort, NaN last in either direction", arguments: [false, true])
  func order(isDescending: Bool) {
    var random = SplitMix(state: 4)
    for _ in 0..<200 {
      let values = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        [Double.nan, 1, 1, 2, -.infinity, .infinity, -0.0, 0][Int.random(in: 0..<8, using: &random)]
      }
      var table = Self.table(values)
      table.order = .init(column: 1, isDescending: isDescending)
      // An insertion sort that moves past strictly larger (smaller) numbers only is stable by itself.
      var expected: [Int] = []
      for index in values.indices where !values[index].isNaN {
        let place = expected.firstIndex {
          isDescending ? values[$0] < values[index] : values[$0] > values[index]
        }
        expected.insert(index, at: place ?? expected.count)
      }
      #expect(table.sortedRows == expected + values.indices.filter { values[$0].isNaN })
    }
  }

  @Test("a click finds the title or the row that is drawn there, and the chosen row is in view")
  func inverse() throws {
    var random = SplitMix(state: 6)
    for round in 0..<300 {
      let count = Int.random(in: 0...30, using: &random)
      var table = Self.table((0..<count).map { _ in Double(Int.random(in: -9...9, using: &random)) })
      table.order = round % 4 == 0 ? nil : .init(column: round % 3, isDescending: round % 2 == 0)
      table.chosen = count == 0 ? nil : Int.random(in: 0..<count, using: &random)
      table.firstLine = Int.random(in: -3...40, using: &random)
      let area = Area(
        column: 2, row: 1, columns: Int.random(in: 1...40, using: &random), rows: Int.random(in: 1...12, using: &random)
      )
      var frame = Frame(size: Size(columns: 50, rows: 16))
      let place = table.draw(in: area, of: &frame, glyphs: .ascii)
      let layout = table.layout(in: area, glyphs: .ascii)
      if let order = table.order { #expect(layout.places.contains { $0.column == order.column }) }
      #expect(layout.rows.count == min(count, layout.lines.rows))
      if let place, let chosen = table.chosen {
        #expect(layout.target(at: place) == .row(chosen))
        #expect(frame[place.column, place.row]?.style.emphasis.contains(.reverse) == true)
      } else {
        #expect(count == 0)
      }
      for (line, row) in layout.rows.enumerated() {
        #expect(layout.target(at: Position(column: 2, row: layout.lines.row + line)) == .row(row))
      }
      for title in layout.places where layout.titles.rows > 0 {
        let position = Position(column: 2 + title.start + title.width - 1, row: layout.titles.row)
        #expect(layout.target(at: position) == .title(title.column))
      }
      #expect(layout.target(at: Position(column: 1, row: 1)) == nil)
      #expect(layout.target(at: Position(column: 2, row: 1 + area.rows)) == nil)
    }
  }

  @Test("choosing a column has its largest on top, the first one the rows in order, and again turns that round")
  func choosing() {
    var table = Self.table([1, 2])
    table.order = table.order(choosing: 1)
    #expect(table.order == .init(column: 1, isDescending: true))
    table.order = table.order(choosing: 1)
    #expect(table.order == .init(column: 1))
    table.order = table.order(choosing: 1)
    #expect(table.order == .init(column: 1, isDescending: true))
    table.order = table.order(choosing: 0)
    #expect(table.order == .init(column: 0))
    #expect(table.order(choosing: 0) == .init(column: 0, isDescending: true))
  }
}
