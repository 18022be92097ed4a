import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

/// The prompt of the screen, and the one without it, on a terminal with a history.
@Suite("The prompt of the program", .serialized)
struct PromptProgramTests {
  let folder: ProgramFolder

  init() throws {
    folder = try ProgramFolder()
    try folder.makeFolder("bnexplorer")
    try folder.write("set momentum 0.5\nset epsilon 0.1\ntrain 10\n", to: "bnexplorer/history")
    try folder.write("batch [[3], [7]]\n", to: "still.bn")
  }

  /// The program with its prompt open.
  private func open(_ isScreen: Bool) throws -> ScreenProgram {
    let program = try ScreenProgram(
      isScreen ? [folder.path + "/still.bn"] : ["repl"], layout: isScreen ? .curves : nil,
      ["XDG_STATE_HOME": folder.path])
    if isScreen {
      try program.shows("literal batch")
      program.terminal.send(":")
      try program.shows("Tab complete")
    } else {
      try program.shows("train 0>")
    }
    return program
  }

  /// Gives up the line, and ends the program.
  private func close(_ program: ScreenProgram, _ isScreen: Bool) throws {
    program.press(.control("c"))
    // Between two prompts the terminal is in its usual mode, in which Ctrl-D is an end that nobody reads.
    if !isScreen {
      try program.terminal.wait(for: "a fresh prompt") { $0.rows.last { !$0.isEmpty }?.hasSuffix(">") == true }
    }
    program.press(isScreen ? "q" : .control("d"))
    #expect(try program.terminal.waitForExit() == .exited(0))
  }

  /// Waits until some text stands on the screen, and returns the cell where it begins.
  private func find(_ text: String, _ program: ScreenProgram) throws -> Position {
    let screen = try program.shows(text)
    let row = try #require(screen.rows.firstIndex { $0.contains(text) })
    let range = try #require(screen.rows[row].firstRange(of: text))
    return Position(
      column: screen.rows[row].distance(from: screen.rows[row].startIndex, to: range.lowerBound), row: row)
  }

  @Test(
    "the rest of the latest line that begins so stands faintly behind the cursor, and End takes it",
    arguments: [false, true])
  func suggestion(_ isScreen: Bool) throws {
    let program = try open(isScreen)
    program.terminal.send("set")
    let place = try find("set epsilon 0.1", program)
    #expect(program.screen.cursor == Position(column: place.column + 3, row: place.row))
    #expect(program.screen[place.column + 4, place.row]?.rendition.attributes.contains(.dim) == true)
    #expect(program.screen[place.column, place.row]?.rendition.attributes.contains(.dim) == false)
    program.terminal.send(" m")
    _ = try find("set momentum 0.5", program)
    // A word, and then the rest.
    program.press(.alt("f"))
    try program.terminal.wait(for: "the word") { $0.cursor == Position(column: place.column + 12, row: place.row) }
    program.press(.end)
    try program.terminal.wait(for: "the rest") { $0.cursor == Position(column: place.column + 16, row: place.row) }
    // Nothing begins so: nothing is suggested.
    program.terminal.send("x")
    let screen = try program.shows("set momentum 0.5x")
    #expect(screen.rows[place.row].hasSuffix("set momentum 0.5x"))
    try close(program, isScreen)
  }

  @Test("Ctrl-R finds a line of the history, and Enter gives it", arguments: [false, true])
  func search(_ isScreen: Bool) throws {
    let program = try open(isScreen)
    program.press(.control("r"))
    program.terminal.send("mom")
    try program.shows("search 'mom': set momentum 0.5")
    program.press(.control("r"))
    try program.shows("not found 'mom'")
    program.press(.enter)
    if isScreen {
      try program.terminal.wait(for: "the new momentum") {
        $0.rows.contains { $0.contains("momentum              0.5 ") }
      }
      program.press("q")
    } else {
      program.terminal.send("show 7\r")
      try program.shows("7 = 7.0")
      program.press(.control("d"))
    }
    #expect(try program.terminal.waitForExit() == .exited(0))
  }

  @Test("Tab lists what can follow, each with what it means, cut to the width", arguments: [false, true])
  func candidates(_ isScreen: Bool) throws {
    let program = try open(isScreen)
    program.terminal.send("set training \t")
    try program.shows("off  by the moving statistics")
    try program.shows("on   at the start; normalize by the batch")
    program.press(.escape)
    program.press(.control("u"))
    if isScreen { program.terminal.send(":") }
    program.terminal.send("fork low; switch \t")
    try close(program, isScreen)
  }
}
