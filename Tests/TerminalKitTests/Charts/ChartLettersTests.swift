import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("The letters of a chart's lines")
struct ChartLettersTests {
  private static let roles: [Role] = [.input, .output, .movingMean, .batchMean, .movingVariance, .batchVariance]

  /// Lines in different hues and one stroke, so that nothing but letters tells them apart without colour.
  private func chart(_ values: [[Double]], last: Double) -> LineChart {
    var chart = LineChart(
      title: "V",
      series: values.enumerated().map {
        LineChart.Series("s", $1, at: .every(1, from: 0), style: Style(Self.roles[$0]), stroke: .solid)
      })
    chart.yRange = ValueRange(0, 1)
    chart.xRange = ValueRange(0, last)
    return chart
  }

  /// What is drawn of a chart below its legend: for each line its letters, the cells that it has where it is drawn alone,
  /// and the row of its last value.
  private struct Drawing {
    var letters: [[Position]] = []
    var cells: [Set<Position>] = []
    var ends: [Int] = []
    var lastColumn = 0

    init(_ chart: LineChart, _ columns: Int, _ rows: Int, _ glyphs: GlyphLevel) throws {
      let frame = chart.frame(columns, rows, glyphs)
      let plot = (0..<rows).filter { row in (0..<columns / 2).contains { frame[$0, row]?.style.role == .border } }
      let first = try #require(plot.first)
      // The last of these rows is the axis below the plot.
      let height = plot.count - 1
      lastColumn = columns - 1
      for (index, series) in chart.series.enumerated() {
        var alone = chart
        for other in chart.series.indices where other != index {
          alone.series[other].values = series.values.map { _ in NumberText.notMeasured }
        }
        let own = alone.frame(columns, rows, glyphs)
        var letters: [Position] = []
        var cells: Set<Position> = []
        for row in first..<first + height {
          for column in 0..<columns {
            let place = Position(column: column, row: row)
            if let cell = frame[column, row], cell.style.role == series.style.role, cell.glyph.isLetter {
              letters.append(place)
            }
            if let cell = own[column, row], cell.style.role == series.style.role, !cell.glyph.isLetter,
              cell.glyph != " "
            {
              cells.insert(place)
            }
          }
        }
        self.letters.append(letters)
        self.cells.append(cells)
        let dots = height * glyphs.dotsPerCell.down
        let scale = AxisScale(try #require(chart.yRange))
        let end = try #require(series.values.last)
        ends.append(first + Int(Double(dots - 1) - scale.dot(end, among: dots) + 0.5) / glyphs.dotsPerCell.down)
      }
    }
  }

  @Test("stand at their own line, never on another, and from the highest value to the lowest", arguments: 0..<40)
  func places(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let glyphs = GlyphLevel.allCases[Int(seed) % 3]
    let count = Int.random(in: 2...6, using: &random)
    let values = (0..<count).map { index in
      var value = Double.random(in: 0.1...0.9, using: &random)
      let length = index == 0 || Bool.random(using: &random) ? 40 : Int.random(in: 2..<36, using: &random)
      return (0..<length).map { _ in
        value = min(max(value + Double.random(in: -0.06...0.06, using: &random), 0), 1)
        return value
      }
    }
    let chart = chart(values, last: 39)
    let drawing = try Drawing(
      chart, Int.random(in: 40...110, using: &random), Int.random(in: 14...30, using: &random), glyphs)
    var beside: [(value: Double, index: Int, row: Int)] = []
    for index in values.indices {
      #expect(drawing.letters[index].count <= 1)
      guard let letter = drawing.letters[index].first else { continue }
      let end = try #require(values[index].last)
      if letter.column == drawing.lastColumn {
        #expect(values[index].count == 40, "a line that ended before has its letter there")
        beside.append((end, index, letter.row))
        continue
      }
      for other in values.indices where other != index { #expect(!drawing.cells[other].contains(letter)) }
      let isNear = drawing.cells[index].contains {
        abs($0.column - letter.column) <= 1 && abs($0.row - letter.row) <= 1
      }
      #expect(isNear, "\(glyphs) \(index)")
    }
    for first in beside {
      for second in beside where first.value > second.value { #expect(first.row < second.row) }
      for other in values.indices where other != first.index && values[other].count == 40 {
        #expect(drawing.ends[other] != first.row || drawing.ends[first.index] == first.row)
      }
    }
  }

  @Test("of lines that end close to each other are in the order of the values, whatever the order of drawing")
  func order() throws {
    for glyphs in GlyphLevel.allCases {
      // They come from far apart and end within one row.
      let ends = [0.503, 0.501, 0.504, 0.502]
      let values = ends.enumerated().map { index, end in
        (0..<40).map { end + (0.2 * Double(index) - 0.3) * (1 - Double($0) / 39) }
      }
      let drawing = try Drawing(chart(values, last: 39), 60, 20, glyphs)
      let rows = drawing.letters.compactMap { $0.first { $0.column == drawing.lastColumn }?.row }
      #expect(rows.count == 4)
      #expect(rows.enumerated().sorted { $0.element < $1.element }.map(\.offset) == [2, 0, 3, 1], "\(glyphs)")
    }
  }

  @Test("of a line that ends early stands at its end, where another line goes on past it")
  func early() throws {
    for glyphs in GlyphLevel.allCases {
      let chart = chart([(0..<24).map { _ in 0.5 }, (0..<40).map { $0 < 24 ? 0.2 : 0.5 }], last: 39)
      let drawing = try Drawing(chart, 80, 16, glyphs)
      let letter = try #require(drawing.letters[0].first)
      #expect(letter.column < drawing.lastColumn - 20)
      #expect(try #require(drawing.letters[1].first).column == drawing.lastColumn)
    }
  }

  @Test("are on charts too small for a column of them where lines look alike but for their hue")
  func small() throws {
    let values = [(0..<40).map { _ in 0.2 }, (0..<40).map { _ in 0.8 }]
    for glyphs in GlyphLevel.allCases {
      func letters(_ chart: LineChart) -> Set<Character> {
        let frame = chart.frame(16, 9, glyphs)
        // Below the title and a row of the legend, above the axis.
        return Set(
          (2..<7).flatMap { row in (0..<16).compactMap { frame[$0, row]?.glyph } }.filter { "AB".contains($0) })
      }
      var chart = chart(values, last: 39)
      chart.title = ""
      for index in chart.series.indices { chart.series[index].name = "" }
      #expect(letters(chart) == ["A", "B"])
    }
  }

  @Test("strokes of one kind look different within the length of a legend's piece of line, at every glyph level")
  func strokes() {
    for glyphs in GlyphLevel.allCases {
      let all: [Stroke] = [.solid, .dashed, .dotted, .sparse, .dashDotted, .longDashed, .gapped]
      let drawn = all.map { stroke in
        var canvas = DotCanvas(columns: ChartLegend.markColumns, rows: 1, glyphs: glyphs)
        canvas.line(from: DotPoint(x: 0, y: 1), to: DotPoint(x: Double(canvas.width - 1), y: 1), Style(), stroke)
        var frame = Frame(size: Size(columns: ChartLegend.markColumns, rows: 1))
        canvas.draw(in: frame.area, of: &frame, blank: Style())
        return frame.text[0]
      }
      #expect(Set(drawn).count == all.count, "\(drawn)")
    }
  }
}
