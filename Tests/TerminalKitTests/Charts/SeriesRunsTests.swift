import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Series reduced to columns")
struct SeriesRunsTests {
  private let linear = AxisScale(.unit)

  @Test("keeps the extremes of every column, against a plain loop over all points")
  func extremes() throws {
    var random = SplitMix(state: 21)
    for columns in [1, 2, 7, 100, 399] {
      let values = (0..<2000).map { _ in Double.random(in: -1...1, using: &random) }
      let x = AxisScale(try #require(ValueRange(0, 1999)))
      for step in [1.0, -1] {
        let positions = LineChart.Positions.every(step, from: step > 0 ? 0 : 1999)
        let runs = LineChart.Series("", values, at: positions).runs(over: x, columns: columns, shownOn: linear)
        var lows = [Double](repeating: .infinity, count: columns)
        var highs = [Double](repeating: -.infinity, count: columns)
        for (index, value) in values.enumerated() {
          let position = step > 0 ? Double(index) : 1999 - Double(index)
          let column = Int((position / 1999 * Double(columns - 1)).rounded())
          lows[column] = min(lows[column], value)
          highs[column] = max(highs[column], value)
        }
        #expect(runs.count == columns)
        for run in runs {
          #expect(run.low == lows[run.column] && run.high == highs[run.column])
        }
        #expect(runs.first?.first == values.first && runs.last?.last == values.last)
        #expect(runs.dropFirst().allSatisfy(\.isJoined) && runs.first?.isJoined == false)
      }
    }
  }

  @Test("even positions and the same ones in a list give the same runs")
  func positions() throws {
    var random = SplitMix(state: 22)
    let values = (0..<777).map { $0 % 50 == 7 ? .nan : Double.random(in: 0...1, using: &random) }
    for (step, start) in [(1.0, 0.0), (2.5, -300), (-3, 1500), (0, 4), (1e-3, 1e5)] {
      let listed = values.indices.map { start + Double($0) * step }
      for range in [ValueRange(-100, 900), ValueRange(0, 1), ValueRange(1e5, 1e5 + 1)] {
        let x = AxisScale(try #require(range))
        let even = LineChart.Series("", values, at: .every(step, from: start))
        let list = LineChart.Series("", values, at: .at(listed))
        #expect(even.runs(over: x, columns: 160, shownOn: linear) == list.runs(over: x, columns: 160, shownOn: linear))
      }
    }
  }

  @Test("what is not finite is a gap, also in the middle of a column")
  func gaps() throws {
    let x = AxisScale(try #require(ValueRange(0, 9)))
    let series = LineChart.Series("", [1, 2, .nan, 3, .infinity, -.infinity, 4, 5, 6, 7])
    let runs = series.runs(over: x, columns: 10, shownOn: linear)
    #expect(runs.map(\.column) == [0, 1, 3, 6, 7, 8, 9])
    #expect(runs.map(\.isJoined) == [false, true, false, false, true, true, true])
    let one = series.runs(over: x, columns: 1, shownOn: linear)
    #expect(one.map(\.low) == [1, 3, 4] && one.map(\.high) == [2, 3, 7] && one.allSatisfy { !$0.isJoined })
    let logarithmic = AxisScale(.unit, .logarithmic)
    let signed = LineChart.Series("", [1, 0, -2, 3]).runs(over: x, columns: 10, shownOn: logarithmic)
    #expect(signed.map(\.first) == [1, 3])
  }

  @Test("the survey finds the range in view and counts what cannot be drawn")
  func survey() throws {
    let series = [
      LineChart.Series("", [5, .nan, -1, 900], at: .at([0, 1, 2, 50])),
      LineChart.Series("", [2, .infinity, 3], at: .at([0, 1, .nan, 7])),
    ]
    let view = try #require(ValueRange(0, 10))
    let survey = SeriesSurvey(series, within: view, .linear)
    #expect(survey.range == ValueRange(-1, 5))
    #expect(survey.note == "3 not finite")
    let logarithmic = SeriesSurvey(series, within: view, .logarithmic)
    #expect(logarithmic.range == ValueRange(2, 5))
    #expect(logarithmic.note == "3 not finite, 1 not above 0")
    #expect(SeriesSurvey([], within: view, .linear).range == nil)
  }

  @Test("bounds found eight at a time equal those found one at a time, at every length")
  func bounds() {
    var random = SplitMix(state: 23)
    for count in 0..<60 {
      let values = (0..<count).map { index in
        index % 5 == 3 ? [.nan, .infinity, -.infinity, .greatestFiniteMagnitude][index % 4] : random.anything()
      }
      let finite = values.filter(\.isFinite)
      let bounds = FiniteBounds(values)
      #expect(bounds.low == finite.min() ?? .infinity && bounds.high == finite.max() ?? -.infinity)
      #expect(bounds.notFinite == count - finite.count)
      #expect(bounds == FiniteBounds(AnyCollection(values)))
    }
  }
}
