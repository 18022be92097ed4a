import TerminalKit
import Testing

@testable import BNExplorer

@Suite("Ticks of a page's charts")
struct PageTicksTests {
  private func labels(_ low: Double, _ high: Double, most: Int = 6, whole: Bool = false) throws -> [String] {
    PageTicks(in: try #require(ValueRange(low, high)), most: most, whole: whole).ticks.map(\.label)
  }

  @Test("are round numbers with as many places as tell them apart")
  func round() throws {
    #expect(try labels(0, 1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(try labels(-1.2, 0.3) == ["-1.0", "-0.5", "0.0"])
    #expect(try labels(1, 80, most: 5) == ["20", "40", "60", "80"])
    #expect(try labels(0, 3, whole: true) == ["0", "1", "2", "3"])
    #expect(try labels(0.05, 0.15, whole: true).count == 2)
  }

  @Test(
    "are values that their labels read back to, and lie in the range",
    arguments: [
      (0.0, 1e-9), (-1e300, 1e300), (1e5, 1.00001e5), (1e15, 1.000001e15), (-3e-7, 5e-8), (0, 3e-300),
    ])
  func labelled(low: Double, high: Double) throws {
    let range = try #require(ValueRange(low, high))
    let ticks = PageTicks(in: range, most: 6).ticks
    #expect((1...6).contains(ticks.count))
    #expect(Set(ticks.map(\.label)).count == ticks.count)
    for (value, label) in ticks {
      #expect(range.contains(value))
      let read = try #require(Double(label))
      // A label has at least four digits of what is marked.
      #expect((read - value).magnitude <= value.magnitude * 1e-3)
    }
  }
}
