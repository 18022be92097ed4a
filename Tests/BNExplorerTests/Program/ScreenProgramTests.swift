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

// Everything here waits for what a person would see; nothing waits for time to pass.
@Suite("The program on a terminal", .serialized)
struct ScreenProgramTests {
  @Test("starts with moving digits and answers every key", arguments: [(80, 24), (120, 40), (200, 60)])
  func tour(_ columns: Int, _ rows: Int) throws {
    let program = try ScreenProgram(columns: columns, rows: rows)
    try program.shows("digits")
    try program.shows("moving mean")
    #expect(program.screen.isAlternate)
    #expect(program.terminal.modes.isRaw)
    try program.moves()
    try program.shows(" RUN ")
    program.press(" ")
    try program.shows(" PAUSE ")
    program.press("t")
    // The engine answers after the step that it was in, and the line of status is written from left to right: with the
    // answer on the screen its number of steps is the one at which the run was paused.
    let paused = try #require(ScreenProgram.steps(try program.shows("│ inference")))
    program.press("s", "s")
    try program.terminal.wait(for: "two steps") { ScreenProgram.steps($0) == paused + 2 }
    #expect(program.screen.find("▸ training")?.row == 2)
    #expect(program.screen.rows[2].contains(" off "))
    program.press("t", "u")
    try program.shows("updates OFF")
    try program.shows("training │")
    // The formula is that of the step on the screen.
    program.press("u", "r", "s")
    try program.shows("* r + d")
    program.press("r", "s")
    try program.hides("* r + d")
    program.press(.down, .down, .down)
    try program.shows("▸ momentum")
    program.press(.right)
    try program.terminal.wait(for: "a higher momentum") { $0.rows[5].contains("0.995") }
    program.press(.left)
    try program.terminal.wait(for: "the old momentum") { $0.rows[5].contains("0.99 ") }
    program.press("q")
    try program.shows("lines are not saved")
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("edits a wrong line at the prompt until it is right, completes and recalls")
  func prompt() throws {
    let program = try ScreenProgram()
    try program.shows("digits")
    program.press(" ")
    program.enter("set momentm 0.5")
    try program.shows("unknown parameter \"momentm\"; did you mean momentum?")
    program.press(.control("u"))
    program.terminal.send("set mome\t0.5\r")
    try program.terminal.wait(for: "the momentum") { $0.rows[5].contains(" 0.5 ") }
    program.press(":", .up)
    try program.shows(":set momentum 0.5")
    program.press(.escape)
    try program.hides(":set momentum 0.5")
    program.enter("show moving_mean[3] * 0")
    try program.shows("moving_mean[3] * 0 = 0.0")
    program.enter("quit")
    try program.ends(.exited(0))
  }

  @Test("shows help over the panes, scrolls it and puts it away")
  func help() throws {
    let program = try ScreenProgram(columns: 80, rows: 24)
    try program.shows("digits")
    program.press("?")
    try program.shows("KEYS")
    program.press(.end)
    try program.shows("  quit ")
    try program.hides("KEYS")
    program.press(.home)
    try program.shows("KEYS")
    program.press(.escape)
    try program.shows("─ Parameters")
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("plays a demo forward and back, and leaves it")
  func demo() throws {
    let program = try ScreenProgram(["demo", "three-numbers"])
    try program.shows("Three numbers  1/8")
    // The scene's commands are done; a key before that would only hurry them.
    try program.shows("updates OFF │ not fused")
    try program.shows("inference")
    program.press(" ")
    try program.shows("2/8")
    try program.shows("hidden until the answer")
    program.press("1")
    try program.shows("Right: nearly 10 (1).")
    try program.shows("Space next")
    program.press(" ")
    try program.shows("4/8")
    try program.shows("y = [[-9.995")
    try program.shows("Space next")
    program.press(" ")
    try program.shows("5/8")
    program.press("b")
    try program.shows("4/8")
    try program.shows("y = [[-9.995")
    program.press(.escape)
    try program.shows("left the demo")
    program.press("s")
    try program.terminal.wait(for: "a step by hand") { ScreenProgram.steps($0) == 2 }
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("follows the window down to 20 by 5 and up again while it runs")
  func resize() throws {
    let program = try ScreenProgram()
    try program.shows("digits")
    for (columns, rows) in [(60, 20), (20, 5), (1, 1), (132, 43), (80, 24)] {
      program.terminal.resize(to: Size(columns: columns, rows: rows))
      guard rows > 1 else { continue }
      // The line of status is the last row, as wide as the window.
      try program.terminal.wait(for: "the status at \(columns)x\(rows)") { screen in
        screen.size == Size(columns: columns, rows: rows) && screen.rows[rows - 1].hasPrefix(" RUN │ step")
          && screen[columns - 1, rows - 1]?.rendition.attributes.contains(.reverse) == true
      }
      try program.moves()
    }
    try program.shows("─ Parameters")
    program.press("q")
    try program.ends(.exited(0))
  }

  @Test("stays at the keys while a long command runs, and ends it on Ctrl-C")
  func long() throws {
    let program = try ScreenProgram()
    try program.shows("digits")
    program.enter("train 1000000000")
    try program.shows("/1000000000")
    program.press("?")
    try program.shows("KEYS")
    // Not together: Escape and a key at once are Alt and that key.
    program.press(.escape)
    try program.hides("KEYS")
    program.press(.control("c"))
    try program.shows("interrupted after")
    program.press(.control("c"))
    try program.ends(.exited(130))
  }

  @Test("gives the terminal back on a signal, in the midst of things", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(_ number: Int32) throws {
    let program = try ScreenProgram()
    try program.shows("digits")
    try program.moves()
    program.terminal.signal(number)
    try program.ends(.exited(128 + number))
  }

  @Test("ends when the window is closed")
  func close() throws {
    let program = try ScreenProgram()
    try program.shows("digits")
    program.terminal.hangUp()
    #expect(try program.terminal.waitForExit() == .exited(128 + SIGHUP))
  }
}
