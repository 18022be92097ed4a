import BNTestSupport
import Testing

@testable import TerminalKit

@Suite("The decoder of keys")
struct KeyDecoderTests {
  /// A key and the bytes terminals send for it.
  ///
  /// From the terminfo entries xterm-256color, tmux, screen, rxvt, linux and vt100 of ncurses 6.4 (`infocmp -x`: kcuu1,
  /// khome, kdch1, kf1 ...), their normal-mode twins in xterm's control sequences document, and for Alt and `CSI u` the
  /// same document.
  static let published: [(Key, [String])] = [
    (.up, ["\u{1b}OA", "\u{1b}[A", "\u{1b}[1;2A", "\u{1b}[1;5A", "\u{1b}[a", "\u{1b}Oa"]),
    (.down, ["\u{1b}OB", "\u{1b}[B", "\u{1b}[1;2B", "\u{1b}[1;3B", "\u{1b}[b", "\u{1b}Ob"]),
    (.right, ["\u{1b}OC", "\u{1b}[C", "\u{1b}[1;2C", "\u{1b}[c"]),
    (.left, ["\u{1b}OD", "\u{1b}[D", "\u{1b}[1;2D", "\u{1b}[d"]),
    (.controlRight, ["\u{1b}[1;3C", "\u{1b}[1;5C", "\u{1b}[1;6C", "\u{1b}Oc"]), (.alt("f"), ["\u{1b}f"]),
    (.controlLeft, ["\u{1b}[1;3D", "\u{1b}[1;5D", "\u{1b}[1;6D", "\u{1b}Od"]), (.alt("b"), ["\u{1b}b"]),
    (.home, ["\u{1b}OH", "\u{1b}[H", "\u{1b}[1~", "\u{1b}[7~", "\u{1b}[1;2H", "\u{1b}[7$", "\u{1b}[7^"]),
    (.end, ["\u{1b}OF", "\u{1b}[F", "\u{1b}[4~", "\u{1b}[8~", "\u{1b}[1;2F", "\u{1b}[8$", "\u{1b}[8@"]),
    (.delete, ["\u{1b}[3~", "\u{1b}[3;2~", "\u{1b}[3$"]),
    (.controlDelete, ["\u{1b}[3;3~", "\u{1b}[3;5~", "\u{1b}[3^"]), (.alt("d"), ["\u{1b}d"]),
    (.pageUp, ["\u{1b}[5~", "\u{1b}[5;5~", "\u{1b}[5^"]), (.pageDown, ["\u{1b}[6~", "\u{1b}[6;2~", "\u{1b}[6$"]),
    (.backTab, ["\u{1b}[Z", "\u{1b}\t", "\u{1b}[9;2u", "\u{1b}[27;2;9~"]), (.tab, ["\t"]),
    (.enter, ["\r", "\n", "\u{1b}OM"]), (.backspace, ["\u{7f}", "\u{8}", "\u{1b}[127u"]),
    (.alt("\u{7f}"), ["\u{1b}\u{7f}", "\u{1b}\u{8}", "\u{1b}[127;3u"]),
    (.function(1), ["\u{1b}OP", "\u{1b}[11~", "\u{1b}[[A"]), (.function(2), ["\u{1b}OQ", "\u{1b}[12~", "\u{1b}[[B"]),
    (.function(3), ["\u{1b}OR", "\u{1b}[13~", "\u{1b}[[C"]), (.function(4), ["\u{1b}OS", "\u{1b}[14~", "\u{1b}[[D"]),
    (.function(5), ["\u{1b}[15~", "\u{1b}[[E"]), (.function(6), ["\u{1b}[17~"]), (.function(7), ["\u{1b}[18~"]),
    (.function(8), ["\u{1b}[19~"]), (.function(9), ["\u{1b}[20~"]), (.function(10), ["\u{1b}[21~"]),
    (.function(11), ["\u{1b}[23~"]), (.function(12), ["\u{1b}[24~"]), (.function(24), ["\u{1b}[24;2~"]),
    (.function(22), ["\u{1b}[24$"]),
    (.function(23), ["\u{1b}[11^"]), (.function(43), ["\u{1b}[23@"]),
    (.function(13), ["\u{1b}[1;2P", "\u{1b}[25~"]), (.function(14), ["\u{1b}[1;2Q", "\u{1b}[26~"]),
    (.function(15), ["\u{1b}[28~"]), (.function(16), ["\u{1b}[29~"]), (.function(17), ["\u{1b}[15;2~", "\u{1b}[31~"]),
    (.function(20), ["\u{1b}[19;2~", "\u{1b}[34~"]), (.function(25), ["\u{1b}[1;5P"]),
    (.function(30), ["\u{1b}[17;5~"]), (.function(37), ["\u{1b}[1;6P"]), (.function(49), ["\u{1b}[1;3P"]),
    (.function(63), ["\u{1b}[1;4R"]),
    (.control("a"), ["\u{1}", "\u{1b}[97;5u", "\u{1b}[27;5;97~"]), (.control("z"), ["\u{1a}"]),
    (.control("h"), ["\u{1b}[104;5u"]), (.control(" "), ["\0"]), (.control("\\"), ["\u{1c}"]),
    (.control("_"), ["\u{1f}"]),
    (.alt("X"), ["\u{1b}X"]), (.alt("ä"), ["\u{1b}ä"]), (.alt("."), ["\u{1b}.", "\u{1b}[46;3u"]),
    (.character("a"), ["a"]), (.character("ß"), ["ß"]), (.character("漢"), ["漢"]), (.character("😀"), ["😀"]),
    (.character("5"), ["\u{1b}Ou"]), (.character("="), ["\u{1b}OX"]),
    (.paste("a\nb[A"), ["\u{1b}[200~a\nb\u{1b}[A\u{1b}[201~"]),
  ]

