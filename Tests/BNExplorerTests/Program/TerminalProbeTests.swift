import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The real program on a real pseudo-terminal.
@Suite("The terminal probe on a terminal", .serialized)
struct TerminalProbeTests {
  private func launch(
    size: Size = Size(columns: 80, rows: 30), _ environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let program = try PseudoTerminal.launch(["terminal-probe"], size: size, environment: environment)
    try program.waitForFrame(after: 0)
    return program
  }

  /// What came out after the normal screen was back.
  private func textAfterTheScreen(_ program: PseudoTerminal) -> String {
    let output = String(decoding: program.output, as: UTF8.self)
    guard let end = output.ranges(of: "\u{1b}[?1049l").last?.upperBound else { return "the screen is still up" }
    return String(output[end...])
  }

  /// What must hold whenever a program has given its terminal back.
  private func expectRestored(_ program: PseudoTerminal) {
    let screen = program.screen
    #expect(program.modes == program.initialModes)
    #expect(!screen.isAlternate)
    #expect(screen.isCursorVisible)
    #expect(screen.rendition == VirtualTerminal.Rendition())
    #expect(screen.modes.isDisjoint(with: [1, 1000, 1002, 1006, 1049, 2004, 2026]))
    #expect(screen.unknown == [])
  }

  @Test("shows the terminal, names keys, and gives everything back on q")
  func keys() throws {
    let program = try launch()
    #expect(program.screen.text.contains("Terminal xterm-256color"))
    #expect(program.screen.text.contains("80 x 30"))
    #expect(program.screen.isAlternate)
    #expect(program.modes.isRaw)
    let keys: [(Key, String)] = [
      (.up, "up"), (.down, "down"), (.left, "left"), (.right, "right"), (.home, "home"), (.end, "end"),
      (.pageUp, "page-up"), (.pageDown, "page-down"), (.backTab, "back-tab"), (.delete, "delete"),
      (.backspace, "backspace"), (.tab, "tab"), (.enter, "enter"), (.alt("x"), "Alt-x"), (.control("a"), "Ctrl-A"),
      (.function(1), "F1"), (.function(5), "F5"), (.function(11), "F11"), (.character("é"), "é"),
      (.character("漢"), "漢"),
      (.paste("two\nlines é"), "paste(11)"), (.escape, "escape"),
    ]
    for (key, name) in keys {
      program.send(key)
      try program.wait(for: "the key \(name)") { $0.rows[2] == "key  \(name)" }
    }
    program.send("q")
    #expect(try program.waitForExit() == .exited(0))
    expectRestored(program)
    #expect(program.screen.rows.allSatisfy { $0.isEmpty })
  }

  @Test("follows the window's size, and a window of no size is 80 by 24")
  func resize() throws {
    let program = try launch(size: Size(columns: 0, rows: 0))
    #expect(program.screen.frames == 1)
    program.resize(to: Size(columns: 61, rows: 17))
    try program.wait { $0.text.contains("61 x 17") && $0.rows[16].hasPrefix("q or Ctrl-C quits") }
    program.resize(to: Size(columns: 133, rows: 40))
    try program.wait { $0.text.contains("133 x 40") && $0.rows[39].hasPrefix("q or Ctrl-C quits") }
    program.resize(to: Size(columns: 1, rows: 1))
    try program.wait { $0.text == "T" }
    program.resize(to: Size(columns: 0, rows: 0))
    program.send(.control("c"))
    #expect(try program.waitForExit() == .exited(0))
  }

  @Test("survives a storm of sizes and ends up with the last")
  func storm() throws {
    let program = try launch()
    for step in 0..<200 { program.resize(to: Size(columns: 20 + step % 100, rows: 5 + step % 40)) }
    program.resize(to: Size(columns: 77, rows: 33))
    try program.wait { $0.text.contains("77 x 33") && $0.rows[32].hasPrefix("q or Ctrl-C quits") }
    program.send("q")
    #expect(try program.waitForExit() == .exited(0))
    expectRestored(program)
  }

