import BNTestSupport
import Testing

@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Numbers as text")
struct NumberTextTests {
  /// What the C library prints; in these tests the locale is C's own.
  private func printf(_ format: String, _ digits: Int, _ value: Double) -> String {
    withVaList([Int32(digits), value]) { arguments in
      let room = 1200
      let bytes = [CChar](unsafeUninitializedCapacity: room) { buffer, count in
        count = max(0, min(room - 1, Int(vsnprintf(buffer.baseAddress, room, format, arguments))))
      }
      return String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// C keeps the sign of what rounded to zero.
  private func unsignedZero(_ text: String) -> String {
    text.hasPrefix("-") && text.dropFirst().allSatisfy({ "0.".contains($0) }) ? String(text.dropFirst()) : text
  }

  private func samples(_ count: Int) -> [Double] {
    var random = SplitMix(state: 7)
    var values: [Double] = [
      0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 0.15, 1e22, 1e23, 123456.5, 9.9995, 99995, 0.00099995, 9.5, 0.95,
      .leastNonzeroMagnitude,
      2.2250738585072014e-308, 1.7976931348623157e308, 4503599627370496.5, 9007199254740992, 0.3, 1e15, 1e16, 1e17,
    ]
    for index in 0..<count {
      switch index % 4 {
      case 0: values.append(Double(bitPattern: random.next()))
      case 1: values.append(Double(Int64(bitPattern: random.next()) >> 40) / 1024)  // dyadic: many exact ties
      case 2: values.append(Double(Int64(bitPattern: random.next()) >> 44) / 1000)  // near ties
      default: values.append(Double(Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))))
      }
    }
    return values.filter(\.isFinite)
  }

  @Test("significant digits equal C's %.*g", arguments: [1, 2, 3, 4, 6, 7, 9, 15, 16, 17, 25])
  func significant(digits: Int) {
    for value in samples(2000) {
      #expect(NumberText.significant(value, digits: digits) == unsignedZero(printf("%.*g", digits, value)))
    }
  }

  @Test("fixed places equal C's %.*f", arguments: [0, 1, 2, 3, 4, 6, 12, 20])
  func fixed(digits: Int) {
    for value in samples(2000) {
      #expect(NumberText.fixed(value, digits: digits) == unsignedZero(printf("%.*f", digits, value)))
    }
  }

  @Test("all digits of the smallest and the largest double come out")
  func wholeExpansion() {
    #expect(NumberText.significant(.leastNonzeroMagnitude, digits: 350) == printf("%.*g", 350, .leastNonzeroMagnitude))
    #expect(NumberText.fixed(.greatestFiniteMagnitude, digits: 0) == printf("%.*f", 0, .greatestFiniteMagnitude))
    #expect(DecimalDigits(exact: Double(bitPattern: 0x001f_ffff_ffff_ffff)).digits.count == 767)
  }

  @Test("names what is no number and drops the sign of zero")
  func special() {
    #expect(NumberText.significant(.nan) == "NaN")
    #expect(NumberText.fixed(.infinity, digits: 3) == "inf")
    #expect(NumberText.compact(-.infinity, width: 4) == "-inf")
    #expect(NumberText.compact(-.infinity, width: 3) == "###")
    #expect(NumberText.significant(-0.0) == "0")
    #expect(NumberText.fixed(-0.001, digits: 2) == "0.00")
    #expect(NumberText.fixed(1.5, digits: -3) == "2")
    #expect(NumberText.significant(0.12345, digits: 0) == "0.1")
    #expect(NumberText.significant(0.12344) == "0.1234")
    #expect(NumberText.significant(12.3456) == "12.35")
    #expect(NumberText.significant(0.0000123456) == "1.235e-05")
  }

  @Test(
    "compact text spends its width on digits",
    arguments: [
      (0.1234567, 8, "0.123457"), (0.1234567, 6, "0.1235"), (0.1234567, 4, "0.12"), (0.1234567, 3, "0.1"),
      (123456.7, 8, "123457"), (123456.7, 6, "123457"), (123456.7, 5, "1.2e5"), (123456.7, 4, "1e5"),
      (123456.7, 2, "##"), (-0.00001234567, 8, "-1.23e-5"), (-0.00001234567, 6, "-1e-5"), (1e38, 4, "1e38"),
      (0, 1, "0"), (0.001, 8, "0.001"), (0.00001, 8, "1e-5"), (1000, 4, "1000"), (1e6, 8, "1e6"), (7, 0, ""),
      (99.97, 5, "99.97"), (99.97, 4, "100"), (0.96, 1, "1"), (.nan, 2, "##"),
    ] as [(Double, Int, String)])
  func compact(value: Double, width: Int, expected: String) {
    #expect(NumberText.compact(value, width: width) == expected)
  }

  @Test("compact text never passes its width and reads back as near as its digits allow")
  func compactWidth() throws {
    for value in samples(1000) {
      for width in 0...12 {
        let text = NumberText.compact(value, width: width)
        #expect(text.utf8.count <= width)
        guard width > 7, !text.hasPrefix("#") else { continue }
        let back = try #require(Double(text))
        // One digit is always shown, so the error is at most half of it: 50 % of a leading 1.
        #expect(abs(back / 2 - value / 2) <= abs(value) / 4 + 2 * .leastNonzeroMagnitude || back.isInfinite)
      }
    }
  }

  @Test("digits have the value that the standard library reads from them")
  func values() {
    var random = SplitMix(state: 31)
    for round in 0..<20_000 {
      let digits = Int.random(in: 0...17, using: &random)
      let most = (0..<digits).reduce(1) { power, _ in power * 10 }
      let integer = Int.random(in: -most...most, using: &random)
      let exponent = Int.random(in: round.isMultiple(of: 4) ? -340...310 : -30...30, using: &random)
      #expect(DecimalDigits(integer, exponent: exponent).value == Double("\(integer)e\(exponent)"))
    }
    #expect(DecimalDigits(0).value == 0)
  }

  @Test("a mean shows as many digits as its spread asks for")
  func resolved() {
    #expect(NumberText.resolved(10000.0234, by: 0.01) == "10000.0234")
    #expect(NumberText.resolved(1.998, by: 1.7) == "1.998")
    #expect(NumberText.resolved(0.00001, by: 5) == "1e-05")
    #expect(NumberText.resolved(3, by: 0) == "3")
    #expect(NumberText.resolved(1.0 / 3, by: 1e-300) == "0.333333333333333")
    #expect(NumberText.resolved(.nan, by: 1) == "NaN")
  }
}
