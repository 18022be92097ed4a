/// The escape codes that the program sends beside ncurses.
struct TerminalCodes: Sendable {
  /// Around a frame: the terminal shows all of it at once.
  let frameStart: [UInt8]
  let frameEnd: [UInt8]
  /// After ncurses took the screen: pasted text comes between marks.
  let entering: [UInt8]
  /// Before ncurses gives the screen back.
  let leaving: [UInt8]
  /// After ncurses gave it back: a terminal with one screen only must not keep the last frame under the prompt.
  let left: [UInt8]
  /// Asks for reports of the mouse: its buttons, its way while one is down, and places of any size.
  let mouseOn: [UInt8]
  let mouseOff: [UInt8]
  /// All that gives the terminal back when ncurses cannot be asked.
  let restoring: [UInt8]

  /// Codes for a terminal whose description has these capabilities.
  init(capability: (String) -> String?) {
    // Marks in the style of ECMA-48 are ignored where they are unknown, but not by terminals of another style.
    let isANSI = capability("cup")?.hasPrefix("\u{1b}[") ?? false
    let clear = capability("rmcup") == nil ? capability("clear") ?? "" : ""
    let marks = (start: "\u{1b}[?2026h", end: "\u{1b}[?2026l", paste: "\u{1b}[?2004h", noPaste: "\u{1b}[?2004l")
    frameStart = Array((isANSI ? marks.start : "").utf8)
    frameEnd = Array((isANSI ? marks.end : "").utf8)
    entering = Array((isANSI ? marks.paste : "").utf8)
    leaving = Array((isANSI ? marks.noPaste : "").utf8)
    // Not by ncurses: many descriptions have only the old reports, which end at column 223.
    mouseOn = Array((isANSI ? "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h" : "").utf8)
    mouseOff = Array((isANSI ? "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l" : "").utf8)
    left = Array(clear.utf8)
    let usual = ["sgr0", "op", "rmkx", "cnorm", "rmcup"].compactMap(capability).joined()
    restoring = frameEnd + leaving + Array((usual + clear).utf8)
  }
}
