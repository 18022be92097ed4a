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
    (.up, ["\u{1b}OA", "\u{1b}[A", "\u{1b}[1;2A", "\u{1b}[a"]),
    (.down, ["\u{1b}OB", "\u{1b}[B", "\u{1b}[1;2B", "\u{1b}[b"]),
    (.right, ["\u{1b}OC", "\u{1b}[C", "\u{1b}[1;2C", "\u{1b}[c"]),
    (.left, ["\u{1b}OD", "\u{1b}[D", "\u{1b}[1;2D", "\u{1b}[d"]),
    (.alt("f"), ["\u{1b}[1;3C", "\u{1b}[1;5C", "\u{1b}Oc", "\u{1b}f"]),
    (.alt("b"), ["\u{1b}[1;3D", "\u{1b}[1;5D", "\u{1b}Od", "\u{1b}b"]),
    (.home, ["\u{1b}OH", "\u{1b}[H", "\u{1b}[1~", "\u{1b}[7~", "\u{1b}[1;2H"]),
    (.end, ["\u{1b}OF", "\u{1b}[F", "\u{1b}[4~", "\u{1b}[8~", "\u{1b}[1;2F"]),
    (.delete, ["\u{1b}[3~", "\u{1b}[3;2~"]), (.alt("d"), ["\u{1b}[3;5~", "\u{1b}d"]),
    (.pageUp, ["\u{1b}[5~"]), (.pageDown, ["\u{1b}[6~"]),
    (.backTab, ["\u{1b}[Z", "\u{1b}\t", "\u{1b}[9;2u", "\u{1b}[27;2;9~"]), (.tab, ["\t"]),
    (.enter, ["\r", "\n", "\u{1b}OM"]), (.backspace, ["\u{7f}", "\u{1b}[127u"]),
    (.alt("\u{7f}"), ["\u{1b}\u{7f}", "\u{1b}[127;3u"]),
    (.function(1), ["\u{1b}OP", "\u{1b}[11~", "\u{1b}[[A"]), (.function(2), ["\u{1b}OQ", "\u{1b}[12~", "\u{1b}[[B"]),
    (.function(3), ["\u{1b}OR", "\u{1b}[13~", "\u{1b}[[C"]), (.function(4), ["\u{1b}OS", "\u{1b}[14~", "\u{1b}[[D"]),
    (.function(5), ["\u{1b}[15~", "\u{1b}[[E"]), (.function(6), ["\u{1b}[17~"]), (.function(7), ["\u{1b}[18~"]),
    (.function(8), ["\u{1b}[19~"]), (.function(9), ["\u{1b}[20~"]), (.function(10), ["\u{1b}[21~"]),
    (.function(11), ["\u{1b}[23~"]), (.function(12), ["\u{1b}[24~"]),
    (.function(13), ["\u{1b}[1;2P", "\u{1b}[25~"]), (.function(14), ["\u{1b}[1;2Q", "\u{1b}[26~"]),
    (.function(15), ["\u{1b}[28~"]), (.function(16), ["\u{1b}[29~"]), (.function(17), ["\u{1b}[15;2~", "\u{1b}[31~"]),
    (.function(20), ["\u{1b}[19;2~", "\u{1b}[34~"]), (.function(25), ["\u{1b}[1;5P"]),
    (.function(30), ["\u{1b}[17;5~"]), (.function(37), ["\u{1b}[1;6P"]), (.function(49), ["\u{1b}[1;3P"]),
    (.function(63), ["\u{1b}[1;4R"]),
    (.control("a"), ["\u{1}", "\u{1b}[97;5u", "\u{1b}[27;5;97~"]), (.control("z"), ["\u{1a}"]),
    (.control("h"), ["\u{8}"]), (.control("@"), ["\0"]), (.control("\\"), ["\u{1c}"]), (.control("_"), ["\u{1f}"]),
    (.alt("X"), ["\u{1b}X"]), (.alt("ä"), ["\u{1b}ä"]), (.alt("."), ["\u{1b}.", "\u{1b}[46;3u"]),
    (.character("a"), ["a"]), (.character("ß"), ["ß"]), (.character("漢"), ["漢"]), (.character("😀"), ["😀"]),
    (.character("5"), ["\u{1b}Ou"]), (.character("="), ["\u{1b}OX"]),
    (.paste("a\nb\u{1b}[A"), ["\u{1b}[200~a\nb\u{1b}[A\u{1b}[201~"]),
  ]

  @Test("knows what xterm, tmux, screen, rxvt and the Linux console send, wherever the bytes are cut")
  func sequences() {
    for (key, texts) in Self.published {
      for text in texts {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
          var decoder = KeyDecoder()
          let keys = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...])
          #expect(keys == [key], "\(text.debugDescription) cut at \(cut)")
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
      keys += decoder.feed(bytes.prefix(count))
      bytes.removeFirst(count)
    }
    #expect(keys == expected)
  }

  @Test("takes a lone Escape for the Escape key once nothing follows")
  func loneEscape() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1b]) == [] && decoder.isPending)
    #expect(decoder.flush() == [.escape] && !decoder.isPending)
    #expect(decoder.feed([0x1b, 0x1b]) == [.escape] && decoder.flush() == [.escape])
    #expect(decoder.feed("\u{1b}[".utf8) == [] && decoder.flush() == [.alt("[")])
    #expect(decoder.feed("\u{1b}O".utf8) == [] && decoder.flush() == [.alt("O")])
    #expect(decoder.feed("\u{1b}[1;".utf8) == [] && decoder.flush() == [])
    #expect(decoder.feed("\u{1b}\u{1b}[A".utf8) == [.escape, .up])
  }

  @Test("swallows what is no key: mouse, focus, unknown and endless sequences")
  func noise() {
    let noise = [
      "\u{1b}[<0;12;5M", "\u{1b}[<0;12;5m", "\u{1b}[M !!", "\u{1b}[I", "\u{1b}[O", "\u{1b}[2~", "\u{1b}[?62;1c",
      "\u{1b}[99999999999999999999~", "\u{1b}[201~", "\u{1b}[1114112u", "\u{1b}[24$", "\u{1b}Oz",
    ]
    for text in noise {
      var decoder = KeyDecoder()
      #expect(decoder.feed(Array(text.utf8)) + decoder.flush() == [], "\(text.debugDescription)")
      #expect(decoder.feed("x".utf8) == [.character("x")], "\(text.debugDescription)")
    }
    var decoder = KeyDecoder()
    _ = decoder.feed(Array(("\u{1b}[" + String(repeating: "1", count: 500)).utf8))
    #expect(!decoder.isPending)
  }

  /// By table 3-7 of the Unicode standard; every broken piece becomes one replacement character.
  @Test("replaces broken UTF-8 and goes on")
  func brokenText() {
    let broken = Key.character("\u{fffd}")
    let cases: [([UInt8], [Key])] = [
      ([0xff, 0x61], [broken, .character("a")]), ([0xc3, 0x61], [broken, .character("a")]),
      ([0x80, 0xc3, 0xa4], [broken, .character("ä")]), ([0xed, 0xa0, 0x80, 0x61], [broken, .character("a")]),
      ([0xf4, 0x90, 0x80, 0x80, 0x61], [broken, .character("a")]), ([0xc0, 0x61], [broken, .character("a")]),
      ([0xe6, 0x1b, 0x5b, 0x41], [broken, .up]),
    ]
    for (bytes, keys) in cases {
      var decoder = KeyDecoder()
      #expect(decoder.feed(bytes) == keys)
    }
    var decoder = KeyDecoder()
    #expect(decoder.feed([0xe6, 0xbc]) == [] && decoder.flush() == [broken])
  }

  @Test("holds a paste until its end, however long it takes")
  func longPaste() {
    var decoder = KeyDecoder()
    let text = String(repeating: "train 1\n", count: 20_000)
    #expect(decoder.feed(Array("\u{1b}[200~".utf8)) == [])
    #expect(decoder.feed(Array(text.utf8)) == [])
    #expect(!decoder.isPending && decoder.flush() == [])
    #expect(decoder.feed(Array("\u{1b}[201~q".utf8)) == [.paste(text), .character("q")])
  }
}
