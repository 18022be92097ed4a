import Testing

@testable import TerminalKit

@Suite("ASCII fallback")
struct ASCIIFallbackTests {
  private func ascii(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { ASCIIFallback.character(for: $0) }))
  }

  @Test("letters stay letters, shapes stay shapes")
  func examples() {
    #expect(ascii("γ·x̂ + β → μ ± σ²").hasPrefix("g.x"))
    #expect(ascii("σ² ± ε ≤ √μ → ∞") == "s2 + e < Vm > I")
    #expect(ascii("Grüße, Ærø… „quoted“ – done") == "Gruse, ?ro. \"quoted\" - done")
    #expect(ascii("┌─┬─┐│┼═║") == "+-+-+|+=|")
    #expect(ascii("█▓▒░▁▅▏ ▀") == "##:._=| '")
    #expect(ascii("\u{2800}⠁⡀⣿⢸") == " '.::")
    #expect(ascii("漢\u{1f44d}") == "??")
  }

  @Test("every scalar of the Basic Multilingual Plane becomes one printable ASCII character or stays ASCII")
  func total() {
    let wrong = (UInt32(0)...0xffff).compactMap(Unicode.Scalar.init).filter { scalar in
      let answer = ASCIIFallback.character(for: scalar)
      return scalar.isASCII ? answer != scalar : !(0x20..<0x7f).contains(answer.value)
    }
    #expect(wrong == [])
  }

  @Test("every line and block has a shape, every braille pattern but the empty one leaves a mark")
  func shapes() {
    for value in UInt32(0x2500)...0x259f {
      if let scalar = Unicode.Scalar(value) { #expect(!["?", " "].contains(ASCIIFallback.character(for: scalar))) }
    }
    for value in UInt32(0x2801)...0x28ff {
      if let scalar = Unicode.Scalar(value) { #expect(["'", ".", ":"].contains(ASCIIFallback.character(for: scalar))) }
    }
  }

  @Test("no list of replacements is longer or shorter than what it replaces")
  func lists() {
    // The last of each list; one slip would shift them.
    #expect(ascii("ÿωΩ∓₉‡⇔☆✕") == "ywW-9+=*x")
  }
}
