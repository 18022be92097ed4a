import Testing

@testable import TerminalKit

@Suite("Axis scale")
struct AxisScaleTests {
  @Test("a constant stands in the middle of a visible range, whatever its size")
  func constants() throws {
    let sizes = [0, 1, -3.5, 1e38, -1e-38, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 12345.678]
    for value in sizes as [Double] {
      let scale = AxisScale(around: try #require(ValueRange(value, value)))
      #expect(scale.range.low < value || value == -.greatestFiniteMagnitude)
      #expect(scale.range.high > value || value == .greatestFiniteMagnitude)
      let place = scale.fraction(value)
      // The largest double has no room above it, so it stands at the top.
      #expect(value == .greatestFiniteMagnitude ? place > 0.5 && place <= 1 : abs(place - 0.5) < 1e-9)
    }
    #expect(AxisScale(around: try #require(ValueRange(0, 0))).range == ValueRange(-1.1, 1.1))
  }

  @Test("leaves a twentieth free on either side of the data")
  func margin() throws {
    let range = AxisScale(around: try #require(ValueRange(10, 30))).range
    #expect(range == ValueRange(9, 31))
  }

  @Test("a decade on a logarithmic axis is as long as any other")
  func logarithmic() throws {
    let scale = AxisScale(try #require(ValueRange(1e-3, 1e3)), .logarithmic)
    for power in 0...6 {
      let value = [1e-3, 1e-2, 1e-1, 1, 10, 100, 1000][power]
      // log10 is within one unit in the last place of the true one.
      #expect(abs(scale.fraction(value) - Double(power) / 6) < 1e-15)
    }
    #expect(!scale.accepts(0) && !scale.accepts(-1) && !scale.accepts(.nan) && scale.accepts(1e-300))
    let odd = try #require(ValueRange(-5, 0))
    #expect(AxisScale(odd, .logarithmic).range.low > 0)
    #expect(AxisScale(around: odd, .logarithmic).range.low > 0)
  }

  @Test("spans that overflow or vanish still put their ends at 0 and 1")
  func extremes() throws {
    let largest = Double.greatestFiniteMagnitude
    let smallest = Double.leastNonzeroMagnitude
    for (low, high) in [(-largest, largest), (0, smallest * 8), (smallest, 1e-300), (-1e38, 1e38)] {
      let map = RangeMap(try #require(ValueRange(low, high)))
      #expect(map.fraction(of: low) == 0)
      // One rounding of the reciprocal and one of the product.
      #expect(abs(map.fraction(of: high) - 1) <= 2 * .ulpOfOne)
      #expect(map.value(at: 0) == low && map.value(at: 1) == high)
    }
    let scale = AxisScale(try #require(ValueRange(0, 1e-300)))
    #expect(scale.dot(largest, among: 100) == 99e9 && scale.dot(-largest, among: 1) == 0)
  }
}