  @Test("ends on a signal with the terminal restored", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(_ number: Int32) throws {
    let program = try launch()
    program.signal(number)
    #expect(try program.waitForExit() == .exited(128 + number))
    expectRestored(program)
  }

  @Test(
    "restores the terminal when it crashes, shows the message, and dies as it would have without a screen",
    arguments: [
      ("trap", "Fatal error: Index out of range"), ("fatalError", "Fatal error: BNX_TEST_CRASH"), ("abort", ""),
      ("overflow", ""), ("thread", "Fatal error: Index out of range"),
    ])
  func crashes(_ kind: String, _ message: String) throws {
    let program = try launch(["BNX_TEST_CRASH": kind])
    program.send(.function(12))
    let end = try program.waitForExit()
    switch kind {
    case "abort": #expect(end == .signalled(SIGABRT))
    case "overflow": #expect(end == .signalled(SIGSEGV))
    default: #expect([.signalled(SIGILL), .signalled(SIGTRAP)].contains(end))
    }
    expectRestored(program)
    let after = textAfterTheScreen(program)
    // The standard library of a debug build speaks; an optimized one traps in silence.
    #expect(after.contains(message) || (kind != "fatalError" && !after.contains("atal")))
  }

  @Test("restores the terminal when another thread ends the program")
  func exitOnThread() throws {
    let program = try launch(["BNX_TEST_CRASH": "exit"])
    program.send(.function(12))
    #expect(try program.waitForExit() == .exited(7))
    expectRestored(program)
  }

  @Test("restores the terminal on signals that crash from outside", arguments: [SIGQUIT, SIGSEGV, SIGSYS])
  func crashSignals(_ number: Int32) throws {
    let program = try launch()
    program.signal(number)
    #expect(try program.waitForExit() == .signalled(number))
    expectRestored(program)
  }

  @Test("lets Swift's own backtrace follow on the restored terminal")
  func backtrace() throws {
    let program = try launch(
      [
        "BNX_TEST_CRASH": "fatalError",
        "SWIFT_BACKTRACE": "enable=yes,interactive=no,symbolicate=off,color=no,threads=crashed",
      ])
    program.send(.function(12))
    #expect(try program.waitForExit() == .signalled(SIGILL))
    expectRestored(program)
    #expect(textAfterTheScreen(program).contains("Thread 0"))
  }

  @Test("goes on after Ctrl-Z where no shell could continue it", arguments: [false, true])
  func suspensionWithoutShell(_ isIgnored: Bool) throws {
    let trap = isIgnored ? "trap '' TSTP; " : ""
    let program = try PseudoTerminal.launch(
      executable: "/bin/sh", ["-c", "\(trap)exec '\(try BuiltProgram.path())' terminal-probe"])
    try program.waitForFrame(after: 0)
    program.send(.control("z"))
    program.send(.up)
    try program.wait { $0.isAlternate && $0.rows[2] == "key  up" }
    program.send("q")
    #expect(try program.waitForExit() == .exited(0))
    expectRestored(program)
  }

  @Test("ends when the terminal is closed, even where SIGHUP is ignored", arguments: [false, true])
  func hangUp(_ isIgnored: Bool) throws {
    let trap = isIgnored ? "trap '' HUP; " : ""
    let program = try PseudoTerminal.launch(
      executable: "/bin/sh", ["-c", "\(trap)exec '\(try BuiltProgram.path())' terminal-probe"])
    try program.waitForFrame(after: 0)
    program.hangUp()
    #expect(try program.waitForExit() == .exited(128 + SIGHUP))
  }

  @Test(
    "says in one line why it cannot start, and leaves the terminal alone",
    arguments: [
      ("dumb", "cannot place its cursor"), ("no-such-terminal", "is not known here"), ("", "TERM is not set"),
    ])
  func unavailable(_ type: String, _ reason: String) throws {
    let program = try PseudoTerminal.launch(["terminal-probe"], environment: ["TERM": type])
    #expect(try program.waitForExit() == .exited(1))
    #expect(program.screen.text.contains(reason))
    #expect(program.modes == program.initialModes)
    #expect(!program.output.contains(0x1b))
  }

  @Test(
    "takes types that the machine does not know for the xterm they imitate", arguments: ["xterm-kitty-9", "foot-9"])
  func standIn(_ type: String) throws {
    let program = try launch(["TERM": type])
    #expect(program.screen.text.contains("Terminal xterm-256color"))
    program.send("q")
    #expect(try program.waitForExit() == .exited(0))
  }

  @Test("draws ASCII in a locale that has no more, and UTF-8 where the locale asked for is missing")
  func locales() throws {
    for (locale, glyphs) in [("C", "ascii"), ("xx_YY.UTF-8", "braille"), ("de_DE.utf8", "braille")] {
      let program = try launch(["LC_ALL": locale])
      #expect(program.screen.text.contains("glyphs \(glyphs)"))
      #expect(program.output.contains { $0 >= 0x80 } == (glyphs != "ascii"))
      program.send("é")
      try program.wait { $0.rows[2] == (glyphs == "ascii" ? "key  e" : "key  é") }
      program.send("q")
      try program.waitForExit()
    }
  }

  @Test("uses no colour with NO_COLOR, and none where there is none")
  func colours() throws {
    for environment in [["NO_COLOR": "1"], ["TERM": "vt100"]] {
      let program = try launch(environment)
      #expect(program.screen.text.contains("colours none"))
      #expect(program.screen.page.cells.joined().allSatisfy { $0.rendition.foreground == .standard })
    }
  }
}
