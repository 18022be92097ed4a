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

@Suite("The program and its terminal", .serialized)
struct TerminalProgramTests {
  let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func still() throws -> String {
    try folder.write("batch [[3], [7]]\ntrain 3\n", to: "still.bn")
    return folder.path + "/still.bn"
  }

  @Test("theme and mouse are remembered, an option holds for one run, and the file's other lines stay")
  func remembered() throws {
    try folder.makeFolder("bnexplorer")
    try folder.write("# mine\ntour done\nlater 1\n", to: "bnexplorer/settings")
    let environment = ["XDG_CONFIG_HOME": folder.path]
    let first = try ScreenProgram([try still()], environment)
    try first.shows("passed over line 3")
    first.enter("theme light")
    try first.shows("theme light")
    first.press("m")
    try first.shows("mouse on")
    #expect(first.screen.modes.isSuperset(of: [1000, 1002, 1006]))
    first.press("q")
    try first.ends(.exited(0))
    let text = "# mine\ntour done\nlater 1\ntheme light\nmouse on\n"
    #expect(try folder.read("bnexplorer/settings") == text)
    let second = try ScreenProgram([try still(), "--theme", "mono"], environment)
    try second.shows("step 3")
    try second.terminal.wait(for: "the mouse") { $0.modes.contains(1006) }
    second.enter("theme")
    try second.shows("* mono")
    second.press("x")
    try second.hides("* mono")
    second.press("q")
    try second.ends(.exited(0))
    #expect(try folder.read("bnexplorer/settings") == text)
  }

  @Test("nothing is written where nothing was changed, and no trouble with the settings keeps the screen away")
  func untouched() throws {
    let first = try ScreenProgram([try still()], ["XDG_CONFIG_HOME": folder.path + "/none"])
    try first.shows("step 3")
    first.press("q")
    try first.ends(.exited(0))
    #expect(!folder.exists("none"))
    try folder.write("", to: "file")
    let second = try ScreenProgram([try still()], ["XDG_CONFIG_HOME": folder.path + "/file"])
    try second.shows("step 3")
    second.press("T", "q")
    try second.ends(.exited(0))
    #expect(second.screen.text.contains("the settings are not remembered"))
  }

  @Test(
    "the mouse scrolls and closes a page, and is given back at the end",
    arguments: ["xterm-256color", "xterm", "tmux-256color", "screen", "linux", "rxvt-unicode-256color"])
  func mouse(_ type: String) throws {
    let program = try ScreenProgram([try still(), "--mouse"], ["TERM": type])
    try program.shows("step 3")
    try program.terminal.wait(for: "the mouse") { $0.modes.contains(1006) }
    program.press("?")
    try program.shows("lines 1-")
    program.terminal.send("\u{1b}[<65;10;10M")
    try program.shows("lines 4-")
    program.terminal.send("\u{1b}[<64;10;10M")
    try program.shows("lines 1-")
    program.terminal.send("\u{1b}[<0;10;24M")
    try program.hides("lines 1-")
    program.press("q")
    try program.ends(.exited(0))
  }

  /// Whether a shell has asked so many times and waits: what is typed before may be lost while it takes the terminal back.
  private static func isAtPrompt(_ count: Int, _ screen: VirtualTerminal) -> Bool {
    let rows = screen.rows
    return !screen.isAlternate && rows.count { $0.hasPrefix("ready>") } == count
      && rows.last { !$0.isEmpty }?.trimmingBlanks == "ready>"
  }

  @Test("a suspension gives the mouse back, and fg takes it again")
  func suspension() throws {
    let shell = try PseudoTerminal.launch(
      executable: "/bin/sh", ["-i"], size: Size(columns: 80, rows: 24), environment: ["PS1": "ready> "])
    try shell.wait(for: "the prompt") { $0.text.contains("ready>") }
    shell.send("'\(try BuiltProgram.path())' '\(try still())' --mouse\r")
    try shell.wait(for: "the mouse") { $0.modes.contains(1006) && $0.text.contains("step 3") }
    shell.send(.control("z"))
    try shell.wait(for: "the shell without the mouse") {
      Self.isAtPrompt(2, $0) && $0.modes.isDisjoint(with: [1000, 1002, 1006])
    }
    shell.send("fg\r")
    try shell.wait(for: "the mouse again") { $0.isAlternate && $0.modes.contains(1006) }
    shell.send("q")
    try shell.wait(for: "the shell") {
      Self.isAtPrompt(3, $0) && $0.modes.isDisjoint(with: [1000, 1002, 1006])
    }
    shell.send("exit\r")
    #expect(try shell.waitForExit() == .exited(0))
  }

  @Test("a crash takes the mouse back, too")
  func crash() throws {
    let program = try ScreenProgram([try still(), "--mouse"], ["BNX_TEST_CRASH": "abort"])
    try program.shows("step 3")
    try program.terminal.wait(for: "the mouse") { $0.modes.contains(1006) }
    program.press(.function(12))
    try program.ends(.signalled(SIGABRT))
  }

  @Test("copy sends the text to the terminal, on the screen and at the prompt", arguments: [[], ["repl"]])
  func copy(_ arguments: [String]) throws {
    let isScreen = arguments.isEmpty
    let program = try ScreenProgram(isScreen ? [try still()] : arguments, layout: isScreen ? .curves : nil)
    if isScreen {
      try program.shows("step 3")
      program.enter("copy batch_mean")
    } else {
      try program.shows("0>")
      program.terminal.send("batch [[3], [7]]; train\r")
      try program.shows("1>")
      program.terminal.send("copy batch_mean\r")
    }
    let screen = try program.shows("copied 5 characters")
    #expect(screen.copied == ["[5.0]"])
    if isScreen {
      program.press("q")
    } else {
      // Before the prompt is there again the terminal is not the reader's, and a key may be lost.
      try program.terminal.wait(for: "the prompt") { $0.rows.last { !$0.isEmpty }?.trimmingBlanks == "train 1>" }
      program.press(.control("d"))
    }
    #expect(try program.terminal.waitForExit() == .exited(0))
  }

  @Test("without a terminal copy is an error that says what to do; theme and mouse are passed over")
  func headless() throws {
    let run = try folder.run("run", "-", input: "theme dark\nmouse on\nbatch [[3], [7]]; train\ncopy y\nshow 1\n")
    #expect(run.status == 64 && run.output == "")
    #expect(run.errors == "-:4:1: copy needs a terminal; without one, export QUANTITY FILE writes it to a file\n")
    let piped = try folder.run("repl", input: "batch [[3], [7]]; train\ntheme; mouse\ncopy y\nshow 1\n")
    #expect(piped.status == 64 && piped.output == "1 = 1.0\n")
    #expect(piped.errors.hasPrefix("-:3:1: copy needs a terminal"))
  }
}
