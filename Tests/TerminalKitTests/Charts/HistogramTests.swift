import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Histogram")
struct HistogramTests {
  private func text(_ histogram: Histogram, _ columns: Int, _ rows: Int, _ glyphs: GlyphLevel = .braille) -> [String] {
    var frame = Frame(size: Size(columns: columns, rows: rows))
    histogram.draw(in: frame.area, of: &frame, glyphs: glyphs)
    return frame.text
  }

  @Test("counts equal those of a search through the edges, edges and ulps beside them included")
  func counts() throws {
    var random = SplitMix(state: 31)
    for round in 0..<60 {
      let middle = [0, 1e4, -1e-20, 1e38][round % 4]
      let spread = [1, 1e-2, 1e-22, 1e30][round % 4]
      let low = middle - spread * Double.random(in: 0.5...1, using: &random)
      let range = try #require(ValueRange(low, middle + spread))
      let count = Int.random(in: 1...70, using: &random)
      let edges = HistogramBins([], in: range, count: count).edges
      var values = (0..<500).map { _ in middle + spread * Double.random(in: -1.2...1.2, using: &random) }
      values += edges + edges.map(\.nextUp) + edges.map(\.nextDown) + [.nan, .infinity, -.infinity]
      let bins = HistogramBins(values, in: range, count: count)
      var expected = [Int](repeating: 0, count: count)
      for value in values where value >= range.low && value <= range.high {
        let bin = (0..<count).last { edges[$0] <= value } ?? 0
        expected[bin] += 1
      }
      #expect(bins.counts == expected)
      #expect(bins.below == values.count { $0 < range.low && $0.isFinite })
      #expect(bins.above == values.count { $0 > range.high && $0.isFinite })
      #expect(edges.first == range.low && edges.last == range.high && edges.count == count + 1)
    }
  }

  @Test("bins split a range of a few units in the last place, and one without width")
  func narrow() throws {
    let range = try #require(ValueRange(1, 1.0.nextUp.nextUp))
    let bins = HistogramBins([1, 1.0.nextUp, 1.0.nextUp.nextUp], in: range, count: 10)
    #expect(bins.counts.reduce(0, +) == 3)
    let point = try #require(ValueRange(2, 2))
    #expect(HistogramBins([2, 2, 3], in: point, count: 1).counts == [2])
  }

  @Test("a mean that is a rounding error gives way to the deviation, and the count does not take its place")
  func headingOfNarrowPane() {
    // ±1 moved by 1.234567e-9: the mean is that, the deviation 1.
    let histogram = Histogram(title: "", values: [-1 + 1.234567e-9, 1 + 1.234567e-9])
    #expect(text(histogram, 40, 6)[0] == "mean 1.235e-09  sd 1  n 2")
    #expect(text(histogram, 20, 6)[0] == "mean 1.235e-09  sd 1")
    #expect(text(histogram, 19, 6)[0] == "mean 1.23e-09  sd 1")
    #expect(text(histogram, 16, 6)[0] == "mean 1e-09  sd 1")
    // The digits of a mean that matters are never given up.
    let shifted = Histogram(title: "", values: [100.5, 101.75])
    #expect(text(shifted, 24, 6)[0] == "mean 101.125  sd 0.625")
    #expect(text(shifted, 20, 6)[0] == "mean 101.125")
  }

  @Test("mean and deviation equal closed forms, also where squares overflow, vanish or cancel")
  func summary() {
    let small = SampleSummary([1, 2, 3, 4])
    #expect(small.mean == 2.5)
    // √1.25 within the two roundings of the division and the root.
    #expect(abs(small.deviation - 1.25.squareRoot()) <= 4 * .ulpOfOne)
    let large = SampleSummary([1e8 - 1, 1e8, 1e8 + 1])
    #expect(large.mean == 1e8 && abs(large.deviation - (2.0 / 3).squareRoot()) <= 4 * .ulpOfOne)
    let most = Double.greatestFiniteMagnitude
    #expect(SampleSummary([-most, most]).mean == 0 && SampleSummary([-most, most]).deviation == most)
    #expect(abs(SampleSummary([1e-300, 3e-300]).mean / 2e-300 - 1) <= 2 * .ulpOfOne)
    #expect(abs(SampleSummary([1e-300, 3e-300]).deviation / 1e-300 - 1) <= 4 * .ulpOfOne)
    let mixed = SampleSummary([1, .nan, .infinity, -.infinity, .nan, 1])
    #expect(mixed.count == 2 && mixed.isConstant && mixed.deviation == 0)
    #expect(mixed.note == "2 NaN, 1 inf, 1 -inf")
    #expect(SampleSummary([]).range == nil)
  }

