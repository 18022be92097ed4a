import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Chart cursor, band, ghost and limits")
struct ChartCursorTests {
  /// A moving mean on its way to 2 with its prediction and the band around that.
  private var predicted: LineChart {
    let ghost = (0...20).map { 2 - 2 * [1, 0.8, 0.64, 0.512, 0.41, 0.33, 0.26][min($0 / 3, 6)] }
    let moving = ghost.enumerated().map { $0.offset % 2 == 0 ? $0.element + 0.1 : $0.element - 0.1 }
    var chart = LineChart(
      title: "moving mean",
      series: [
        .ghost("expected", ghost, at: .every(1, from: 0)),
        LineChart.Series("moving", moving.map { $0 * 0.9 }, style: Style(.movingMean), stroke: .solid),
      ])
    chart.bands = [
      LineChart.Band("noise", ghost.map { $0 - 0.4 }, ghost.map { $0 + 0.4 }, at: .every(1, from: 0))
    ]
    return chart
  }

  @Test("a curve over its prediction and the band around it, in braille and in ASCII")
  func band() {
    var chart = predicted
    chart.cursor = 12.4
    #expect(
      chart.frame(60, 12, .braille).text == [
        "moving mean  step 12  expected 1.18  moving 1.152",
        "⠄ ⠄ ⠄ A expected   ⠤⠤⠤⠤⠤ B moving   ⠅⡂⠅⡂⠅ noise",
        " │                                  ⡇        ⡀ ⡀ ⡀ ⡀⠄⡂⠄⡂⠄⡂⠄",
        " │                                 ⡀⡇⡂⠄⡂⠄⡂⠄⡂⠅⡂⠅⡂⠅⡂⠅⡂⡀⣀⠄⡂⠄⡂⣄A",
        " │                 ⡀ ⡀ ⡀ ⡀⠄⡂⠅⡂⠅⡂⠅⡂⠅⢀⢄⡀⠄⡂⢄⡠⠤⢄⣁⡠⠕⠒⠥⢄⡡⠔⠉⡂⠉⠒⠊⠉⠅B",
        "1┤         ⡀ ⡀ ⡀ ⡀⠅⡂⠅⡂⠅⡂⠅⡂⣀⣀⡢⠤⠒⠢⢆⡠⠓⠁⡇⠈⠑⠊⠁⡂⠅⠂⠁⠂⠁⠂⠁⠂⠁ ⠁",
        " │       ⡂⠅⡂⠅⣀⡀⡂⠅⣀⠖⠉⠓⠢⠥⠒⠉⠉⠁⠂⠅⠂⠅⠂⠅⠂⠁ ⡇",
        " │⠅⡂⠅⡂⠅⡂⢀⡠⠖⠊⠉⡂⠉⠑⠋⡂⠅⠂⠁⠂⠁⠂⠁           ⡇",
        "0┤⠋⠒⠢⠤⠒⠉⠁⡂⠁⠂⠁⠂⠁⠂⠁                   ⡇",
        " │⠅⠂⠅⠂⠅⠂⠁                           ⡇",
        " └┬───────────────────────────┬───────────────────────────┬",
        "  step 0                      10                         20",
      ])
    #expect(
      chart.frame(60, 12).text == [
        "moving mean  step 12  expected 1.18  moving 1.152",
        ".   . A expected   ..... B moving   . . . noise",
        " |                                  :             . . . . .",
        " |                                 .:. . . . . . . ..... ..A",
        " |                  . . . . . . . . ... ......'''.:'. ''' .B",
        "1+         . . . . . . . ....'''..'':.'' . .",
        " |      . . ... ...''.:.''.         :",
        " |.. . ...'' .'''.                  :",
        "0+' ''' .                           :",
        " |                                  :",
        " ++---------------------------+---------------------------+",
        "  step 0                      10                         20",
      ])
  }

  @Test("a band does not move the range by more than half of it on either side, and is cut there")
  func hugeBand() {
    let values = (0...40).map { Double($0 % 9) }
    var plain = LineChart(title: "", series: [LineChart.Series("", values)])
    plain.yRange = ValueRange(-4.8, 12.8)
    var banded = LineChart(title: "", series: [LineChart.Series("", values)])
    let huge = [Double](repeating: 1e308, count: 41)
    banded.bands = [LineChart.Band("", huge.map { -$0 }, huge, at: .every(1, from: 0))]
    // 0...8 and half of 8 on either side is −4...12; a twentieth of that is the margin.
    let axis = plain.frame(60, 14).text.map { $0.prefix(3) }
    #expect(banded.frame(60, 14).text.map { $0.prefix(3) } == axis)
    var above = banded
    above.bands = [LineChart.Band("", huge, huge, at: .every(1, from: 0))]
    plain.yRange = ValueRange(-0.6, 12.6)
    #expect(above.frame(60, 14).text.map { $0.prefix(3) } == plain.frame(60, 14).text.map { $0.prefix(3) })
  }

  @Test("a band lies between its curves: each shaded cell meets the stretch, and no cell of a curve is shaded")
  func bandPlace() {
    for glyphs in GlyphLevel.allCases {
      var canvas = DotCanvas(columns: 41, rows: 10, glyphs: glyphs)
      let low = (0...40).map { Double($0) / 10 }
      let scale = AxisScale(ValueRange(0, 10) ?? .unit)
      let across = AxisScale(ValueRange(0, 40) ?? .unit)
      LineChart.Band("", low, low.map { $0 + 4 }, at: .every(1, from: 0)).draw(across, scale, on: &canvas)
      canvas.line(from: DotPoint(x: 0, y: 0), to: DotPoint(x: Double(canvas.width), y: 0), Style(.loss))
      var frame = Frame(size: Size(columns: 41, rows: 10))
      canvas.draw(in: frame.area, of: &frame, blank: Style())
      var shaded = 0
      for column in 0...40 {
        #expect(frame[column, 0]?.style == Style(.loss))
        for row in 1..<10 where frame[column, row]?.glyph != " " {
          shaded += 1
          // A cell is a unit high but for the last dot's half at either end; columns are a unit of x apart.
          let middle = 10 - Double(row) - 0.5
          #expect(middle > low[column] - 1 && middle < low[column] + 5, "\(glyphs) \(column) \(row)")
        }
      }
      // The band is 4 units high, a cell each, of which ASCII shades every second.
      #expect(shaded > 41 * 3 / 2)
    }
  }

  @Test("reads every series at the nearest recorded position of any, and NaN where one has none")
  func readout() {
    let chart = LineChart(
      title: "",
      series: [
        LineChart.Series("even", [1, 2, 3, 4], at: .every(10, from: 10)),
        LineChart.Series("listed", [5, 6, 7], at: .at([20, 33, 40])),
        LineChart.Series("none", [], at: .every(1, from: 0)),
      ])
    func read(_ x: Double) -> [Double] { chart.readout(at: x).flatMap { [$0.value, $0.step] } }
    let nan = Double.nan
    func same(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN } }
    #expect(chart.readout(at: 20).map(\.name) == ["even", "listed", "none"])
    #expect(same(read(20), [2, 20, 5, 20, nan, 20]))
    #expect(same(read(31.4), [3, 30, nan, 30, nan, 30]))
    #expect(same(read(31.6), [nan, 33, 6, 33, nan, 33]))
    // As far from 10 as from 20: the lower one.
    #expect(same(read(15), [1, 10, nan, 10, nan, 10]))
    #expect(same(read(-.infinity), [1, 10, nan, 10, nan, 10]))
    #expect(same(read(.infinity), [4, 40, 7, 40, nan, 40]))
    #expect(read(.nan).isEmpty)
  }

  @Test("a click reads the position whose line the cursor then draws through the clicked cell")
  func mouse() throws {
    for glyphs in GlyphLevel.allCases {
      let values = (0...23).map { Double($0 % 5) }
      // A position every two columns, so that each is one of its own.
      var chart = LineChart(title: "V", series: [LineChart.Series("", values, at: .every(3, from: 6))])
      let area = Area(column: 3, row: 1, columns: 49, rows: 10)
      var seen: Set<Double> = []
      for column in 0..<60 {
        guard let position = chart.recordedPosition(atColumn: column, in: area, glyphs: glyphs) else { continue }
        seen.insert(position)
        chart.cursor = position
        var frame = Frame(size: Size(columns: 60, rows: 12))
        chart.draw(in: area, of: &frame, glyphs: glyphs)
        let line = try #require(
          (0..<60).first { frame[$0, 3]?.style == Style(.accent) || frame[$0, 6]?.style == Style(.accent) })
        #expect(abs(line - column) <= 1, "\(glyphs) \(column)")
      }
      #expect(seen.count == values.count)
    }
  }

  @Test("agrees with a plain search, for positions of any size and order")
  func readoutProperty() {
    var random = SplitMix(state: 8)
    for round in 0..<300 {
      let even = LineChart.Series(
        "a", (0..<7).map(Double.init), at: .every(Double(round % 5) - 2, from: random.anything() / 1e300))
      let places = (0..<5).map { _ in random.anything() / 1e200 }
      let listed = LineChart.Series("b", (0..<5).map(Double.init), at: .at(places))
      let chart = LineChart(title: "", series: [even, listed])
      let x = random.anything()
      guard !x.isNaN else { continue }
      let all = chart.series.flatMap { one in (0..<one.count).map { one.x($0) } }.filter(\.isFinite)
      let step = chart.readout(at: x).first?.step
      #expect(all.isEmpty == (step == nil))
      if let step {
        #expect(all.contains(step))
        #expect(all.allSatisfy { abs($0 / 2 - x / 2) >= abs(step / 2 - x / 2) })
      }
    }
  }

  @Test("the readout keeps whole numbers: fewer digits, then no title, then fewer series, never a cut number")
  func narrow() {
    var chart = LineChart(
      title: "moving mean",
      series: [
        LineChart.Series("batch", [0, 4.8828125]), LineChart.Series("moving", [0, 1.6237182]),
      ])
    chart.cursor = 1
    #expect(chart.frame(52, 3).text[0] == "moving mean  step 1  batch 4.882812  moving 1.623718")
    #expect(chart.frame(50, 3).text[0] == "moving mean  step 1  batch 4.88281  moving 1.62372")
    #expect(chart.frame(40, 3).text[0] == "step 1  batch 4.882812  moving 1.623718")
    #expect(chart.frame(33, 3).text[0] == "step 1  batch 4.883  moving 1.624")
    #expect(chart.frame(31, 3).text[0] == "step 1  batch 4.883")
  }

  @Test("the step stands as the title where that gave way, so that the mark of the focus has its place")
  func mark() {
    for columns in [52, 50, 40, 33, 31, 8] {
      var chart = LineChart(
        title: "moving mean",
        series: [
          LineChart.Series("batch", [0, 4.8828125]), LineChart.Series("moving", [0, 1.6237182]),
        ])
      chart.cursor = 1
      let drawn = chart.frame(columns, 3)
      let titled = (0..<columns).filter { drawn[$0, 0]?.style.role == .title }
      let text = columns >= 50 ? "moving mean" : "step 1"
      #expect(titled == Array(0..<text.count), "\(columns)")
      #expect(drawn.text[0].hasPrefix(text))
    }
  }

  @Test("limits have their names on their lines, where no series is in the way")
  func limits() {
    let values = (0...40).map { 0.5 + Double($0) / 16 }
    let chart = LineChart(
      title: "r", series: [LineChart.Series("", values, style: Style(.accent))],
      references: [.limit(3, "rmax"), .limit(0.5, "rmin"), .limit(1.5, "±dmax"), .limit(90, "beyond")])
    #expect(
      chart.frame(50, 14).text == [
        "r",
        "3+.   .   .   .   .   .   .   .   .   .    rmax ..",
        " |                                         ..'''",
        " |                                    ...''",
        " |                                ..''",
        "2+                           ..'''",
        " |                     ....''",
        " |'   '   '   '   ...''   '   '   '   '   ' +-dmax",
        " |            ..''",
        "1+       ..'''",
        " |  ...''",
        " |''  '   '   '   '   '   '   '   '   '   '   rmin",
        " ++-----------------------+----------------------+",
        "  step 0                  20                    40",
      ])
    #expect(chart.frame(50, 14, .braille).text.joined().contains("±dmax"))
  }

  @Test("without a cursor, a band or a limit nothing of them is drawn")
  func unused() {
    let chart = LineChart(title: "V", series: [LineChart.Series("", [1, 2, .nan])])
    var empty = chart
    empty.bands = [LineChart.Band("", [.nan], [1], at: .every(1, from: 0))]
    empty.cursor = .nan
    empty.references = [.limit(.nan, "x")]
    #expect(chart.frame(40, 10, .braille) == empty.frame(40, 10, .braille))
  }
}