  @Test("knows what xterm, tmux, screen, rxvt and the Linux console send, wherever the bytes are cut")
  func sequences() {
    for (key, texts) in Self.published {
      for text in texts {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
          var decoder = KeyDecoder()
          let events = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...])
          #expect(events == [.key(key)], "\(text.debugDescription) cut at \(cut)")
          #expect(!decoder.isPending)
        }
      }
    }
  }

  @Test("gives the same keys for any cut of a long stream", arguments: 0..<50 as Range<UInt64>)
  func splits(seed: UInt64) {
    var generator = SplitMix(state: seed)
    var expected: [Key] = []
    var bytes: [UInt8] = []
    for _ in 0..<40 {
      guard let (key, texts) = Self.published.randomElement(using: &generator) else { continue }
      expected.append(key)
      bytes += Array((texts.randomElement(using: &generator) ?? "").utf8)
    }
    var decoder = KeyDecoder()
    var keys: [Key] = []
    while !bytes.isEmpty {
      let count = Int.random(in: 1...min(5, bytes.count), using: &generator)
      keys += decoder.feed(bytes.prefix(count)).keys
      bytes.removeFirst(count)
    }
    #expect(keys == expected)
  }

  /// The keys of bytes that come in one go, with a pause after.
  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  private func keys(_ bytes: [UInt8]) -> [Key] {
    var decoder = KeyDecoder()
    return (decoder.feed(bytes) + decoder.pause()).keys
  }

  @Test("takes a lone Escape for the Escape key once nothing follows")
  func loneEscape() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [] && decoder.isPending)
    #expect(decoder.pause() == [.key(.escape)] && !decoder.isPending)
    #expect(decoder.feed([0x1b, 0x1b]) == [.key(.escape)] && decoder.pause() == [.key(.escape)])
    #expect(decoder.feed("\u{1b}[1;".utf8) == [] && decoder.pause() == [])
    #expect(decoder.feed("5C".utf8) == [.key(.controlRight)])
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
    #expect(keys("\u{1b}\u{10}") == [.escape, .control("p")])
    #expect(keys("\u{1b}\u{1b}[A") == [.escape, .up])
    #expect(keys("\u{1b}[1\u{1b}[B") == [.down])
    #expect(keys("\u{1b}[\u{1b}[B") == [.alt("["), .down])
    #expect(keys("\u{1b}O\u{1b}[B") == [.alt("O"), .down])
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [])
    #expect(decoder.feed(.key(.left)) == [.key(.escape), .key(.left)])
  }

  @Test("Alt and a character are Escape and the character where they mean nothing together")
  func altApart() {
    #expect(Key.alt(":").withoutModifiers == [.escape, .character(":")])
    #expect(Key.alt("\u{7f}").withoutModifiers == [.escape, .backspace])
    #expect(Key.controlRight.withoutModifiers == [.right])
    #expect(Key.control("c").withoutModifiers == [.control("c")])
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

  @Test("swallows what is no key: answers, mouse, focus, unknown and endless sequences")
  func noise() {
    let noise = [
      "\u{1b}[<0;12;5M", "\u{1b}[<0;12;5m", "\u{1b}[M !!", "\u{1b}[I", "\u{1b}[O", "\u{1b}[2~", "\u{1b}[?62;1c",
      "\u{1b}[24;80R", "\u{1b}[99~", "\u{1b}[200;300;400u", "\u{1b}[99999999999999999999~", "\u{1b}[201~",
      "\u{1b}[1114112u", "\u{1b}[?2026;2$y", "\u{1b}[99$", "\u{1b}[" + String(repeating: "1", count: 500) + "~",
      "\u{1b}Oz",
    ]
    for text in noise {
      #expect(keys(text) == [], "\(text.debugDescription)")
      #expect(keys(text + "x") == [.character("x")], "\(text.debugDescription)")
    }
  }

  @Test("puts characters together over pauses")
  func characters() {
    let text = "aé€漢𝛾z"
    var decoder = KeyDecoder()
    var found: [TerminalEvent] = []
    for byte in text.utf8 { found += decoder.feed([byte]) + decoder.pause() }
    #expect(found == text.map { .key(.character($0)) })
  }

  /// By table 3-7 of the Unicode standard; every broken piece becomes one replacement character.
  @Test("replaces broken UTF-8 and goes on")
  func brokenText() {
    let broken = Key.character("\u{fffd}")
    let cases: [([UInt8], [Key])] = [
      ([0xff, 0x61], [broken, .character("a")]), ([0xc3, 0x61], [broken, .character("a")]),
      ([0x80, 0xc3, 0xa4], [broken, .character("ä")]), ([0xed, 0xa0, 0x80, 0x61], [broken, .character("a")]),
      ([0xf4, 0x90, 0x80, 0x80, 0x61], [broken, .character("a")]), ([0xc0, 0x61], [broken, .character("a")]),
      ([0xe6, 0x1b, 0x5b, 0x41], [broken, .up]), ([0x1b, 0xff, 0x61], [.escape, broken, .character("a")]),
      ([0xc0, 0xaf, 0x61], [broken, broken, .character("a")]),
      ([0x1b, 0xc3, 0x61], [.escape, broken, .character("a")]),
    ]
    for (bytes, expected) in cases { #expect(keys(bytes) == expected) }
    var decoder = KeyDecoder()
    #expect(decoder.feed([0xe6, 0xbc]) == [] && decoder.pause() == [])
    #expect(decoder.feed(.key(.up)) == [.key(broken), .key(.up)])
  }

  // MARK: Pasted text

  @Test("pasted text is one key, without the controls a paste may smuggle in")
  func paste() {
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1b}[200~one\r\ntwo\rthree\n\t\u{1b}[31mé\u{7}\u{9b}".utf8) == [])
    #expect(decoder.feed(.key(.up)) + decoder.pause() == [])
    #expect(decoder.feed("\u{1b}[201~".utf8) == [.key(.paste("one\ntwo\nthree\n\t[31mé"))])
    #expect(decoder.feed("a\u{1b}[201~".utf8) == [.key(.character("a"))])
  }

  @Test("holds a paste until its end, however long it takes")
  func slowPaste() {
    var decoder = KeyDecoder()
    let text = String(repeating: "train 1\n", count: 20_000)
    #expect(decoder.feed("\u{1b}[200~".utf8) == [])
    #expect(decoder.feed(text.utf8) == [])
    #expect(!decoder.isPending && decoder.pause() == [])
    #expect(decoder.feed("\u{1b}[201~q".utf8) == [.key(.paste(text)), .key(.character("q"))])
  }

  @Test("a paste without end comes in parts of bounded size, and none of them cuts a character or the end")
  func longPaste() {
    for (text, first) in [("a", 0), ("€", 1), ("𝛾", 0)] {
      var decoder = KeyDecoder()
      let count = KeyDecoder.pasteLimit / text.utf8.count + 5
      _ = decoder.feed("\u{1b}[200~".utf8)
      let part = decoder.feed(String(repeating: text, count: count).utf8)
      #expect(part.keys.map(\.pastedBytes) == [KeyDecoder.pasteLimit - first], "\(text)")
      #expect(decoder.feed("\u{1b}[201~".utf8) == [.key(.paste(String(repeating: text, count: 5)))], "\(text)")
    }
    var decoder = KeyDecoder()
    let whole = "\u{1b}[200~" + String(repeating: "a", count: KeyDecoder.pasteLimit) + "\u{1b}[201~x"
    #expect(decoder.feed(whole.utf8).keys.map(\.pastedBytes) == [KeyDecoder.pasteLimit, nil])
  }

  @Test("no bytes of any kind bring it down, and it always finds back to plain text")
  func anything() {
    var random = SplitMix(state: 5)
    var decoder = KeyDecoder()
    for _ in 0..<20_000 {
      let byte = UInt8.random(in: 0...255, using: &random)
      _ = decoder.feed([Bool.random(using: &random) ? byte : [0x1b, 0x5b, 0x4f, 0x3b][Int(byte) % 4]])
      if byte % 16 == 0 { _ = decoder.pause() }
    }
    // Whatever was open, a final byte and a pause close it.
    _ = decoder.feed([0x7e]) + decoder.pause()
    #expect(decoder.feed("a".utf8) == [.key(.character("a"))])
  }

  // MARK: The mouse

  private func report(_ text: String) -> [TerminalEvent] {
    var decoder = KeyDecoder()
    return decoder.feed(("\u{1b}[<" + text).utf8) + decoder.pause()
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
    var decoder = KeyDecoder()
    #expect(decoder.feed("\u{1b}[<0".utf8) + decoder.feed(.key(.up)) == [.key(.up)])
    // In pasted text there is no mouse.
    #expect(keys("\u{1b}[200~\u{1b}[<0;1;1Ma\u{1b}[201~") == [.paste("[<0;1;1Ma")])
  }

  @Test("a report may come in pieces with pauses between")
  func mouseInPieces() {
    var decoder = KeyDecoder()
    var found = decoder.feed("\u{1b}[<".utf8)
    for byte in "65;17;4M".utf8 { found += decoder.pause() + decoder.feed([byte]) }
    #expect(found == [.mouse(MouseEvent(.wheelDown, column: 16, row: 3))])
  }
}

extension Key {
  /// The bytes of pasted text; `nil` for any other key.
  fileprivate var pastedBytes: Int? {
    guard case .paste(let text) = self else { return nil }
    return text.utf8.count
  }
}
