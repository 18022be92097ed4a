import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("Key decoder")
struct CursesKeyDecoderTests {
  /// The keys of bytes that come in one go, with a pause after.
  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  private func keys(_ bytes: [UInt8]) -> [Key] {
    var decoder = CursesKeyDecoder()
    return (bytes.flatMap { decoder.feed(.byte($0)) } + decoder.pause()).map(\.pressed)
  }

  @Test("knows the keys of xterm, the VT220, rxvt and the Linux console without their terminfo")
  func sequences() {
    let expected: [(String, Key)] = [
      ("\u{1b}[A", .up), ("\u{1b}OB", .down), ("\u{1b}[1;2C", .right), ("\u{1b}[1;5D", .left), ("\u{1b}[H", .home),
      ("\u{1b}OF", .end), ("\u{1b}[1~", .home), ("\u{1b}[4~", .end), ("\u{1b}[7~", .home), ("\u{1b}[8~", .end),
      ("\u{1b}[3~", .delete), ("\u{1b}[3;5~", .delete), ("\u{1b}[5~", .pageUp), ("\u{1b}[6~", .pageDown),
      ("\u{1b}[Z", .backTab), ("\u{1b}OP", .function(1)), ("\u{1b}[11~", .function(1)), ("\u{1b}[[E", .function(5)),
      ("\u{1b}[15~", .function(5)), ("\u{1b}[17~", .function(6)), ("\u{1b}[21~", .function(10)),
      ("\u{1b}[23~", .function(11)), ("\u{1b}[24;2~", .function(12)), ("\u{1b}[1;2P", .function(1)),
      ("\u{1b}OM", .enter),
    ]
    for (bytes, key) in expected { #expect(keys(bytes) == [key]) }
  }

  @Test("sends nothing on for answers, mouse reports and sequences it does not know")
  func noKeys() {
    for bytes in [
      "\u{1b}[?62;22c", "\u{1b}[24;80R", "\u{1b}[<0;10;20M", "\u{1b}[I", "\u{1b}[99~", "\u{1b}[200;300;400u",
      "\u{1b}Oz",
      "\u{1b}[2~",
    ] {
      #expect(keys(bytes) == [])
      #expect(keys(bytes + "x") == [.character("x")])
    }
  }

  @Test("tells Escape, Alt and their mixtures apart")
  func escapes() {
    #expect(keys("\u{1b}") == [.escape])
    #expect(keys("\u{1b}\u{1b}") == [.escape, .escape])
    #expect(keys("\u{1b}a") == [.alt("a")])
    #expect(keys("\u{1b}é") == [.alt("é")])
    #expect(keys("\u{1b}éé") == [.alt("é"), .character("é")])
    #expect(keys("\u{1b}[") == [.alt("[")])
    #expect(keys("\u{1b}O") == [.alt("O")])
    #expect(keys("\u{1b}\u{7f}") == [.alt("\u{7f}")])
    #expect(keys("\u{1b}\r") == [.escape, .enter])
    #expect(keys("\u{1b}\u{1b}[A") == [.escape, .up])
    #expect(keys("\u{1b}[1\u{1b}[B") == [.down])
    var decoder = CursesKeyDecoder()
    #expect(decoder.feed(.byte(0x1b)) == [])
    #expect(decoder.feed(.key(.left)) == [.key(.escape), .key(.left)])
  }

  @Test("every control byte has its key")
  func controls() {
    for byte in UInt8(1)...26 where ![8, 9, 10, 13].contains(byte) {
      #expect(keys([byte]) == [.control(Character(Unicode.Scalar(byte + 96)))])
    }
    #expect(
      keys([0, 8, 9, 10, 13, 28, 29, 30, 31, 127])
        == [
          .control(" "), .backspace, .tab, .enter, .enter, .control("\\"), .control("]"), .control("^"), .control("_"),
          .backspace,
        ])
  }