  @Test("draws bars, the mean and one standard deviation on either side")
  func golden() {
    let values: [Double] = [0, 1, 1, 2, 2, 2, 3, 3, 4]
    var frame = Frame(size: Size(columns: 34, rows: 8))
    Histogram(title: "x", values: values, style: Style(.input)).draw(in: frame.area, of: &frame, glyphs: .braille)
    #expect(
      frame.text == [
        "x  mean 2  sd 1.155  n 9",
        "3┤                ████",
        " │        ▃▃▃▃    ████    ▃▃▃▃",
        " │        ████    ████    ████",
        " │▅▅▅▅    ████    ████    ████▅▅▅▅",
        " │████    ████    ████    ████████",
        " └┬─────╞═════════╪═══╤════╡──────",
        "  0.0                2.5",
      ])
    let names: [Style: Character] = [
      Style(.input): "i", Style(.border): "|", Style(.faint): "f", Style(.title): "t", Style(.accent): "a",
      Style(): " ",
    ]
    #expect(
      frame.styles(names) == [
        "t                    fff          ", "f|iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
        " |iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", " |iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
        " |iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", " |iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
        " |||||||aaaaaaaaaaaaaaaaaaaa||||||", "  fff                fff          ",
      ])
  }

  @Test("says what it cannot show in bars")
  func words() {
    #expect(text(Histogram(title: "x", values: [Double]()), 30, 3) == ["x", "", "           no values"])
    let none = text(Histogram(title: "x", values: [Float.nan, .infinity]), 40, 3)
    #expect(none == ["x  1 NaN, 1 inf", "", "             no finite values"])
    let constant = text(Histogram(title: "x", values: [Float](repeating: 0.1, count: 7)), 24, 6)
    #expect(
      constant == [
        "x  all equal 0.1  n 7",
        "7┤          ██",
        " │          ██",
        " │          ██",
        " └───────────╪──────────",
        "            0.1",
      ])
    var ranged = Histogram(title: "x", values: [1.0, 2, 3, 9], range: ValueRange(2, 4))
    #expect(text(ranged, 60, 3)[0] == "x  1 below, 1 above  mean 3.75  sd 3.112  n 4")
    ranged.range = Histogram.commonRange([ranged, Histogram(title: "", values: [-4.0])])
    #expect(ranged.range == ValueRange(-4, 9))
    #expect(text(ranged, 60, 3)[0] == "x  mean 3.75  sd 3.112  n 4")
  }

  @Test("a tiny variance beside a large mean keeps its bins and its digits")
  func honest() {
    let values = (0..<100).map { 1e4 + 1e-2 * Double($0) / 99 }
    let histogram = Histogram(title: "x", values: values)
    let (bins, _) = histogram.bins(columns: 20)
    #expect(bins.counts == [Int](repeating: 5, count: 20))
    #expect(text(histogram, 60, 6)[0] == "x  mean 10000.005  sd 0.002916  n 100")
    #expect(text(histogram, 60, 6)[5] == "    10000.000              10000.005               10000.010")
  }

  @Test("bars are in proportion, never lost and never too high")
  func heights() {
    #expect(BarHeight.steps(0, of: 10, in: 80) == 0)
    #expect(BarHeight.steps(1, of: 100_000, in: 80) == 1)
    #expect(BarHeight.steps(5, of: 10, in: 80) == 40)
    #expect(BarHeight.steps(50, of: 10, in: 80) == 80)
    #expect(BarHeight.steps(3, of: 0, in: 80) == 0)
  }
}
