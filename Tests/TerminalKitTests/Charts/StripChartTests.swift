import Testing

@testable import TerminalKit

@Suite("Strips on one axis")
struct StripChartTests {
  // The quartiles are those of numpy.quantile([...], [0.25, 0.75]) of NumPy 2.
  @Test(
    "quartiles lie between neighbours in proportion",
    arguments: [
      ([1, 2, 3, 4], 1.75, 3.25), ([7], 7, 7), ([5, 1], 2, 4), ([1, .nan, 2, .infinity, 3], 1.5, 2.5),
      ([-3, -1, 0, 4, 10, 12], -0.75, 8.5),
    ] as [([Double], Double, Double)])
  func quartiles(_ values: [Double], _ lower: Double, _ upper: Double) throws {
    let spread = try #require(SpreadSummary(values))
    #expect(spread.lowerQuartile == lower)
    #expect(spread.upperQuartile == upper)
  }

  @Test("nothing finite has no spread")
  func nothing() {
    #expect(SpreadSummary([]) == nil)
    #expect(SpreadSummary([.nan, .infinity]) == nil)
  }

  @Test("the largest doubles have finite quartiles")
  func extremes() throws {
    let most = Double.greatestFiniteMagnitude
    let spread = try #require(SpreadSummary([-most, most]))
    // Half of the largest double, within a rounding of either product.
    #expect(abs(spread.upperQuartile - most / 2) <= most * 0x1p-52)
    #expect(spread.lowerQuartile == -spread.upperQuartile)
  }

  private func drawn(_ strips: [StripChart.Strip], guides: [Double] = [], glyphs: GlyphLevel) throws -> [String] {
    let scale = AxisScale(try #require(ValueRange(0, 20)))
    var frame = Frame(size: Size(columns: 24, rows: 2))
    StripChart(strips: strips, scale: scale, style: Style(.input), guides: guides)
      .draw(in: frame.area, labelColumns: 3, of: &frame, glyphs: glyphs)
    return frame.text
  }

  @Test("a line from the least to the largest, thick between the quartiles, a mark at the mean")
  func shape() throws {
    // Of 0, 4, 8, 12, 16 the quartiles are 4 and 12 and the mean is 8; each unit has a column of its own.
    let strip = StripChart.Strip("7", SpreadSummary([0, 4, 8, 12, 16]))
    #expect(try drawn([strip], glyphs: .ascii)[0] == " 7 ----====#====----")
    #expect(try drawn([strip], glyphs: .braille)[0] == " 7 ────━━━━┃━━━━────")
  }

  @Test("guides stand behind the strips")
  func guides() throws {
    let strips = [StripChart.Strip("7", SpreadSummary([4, 4])), StripChart.Strip("12", nil)]
    #expect(try drawn(strips, guides: [2, 4, 99], glyphs: .ascii) == [" 7   : #", "12   : :"])
  }

  @Test("what is out of view on a side is cut there")
  func outOfView() throws {
    let strip = StripChart.Strip("0", SpreadSummary([-100, 18, 18, 18, 100]))
    let line = try drawn([strip], glyphs: .ascii)[0]
    #expect(line == " 0 " + String(repeating: "-", count: 11) + "#" + String(repeating: "-", count: 6) + "=--")
  }

  @Test("bars count the values of each column", arguments: [GlyphLevel.braille, .ascii])
  func bars(_ glyphs: GlyphLevel) throws {
    let scale = AxisScale(try #require(ValueRange(0, 20)))
    let bars = ColumnBars(values: [0, 0, 3, 20, 21, -1, .nan, 2.6], scale: scale, style: Style(.input))
    #expect(bars.counts(columns: 21) == [2, 0, 0, 2] + Array(repeating: 0, count: 16) + [1])
    var frame = Frame(size: Size(columns: 21, rows: 2))
    bars.draw(in: frame.area, of: &frame, glyphs: glyphs)
    #expect(frame.text[0].prefix(4) == (glyphs == .ascii ? "#  #" : "█  █"))
  }
}
