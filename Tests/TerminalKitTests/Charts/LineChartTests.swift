import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Line chart")
struct LineChartTests {
  private var two: LineChart {
    LineChart(
      title: "Mean μ",
      series: [
        LineChart.Series("moving", (0...8).map { Double($0) }, style: Style(.movingMean)),
        LineChart.Series("batch", (0...8).map { 8 - Double($0) }, style: Style(.batchMean)),
      ])
  }

  @Test("two crossing lines, in braille, with their styles")
  func braille() {
    let drawn = two.frame(40, 10, .braille)
    #expect(
      drawn.text == [
        "Mean μ",
        "⠤⠤⠤⠤⠤ A moving   ⠤⠤ ⠤⠤ B batch",
        " │⠒⠤ ⣀                             ⣀⡠⠤⠒A",
        " │    ⠉ ⠒⠒ ⠤⣀              ⢀⣀⠤⠤⠒⠒⠉⠉",
        "5┤            ⠉⠒ ⠤⢄  ⢀⣀⠤⠔⠒⠉⠁",
        " │           ⢀⣀⠤⠤⠒⠒⠊⠉⠉ ⠒⠤ ⣀⡀",
        " │    ⣀⣀⠤⠤⠒⠒⠉⠁             ⠈ ⠒⠒ ⠤⣀",
        "0┤⠤⠒⠊⠉                             ⠉⠑ ⠤B",
        " └┬──────────────────────┬────────────┬",
        "  step 0                 5            8",
      ])
    let names: [Style: Character] = [
      Style(.movingMean): "m", Style(.batchMean): "b", Style(): " ", Style(.title): "t", Style(.faint): "f",
      Style(.border): "|",
    ]
    #expect(
      drawn.styles(names) == [
        "tttttt                                  ",
        "mmmmm m          bbbbb b                ",
        " |bbmbmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
        " |mmmmbmbbmbbmmmmmmmmmmmmmmmmmmmmmmmmmm ",
        "f|mmmmmmmmmmmmbbmbbmmmmmmmmmmmmmmmmmmmm ",
        " |mmmmmmmmmmmmmmmmmmbbmbbmbbmmmmmmmmmmm ",
        " |mmmmmmmmmmmmmmmmmmmmmmmmmbmbbmbbmmmmm ",
        "f|mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmbbmbb",
        " |||||||||||||||||||||||||||||||||||||| ",
        "  ffffff                 f            f ",
      ])
  }

  @Test("the same in half blocks")
  func block() {
    #expect(
      two.frame(40, 10, .block).text == [
        "Mean μ",
        "▄▄▄▄▄ A moving   ▄▄ ▄▄ B batch",
        " │▄▄                                 ▄▄A",
        " │   ▀▀ ▀▀ ▄▄               ▄▄▄▄▀▀▀▀▀",
        "5┤            ▀▀ ▀▄   ▄▄▀▀▀▀",
        " │            ▄▄▄▄▄▀▀▀ ▄▄ ▄▄",
        " │    ▄▄▄▄▀▀▀▀               ▀▀ ▄▄ ▄",
        "0┤▄▄▀▀                              ▀ ▄B",
        " └┬──────────────────────┬────────────┬",
        "  step 0                 5            8",
      ])
  }

  @Test("the same in ASCII")
  func ascii() {
    #expect(
      two.frame(40, 10, .ascii).text == [
        "Mean mu",
        "..... A moving   .. .. B batch",
        " |..                                 ..A",
        " |   '' '' ..               ....'''''",
        "5+            '' '.   ..''''",
        " |            .....''' .. ..",
        " |    ....''''               '' .. .",
        "0+..''                              ' .B",
        " ++----------------------+------------+",
        "  step 0                 5            8",
      ])
  }

  @Test("a constant is a level line in the middle with its value beside it")
  func constant() {
    let chart = LineChart(title: "V", series: [LineChart.Series("", [3, 3, 3])])
    #expect(
      chart.frame(30, 8, .braille).text == [
        "V",
        "   │",
        "   │",
        "3.0┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤",
        "   │",
        "   │",
        "   └┬────────────────────────┬",
        "    step 0                   2",
      ])
  }

  @Test("one spike among two thousand points reaches its height")
  func spike() throws {
    for stroke in [Stroke.solid, .dashed, .dotted] {
      for place in stride(from: 3, to: 2000, by: 97) {
        var values = [Double](repeating: 0, count: 2000)
        values[place] = 1
        var chart = LineChart(title: "", series: [LineChart.Series("", values, stroke: stroke)])
        chart.yRange = ValueRange(0, 1)
        // The top row of the plot shows the spike in its column, and nothing else beside the label of 1.
        let top = chart.frame(30, 5, .ascii).text[1]
        let column = Int((Double(place) / 1999 * 27).rounded())
        let beforeSpike = "1+" + String(repeating: " ", count: column)
        #expect([beforeSpike + "'", beforeSpike + ":"].contains(top), "\(stroke) \(place)")
      }
    }
  }

  @Test("says what is missing")
  func words() {
    let nothing = LineChart(title: "V", series: [LineChart.Series("", [.nan, .infinity])])
    #expect(nothing.frame(30, 3, .braille).text == ["V  2 not finite", "", "       no finite values"])
    #expect(LineChart(title: "V", series: []).frame(30, 3, .braille).text == ["V", "", "      no values to draw"])
    var logarithmic = LineChart(title: "V", series: [LineChart.Series("", [1, 0, 10, -3, .nan])])
    logarithmic.yKind = .logarithmic
    #expect(logarithmic.frame(40, 5, .braille).text[0] == "V  1 not finite, 2 not above 0")
  }

  @Test("makes room for a target but not for zero")
  func references() {
    let series = [LineChart.Series("", [10, 11, 12])]
    let zero = LineChart(title: "", series: series, references: [.zero])
    let plain = LineChart(title: "", series: series)
    #expect(zero.frame(40, 12, .braille) == plain.frame(40, 12, .braille))
    let target = LineChart(title: "V", series: series, references: [.target(20, "goal")])
    #expect(
      target.frame(40, 12, .braille).text == [
        "V                             ⠄ ⠄ ⠄ goal",
        "20┤⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄",
        "  │",
        "  │",
        "  │",
        "15┤",
        "  │",
        "  │                                  ⣀⣀⣀",
        "  │         ⢀⣀⣀⣀⣀⣀⡠⠤⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉",
        "10┤⠒⠒⠒⠊⠉⠉⠉⠉⠉⠁",
        "  └┬─────────────────┬─────────────────┬",
        "   step 0            1                 2",
      ])
  }

  @Test("spells Greek in ASCII")
  func spelling() {
    #expect(GlyphLevel.ascii.spelled("γ·x̂ + β, σ² ≤ 1 漢") == "gamma.x^ + beta, sigma^2 <= 1 ?")
    #expect(GlyphLevel.block.spelled("γ") == "γ")
  }
}
