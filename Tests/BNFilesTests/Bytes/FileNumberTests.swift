import BNTestSupport
import Testing

@testable import BNFiles

@Suite("Numbers in text")
struct FileNumberTests {
  private func bits(_ text: String) -> UInt64? {
    let bytes = Array(text.utf8)
    return FileNumber.value(bytes, in: 0..<bytes.count)?.bitPattern
  }

  @Test("a decimal number gives the nearest Double, halves to even")
  func nearest() {
    #expect(Fixtures.all.decimals.count > 560)
    for decimal in Fixtures.all.decimals {
      #expect(bits(decimal.text) == decimal.bits, "\(decimal.text)")
    }
  }

  @Test("agrees with the standard library on thousands of random numbers")
  func secondImplementation() {
    var random = SplitMix(state: 7)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      let text =
        switch random.next() % 3 {
        case 0: value.description
        case 1: Float(bitPattern: UInt32(truncatingIfNeeded: random.next())).description
        default: "\(random.next() % 10_000_000).\(random.next())e\(Int(random.next() % 60) - 40)"
        }
      guard let expected = Double(text), !expected.isNaN else { continue }
      #expect(bits(text) == expected.bitPattern, "\(text)")
    }
  }

  @Test(
    "words for what is not finite are numbers in any usual spelling",
    arguments: ["nan", "NaN", "NAN", "-nan", "+nan", "nan(ind)", "1.#QNAN", "-1.#IND"])
  func notANumber(word: String) throws {
    let bytes = Array(word.utf8)
    #expect(try #require(FileNumber.value(bytes, in: 0..<bytes.count)).isNaN)
  }

  @Test("infinities keep their sign")
  func infinities() {
    for word in ["inf", "Inf", "INF", "infinity", "+Infinity", "1.#INF", "∞"] {
      #expect(bits(word) == Double.infinity.bitPattern, "\(word)")
      if !word.hasPrefix("+") { #expect(bits("-" + word) == (-Double.infinity).bitPattern, "\(word)") }
    }
  }

  @Test(
    "what is no decimal number is none",
    arguments: [
      "", "-", ".", "+.", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1_000", "--1", "1 2", "NA", "na", "infin",
    ])
  func refused(text: String) {
    #expect(bits(text) == nil)
  }
}