  @Test("puts characters together over pauses, and drops what is no UTF-8")
  func characters() {
    let text = "aé€漢𝛾z"
    var decoder = CursesKeyDecoder()
    var found: [TerminalEvent] = []
    for byte in text.utf8 {
      found += decoder.feed(.byte(byte))
      found += decoder.pause()
    }
    #expect(found == text.map { .key(.character($0)) })
    // A stray continuation, a cut character, an overlong slash, a surrogate, beyond Unicode.
    for bytes: [UInt8] in [[0x80], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff]] {
      #expect(keys(bytes + Array("ok".utf8)) == [.character("o"), .character("k")])
      #expect(keys([0x1b] + bytes + Array("oé".utf8)).last == .character("é"))
    }
  }

  @Test("pasted text is one key, without the controls a paste may smuggle in")
  func paste() {
    var decoder = CursesKeyDecoder()
    #expect(decoder.feed(.pasteStart) == [])
    var found: [TerminalEvent] = []
    for byte in "one\r\ntwo\rthree\n\t\u{1b}[31mé\u{7}\u{9b}".utf8 { found += decoder.feed(.byte(byte)) }
    found += decoder.feed(.key(.up))
    found += decoder.pause()
    #expect(found == [])
    #expect(decoder.feed(.pasteEnd) == [.key(.paste("one\ntwo\nthree\n\t[31mé"))])
    #expect(decoder.feed(.byte(0x61)) == [.key(.character("a"))])
    #expect(decoder.feed(.pasteEnd) == [])
  }

  @Test("a paste without end comes in parts of bounded size")
  func longPaste() {
    var decoder = CursesKeyDecoder()
    _ = decoder.feed(.pasteStart)
    var parts: [Int] = []
    for _ in 0..<CursesKeyDecoder.pasteLimit + 5 {
      for case .key(.paste(let text)) in decoder.feed(.byte(0x61)) { parts.append(text.utf8.count) }
    }
    #expect(parts == [CursesKeyDecoder.pasteLimit])
    #expect(decoder.feed(.pasteEnd) == [.key(.paste("aaaaa"))])
  }

  @Test("no bytes of any kind bring it down, and it always finds back to plain text")
  func noise() {
    var random = SplitMix(state: 5)
    var decoder = CursesKeyDecoder()
    for _ in 0..<20_000 {
      let byte = UInt8.random(in: 0...255, using: &random)
      _ = decoder.feed(.byte(Bool.random(using: &random) ? byte : [0x1b, 0x5b, 0x4f, 0x3b][Int(byte) % 4]))
      if byte % 16 == 0 { _ = decoder.pause() }
    }
    // Whatever was open, a final byte and a pause close it.
    _ = decoder.feed(.byte(0x7e)) + decoder.pause()
    #expect(decoder.feed(.byte(0x61)) == [.key(.character("a"))])
  }

  // MARK: The mouse

  /// What a report says, after the code that ncurses makes of its beginning.
  private func report(_ text: String) -> [TerminalEvent] {
    var decoder = CursesKeyDecoder()
    return decoder.feed(.mouseStart) + text.utf8.flatMap { decoder.feed(.byte($0)) } + decoder.pause()
  }

  @Test("reads the buttons, the wheel, the way of the mouse, and places beyond the old limit of 223")
  func mouse() {
    let expected: [(String, MouseEvent)] = [
      ("0;1;1M", MouseEvent(.press(.left), column: 0, row: 0)),
      ("1;5;2M", MouseEvent(.press(.middle), column: 4, row: 1)),
      ("2;5;2m", MouseEvent(.release(.right), column: 4, row: 1)),
      ("0;300;120m", MouseEvent(.release(.left), column: 299, row: 119)),
      ("32;9;3M", MouseEvent(.drag(.left), column: 8, row: 2)),
      ("34;9;3M", MouseEvent(.drag(.right), column: 8, row: 2)),
      ("64;9;3M", MouseEvent(.wheelUp, column: 8, row: 2)), ("65;9;3M", MouseEvent(.wheelDown, column: 8, row: 2)),
      // Shift, Alt and Control.
      ("28;9;3M", MouseEvent(.press(.left), column: 8, row: 2)),
      ("80;9;3M", MouseEvent(.wheelUp, column: 8, row: 2)),
    ]
    for (text, event) in expected { #expect(report(text) == [.mouse(event)], "\(text)") }
  }

  @Test("makes nothing of reports that are none, and loses no key behind them")
  func mouseGarbage() {
    for text in [
      "M", ";;M", "0;0;1M", "0;1;0M", "0;1M", "0;1;1;1M", "3;1;1M", "35;1;1M", "66;1;1M", "128;1;1M",
      "99999999999999999999;1;1M", String(repeating: "1", count: 500) + ";1;1M",
    ] {
      #expect(report(text) == [], "\(text)")
      #expect(report(text + "x") == [.key(.character("x"))], "\(text)")
    }
    #expect(report("0;1x") == [.key(.character("x"))])
    #expect(report("0;1\u{1b}[A") == [.key(.up)])
    #expect(report("0;1é") == [.key(.character("é"))])
    var decoder = CursesKeyDecoder()
    #expect(decoder.feed(.mouseStart) + decoder.feed(.byte(0x30)) + decoder.feed(.key(.up)) == [.key(.up)])
    // In pasted text there is no mouse.
    _ = decoder.feed(.pasteStart)
    #expect(decoder.feed(.mouseStart) + decoder.feed(.byte(0x61)) == [])
    #expect(decoder.feed(.pasteEnd) == [.key(.paste("a"))])
  }

  @Test("a report may come in pieces with pauses between")
  func mouseInPieces() {
    var decoder = CursesKeyDecoder()
    var found = decoder.feed(.mouseStart)
    for byte in "65;17;4M".utf8 { found += decoder.pause() + decoder.feed(.byte(byte)) }
    #expect(found == [.mouse(MouseEvent(.wheelDown, column: 16, row: 3))])
  }
}

extension TerminalEvent {
  /// The key; every other event is one that no test presses.
  fileprivate var pressed: Key {
    guard case .key(let key) = self else { return .function(99) }
    return key
  }
}
