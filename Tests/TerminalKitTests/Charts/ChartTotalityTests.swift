import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Charts in any rectangle")
struct ChartTotalityTests {
  /// Values of every awkward kind, each with the title it is drawn under.
  private static let inputs: [(name: String, values: [Double])] = [
    ("empty", []), ("one", [1.998]), ("NaN", [.nan, .nan]), ("infinities", [-.infinity, 1, .infinity, 2]),
    ("constant γ̂", [Double](repeating: 3, count: 40)), ("huge", [1e38, -1e38, 3e37, 1e38]),
    ("largest", [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0]),
    ("subnormal", [.leastNonzeroMagnitude, 0, 3 * .leastNonzeroMagnitude]),
    ("漢字 wide", (0..<300).map { 1e4 + 1e-2 * Double($0 % 17) }), ("ulps", [1, 1.0.nextUp, 1]),
    ("both signs", (0..<90).map { Double($0 * $0 % 31) - 15 }),
  ]

  private static func views(_ values: [Double], _ title: String) -> [(Area, inout Frame, GlyphLevel) -> Void] {
    let series = LineChart.Series(title, values, style: Style(.movingMean))
    let reversed = LineChart.Series("漢 other", values.reversed(), at: .every(-2, from: 7), style: Style(.batchMean))
    let listed = LineChart.Series("x", values, at: .at(values), style: Style(.output))
    var chart = LineChart(
      title: title, series: [series, reversed, listed], references: [.zero, .target(1e300, "±goal")])
    chart.marker = values.last
    chart.xName = "Schritt…"
    var logarithmic = LineChart(title: title, series: [series], yKind: .logarithmic)
    logarithmic.xRange = ValueRange(-1, 2.5)
    let symmetric = LineChart(title: title, series: [series, listed], yKind: .symlog(threshold: nil))
    var narrow = symmetric
    narrow.yKind = .symlog(threshold: 1e-300)
    var fixed = chart
    fixed.yRange = ValueRange(0, 1e-300)
    fixed.xRange = ValueRange(3, 3)
    fixed.cursor = values.last
    fixed.references = [.limit(1e-301, "±dmax"), .limit(values.first ?? 0, "漢字")]
    fixed.bands = [LineChart.Band("Ω…", values, values.reversed(), at: .every(1, from: 0))]
    let charts = [chart, logarithmic, symmetric, narrow, fixed]
    var histogram = Histogram(title: title, values: values, style: Style(.input))
    let own = histogram
    histogram.range = ValueRange(-1, 2)
    histogram.fullCount = 3
    let histograms = [own, histogram, Histogram(title: title, values: values.map { Float($0) })]
    let gauge = Gauge(fraction: values.first ?? 0.5, style: Style(.ok))
    let sparkline = Sparkline(values: values, style: Style(.ok))
    return charts.map { chart in { chart.draw(in: $0, of: &$1, glyphs: $2) } }
      + histograms.map { histogram in { histogram.draw(in: $0, of: &$1, glyphs: $2) } }
      + [{ gauge.draw(in: $0, of: &$1, glyphs: $2) }, { sparkline.draw(in: $0, of: &$1, glyphs: $2) }]
  }

  /// Every glyph of code page 437 that is neither a letter nor a sign, that is its lines and blocks.
  private static let codePage437 = Set(
    "─│┌┐└┘├┤┬┴┼═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬▀▄█▌▐░▒▓■")

  @Test("every size draws, stays inside, and keeps to its level's glyphs", arguments: GlyphLevel.allCases)
  func everySize(glyphs: GlyphLevel) {
    for (index, input) in Self.inputs.enumerated() {
      let views = Self.views(input.values, input.name)
      // Every size meets every kind of view; which input it meets takes turns, to keep the run short.
      for columns in 0..<130 {
        for (turn, rows) in [0, 1, 2, 3, 5, 8, 13, 24].enumerated() where (columns + turn) % Self.inputs.count == index
        {
          let area = Area(column: 2, row: 1, columns: columns, rows: rows)
          for view in views { check(view, area, glyphs, input.name) }
        }
      }
    }
  }

  private func check(
    _ view: (Area, inout Frame, GlyphLevel) -> Void, _ area: Area, _ glyphs: GlyphLevel, _ name: String
  ) {
    let blank = Frame.sentinels(columns: area.columns + 5, rows: area.rows + 2)
    var frame = blank
    view(area, &frame, glyphs)
    var outside = 0
    var strange: Set<Character> = []
    for row in 0..<frame.size.rows {
      for column in 0..<frame.size.columns {
        let isInside =
          (2..<2 + area.columns).contains(column) && (1..<1 + area.rows).contains(row)
        guard let cell = frame[column, row], cell != Frame.sentinel else { continue }
        if !isInside { outside += 1 }
        if !Self.belongs(cell.glyph, glyphs) { strange.insert(cell.glyph) }
      }
    }
    #expect(outside == 0, "\(name) \(area)")
    #expect(strange.isEmpty, "\(name) \(area) \(strange)")
  }

  /// Whether a level has a glyph: any text but for the kinds of drawing it lacks, and only ASCII for ASCII.
  private static func belongs(_ glyph: Character, _ level: GlyphLevel) -> Bool {
    guard let scalar = glyph.unicodeScalars.first else { return false }
    switch level {
    case .ascii: return glyph.isASCII && (0x20..<0x7f).contains(scalar.value)
    case .block:
      let isDrawing = (0x2500..<0x2600).contains(scalar.value) || (0x2800..<0x2900).contains(scalar.value)
      return !isDrawing || codePage437.contains(glyph)
    case .braille: return scalar.value != 0x2800
    }
  }

  @Test("areas beside the frame, around it and at the ends of the integers are cut, never an error")
  func strangeAreas() {
    for input in Self.inputs {
      for view in Self.views(input.values, input.name) {
        for area in [
          Area(column: -5, row: -3, columns: 30, rows: 12), Area(column: 15, row: 5, columns: 300, rows: 100),
          Area(column: .max, row: .max, columns: .max, rows: .max), Area(column: .min, row: 0, columns: .max, rows: 9),
          Area(column: -1, row: -1, columns: .max, rows: .max), Area(column: 99, row: 0, columns: 9, rows: 9),
        ] {
          var frame = Frame(size: Size(columns: 20, rows: 8))
          view(area, &frame, .braille)
          #expect(frame.size == Size(columns: 20, rows: 8))
        }
      }
    }
  }
}
