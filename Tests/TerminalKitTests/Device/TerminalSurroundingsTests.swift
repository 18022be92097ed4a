import Testing

@testable import TerminalKit

@Suite("A terminal's surroundings")
struct TerminalSurroundingsTests {
  @Test("the locale's name follows POSIX: LC_ALL, LC_CTYPE, LANG, and empty is unset")
  func localeName() {
    #expect(TerminalLocale.name(in: ["LC_ALL": "a", "LC_CTYPE": "b", "LANG": "c"]) == "a")
    #expect(TerminalLocale.name(in: ["LC_ALL": "", "LC_CTYPE": "b", "LANG": "c"]) == "b")
    #expect(TerminalLocale.name(in: ["LANG": "c"]) == "c")
    #expect(TerminalLocale.name(in: [:]) == "C")
  }

  @Test("who asks for UTF-8 in any spelling gets some; who does not is not given it")
  func localeCandidates() {
    for name in ["xx_YY.UTF-8", "de_DE.utf8", "C.Utf-8"] {
      let candidates = TerminalLocale.candidates(in: ["LANG": name])
      #expect(candidates.first == name)
      #expect(candidates.contains("C.UTF-8"))
    }
    #expect(TerminalLocale.candidates(in: ["LANG": "de_DE.ISO-8859-1"]) == ["de_DE.ISO-8859-1"])
  }

  @Test("glyphs follow the locale, and the Linux console has no braille")
  func glyphs() {
    #expect(TerminalLocale.glyphs(isUTF8: false, type: "xterm") == .ascii)
    #expect(TerminalLocale.glyphs(isUTF8: true, type: "xterm-256color") == .braille)
    #expect(TerminalLocale.glyphs(isUTF8: true, type: "linux") == .block)
    #expect(TerminalLocale.glyphs(isUTF8: true, type: "linux-16color") == .block)
  }

  @Test("unknown types of the xterm family get stand-ins, others none, and each is tried once")
  func types() {
    #expect(TerminalType.candidates(for: "xterm-ghostty") == ["xterm-ghostty", "xterm-256color", "xterm"])
    #expect(TerminalType.candidates(for: "alacritty") == ["alacritty", "xterm-256color", "xterm"])
    #expect(TerminalType.candidates(for: "tmux-direct") == ["tmux-direct", "screen-256color", "screen"])
    #expect(TerminalType.candidates(for: "xterm") == ["xterm", "xterm-256color"])
    #expect(TerminalType.candidates(for: "vt100") == ["vt100"])
    #expect(TerminalType.candidates(for: "teletype") == ["teletype"])
  }

  @Test("no size is 80 by 24, and no size is beyond reason")
  func geometry() {
    for (columns, rows) in [(0, 0), (0, 24), (80, 0), (-1, 5)] {
      #expect(TerminalGeometry.settled(Size(columns: columns, rows: rows)) == Size(columns: 80, rows: 24))
    }
    #expect(TerminalGeometry.settled(Size(columns: 1, rows: 1)) == Size(columns: 1, rows: 1))
    #expect(TerminalGeometry.settled(Size(columns: 65535, rows: 65535)) == TerminalGeometry.limit)
  }

  @Test("NO_COLOR counts when it is not empty, and only where nobody decided")
  func noColour() {
    func wants(_ choice: ColourChoice, _ value: String?) -> Bool {
      TerminalOptions(colour: choice, environment: value.map { ["NO_COLOR": $0] } ?? [:]).wantsColour
    }
    #expect(wants(.auto, nil))
    #expect(wants(.auto, ""))
    #expect(!wants(.auto, "0"))
    #expect(wants(.always, "1"))
    #expect(!wants(.never, nil))
  }

  @Test("delays of terminal descriptions are left out, dollars are not")
  func delays() {
    #expect(TerminalCapability.withoutDelays("\u{1b}[H\u{1b}[J$<50>") == "\u{1b}[H\u{1b}[J")
    #expect(TerminalCapability.withoutDelays("a$<5*/>b$<2.5>c") == "abc")
    #expect(TerminalCapability.withoutDelays("$$<x>$<") == "$$<x>$<")
    #expect(TerminalCapability.withoutDelays("") == "")
  }

  @Test("terminals of another style than ECMA-48 get no marks")
  func codes() {
    let vt52 = TerminalCodes { ["cup": "\u{1b}Y%p1%c", "clear": "\u{1b}H\u{1b}J"][$0] }
    #expect(vt52.frameStart + vt52.frameEnd + vt52.entering + vt52.leaving == [])
    #expect(vt52.left == Array("\u{1b}H\u{1b}J".utf8))
    #expect(vt52.restoring == vt52.left)
    let xterm = TerminalCodes { ["cup": "\u{1b}[H", "rmcup": "R", "clear": "C", "sgr0": "S"][$0] }
    #expect(xterm.left == [])
    #expect(String(decoding: xterm.restoring, as: UTF8.self) == "\u{1b}[?2026l\u{1b}[?2004lSR")
  }

  @Test("every reason for having no screen is one line that says what to do or what is so")
  func reasons() {
    let reasons: [TerminalUnavailable] = [
      .notATerminal("Standard input"), .noType, .unknownType("x"), .noCursorAddressing("dumb"), .alreadyOpen,
      .refused("a pipe"),
    ]
    for reason in reasons {
      #expect(!reason.description.contains("\n"))
      #expect(reason.description.hasSuffix("."))
    }
    #expect(Set(reasons.map(\.description)).count == reasons.count)
  }
}
