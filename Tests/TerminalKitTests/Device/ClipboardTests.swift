import Foundation
import Testing

@testable import TerminalKit

@Suite("Clipboard")
struct ClipboardTests {
  @Test("encodes as Foundation does, whatever the length")
  func base64() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + count) }
      #expect(Clipboard.base64(bytes) == Array(Data(bytes).base64EncodedData()))
    }
  }

  @Test("is OSC 52 for the clipboard, in tmux too; in screen it is handed on in pieces")
  func wrapping() throws {
    let text = String(repeating: "0.123, ", count: 300)
    let plain = try #require(Clipboard.sequence(for: text, environment: [:]))
    #expect(String(decoding: plain, as: UTF8.self) == "\u{1b}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}")
    #expect(Clipboard.sequence(for: text, environment: ["TMUX": "default,1,0", "STY": "1.x"]) == plain)
    let screen = String(
      decoding: try #require(Clipboard.sequence(for: text, environment: ["STY": "1.x"])), as: UTF8.self)
    let pieces = screen.components(separatedBy: "\u{1b}\\")
    #expect(pieces.count > 2 && pieces.last == "" && pieces.allSatisfy { $0.utf8.count < 768 })
    #expect(pieces.dropLast().allSatisfy { $0.hasPrefix("\u{1b}P") })
    #expect(pieces.dropLast().map { String($0.dropFirst(2)) }.joined() == String(decoding: plain, as: UTF8.self))
  }

  @Test("a text that terminals would not take whole is not sent at all")
  func limit() throws {
    let most = String(repeating: "x", count: Clipboard.limit)
    #expect(try #require(Clipboard.sequence(for: most, environment: [:])).count == 100_000)
    #expect(Clipboard.sequence(for: most + "x", environment: [:]) == nil)
  }
}
