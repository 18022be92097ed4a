import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Ticks")
struct TicksTests {
  private func labels(_ low: Double, _ high: Double, _ limit: Int) throws -> [String] {
    Ticks.linear(try #require(ValueRange(low, high)), limit: limit).map(\.label)
  }

  @Test("are as fine as the limit allows, with just the digits that tell them apart")
  func labels() throws {
    #expect(try labels(0, 1, 6) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(try labels(0, 1, 5) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
    #expect(try labels(0, 1, 3) == ["0.0", "0.5", "1.0"])
    #expect(try labels(-3.2, 7.9, 5) == ["-2", "0", "2", "4", "6"])
    #expect(try labels(0, 10, 5) == ["0.0", "2.5", "5.0", "7.5", "10.0"])
    #expect(try labels(9999.99, 10000.01, 5) == ["9999.990", "9999.995", "10000.000", "10000.005", "10000.010"])
    #expect(try labels(0, 3e8, 4) == ["0", "1e8", "2e8", "3e8"])
    #expect(try labels(0, 5.1e-7, 4) == ["0", "2e-7", "4e-7"])
    #expect(try labels(1.0000001e7, 1.0000003e7, 3) == ["10000001", "10000002", "10000003"])
    #expect(try labels(2e-7, 8e-7, 3) == ["2.5e-7", "5e-7", "7.5e-7"])
    #expect(try labels(0.3, 0.6, 4) == ["0.3", "0.4", "0.5", "0.6"])
  }

  @Test("are whole numbers on request")
  func whole() throws {
    let range = try #require(ValueRange(0, 2))
    #expect(Ticks.linear(range, limit: 8, whole: true).map(\.label) == ["0", "1", "2"])
  }

  @Test("on a logarithmic axis are powers of ten, or their multiples in a narrow range")
  func logarithmic() throws {
    let wide = try #require(ValueRange(1e-6, 1e6))
    #expect(Ticks.logarithmic(wide, limit: 5).map(\.label) == ["1e-6", "0.001", "1", "1000", "1e6"])
    let narrow = try #require(ValueRange(0.9, 60))
    #expect(Ticks.logarithmic(narrow, limit: 6).map(\.label) == ["1", "2", "5", "10", "20", "50"])
    #expect(Ticks.logarithmic(narrow, limit: 2).map(\.label) == ["1", "10"])
    let single = try #require(ValueRange(2.1, 2.9))
    #expect(Ticks.logarithmic(single, limit: 5).map(\.label) == ["2.2", "2.4", "2.6", "2.8"])
  }

  @Test("lie in the range, rise, keep the limit, and their labels read back as their values", arguments: 1...12)
  func properties(limit: Int) throws {
    var random = SplitMix(state: UInt64(limit))
    for index in 0..<400 {
      let middle = random.anything()
      let near = middle * (1 + Double.random(in: -1...1, using: &random) * (index % 2 == 0 ? 1e-6 : 1))
      guard let range = ValueRange(middle, index % 3 == 0 ? random.anything() : near) else { continue }
      let kind = AxisScale.Kind.linear
      let scale = AxisScale(around: range, kind)
      let ticks = Ticks.linear(scale.range, limit: limit)
      #expect(!ticks.isEmpty && ticks.count <= limit)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      #expect(Set(ticks.map(\.label)).count == ticks.count)
      for tick in ticks {
        // A bound that is a multiple but for rounding counts as one: at most 2⁻⁵¹ of its size outside.
        let slack = max(abs(scale.range.low), abs(scale.range.high)) * 0x1p-50
        #expect(tick.value >= scale.range.low - slack && tick.value <= scale.range.high + slack)
        #expect(Double(tick.label) == tick.value)
      }
    }
  }

  @Test("a range without width, a limit of none and the widest range are all answered")
  func extremes() throws {
    let point = try #require(ValueRange(3, 3))
    #expect(Ticks.linear(point, limit: 5).isEmpty)
    #expect(Ticks.on(AxisScale(point), limit: 0).isEmpty)
    let all = try #require(ValueRange(-.greatestFiniteMagnitude, .greatestFiniteMagnitude))
    #expect(Ticks.linear(all, limit: 3).map(\.label) == ["-1e308", "0", "1e308"])
    #expect(ValueRange(.nan, 1) == nil)
    #expect(ValueRange(1, .infinity) == nil)
    #expect(ValueRange(of: [Double.nan, -.infinity]) == nil)
    #expect(ValueRange(2, -1) == ValueRange(-1, 2))
  }
}
