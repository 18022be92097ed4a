import BNTestSupport
import Foundation
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

/// How often the program is killed: a few times here, and 200 times by `scripts/test-kills`.
private let kills = ProcessInfo.processInfo.environment["BNX_KILLS"].flatMap(Int.init) ?? 8

@Suite("A program that is killed")
struct KillTests {
  /// Lines of every kind that make a session or take something back, each of which fits whatever stands before.
  private static func lines(_ count: Int, _ source: inout SplitMix) -> [String] {
    let pool = [
      "set momentum 0.5", "set momentum 0.25", "set epsilon 0.01", "train 1", "train 2", "infer 1", "step 1",
      "toggle training",
      "undo", "assign gamma 2", "fork", "back 1 at_most", "goto 0", "set renorm on", "set renorm off", "reset",
    ]
    return ["generate normal shape=4x2 seed=3"]
      + (1..<count).map { _ in pool[Int.random(in: 0..<pool.count, using: &source)] } + ["set momentum 0.125"]
  }

  /// What a saved session has behind each number of lines, by the program's own values.
  private static func scripts(_ lines: [String]) -> [[String]] {
    var session = Session()
    return [[]]
      + lines.map { line in
        for command in (try? CommandParser.commands(of: line)) ?? [] {
          _ = try? command.command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
        }
        return session.log.saved
      }
  }

  @Test("loses at most the command that is under way, at whatever moment it is killed")
  func anyMoment() throws {
    var source = SplitMix(state: UInt64(kills))
    for round in 0..<kills {
      let lines = Self.lines(60, &source)
      let scripts = Self.scripts(lines)
      let folder = try ProgramFolder()
      let environment = ["XDG_STATE_HOME": folder.path + "/state"]
      // Each line is acknowledged by its number; the last goes on for ever.
      let input = lines.enumerated().map { "\($1)\nsay line\($0 + 1)\n" }.joined() + "train 1000000000\n"
      let program = try folder.start(["repl", "--plain"], input: input, environment: environment)
      // From the start of the process to some way into the endless command.
      usleep(UInt32.random(in: 0..<1_500_000, using: &source))
      program.send(SIGKILL)
      let output = try program.wait().output
      let done =
        output.split(separator: "\n").filter { $0.hasPrefix("line") }.last.flatMap { Int($0.dropFirst(4)) } ?? 0
      let next = try folder.run("repl", "--plain", input: "r\nsave saved.bn\nquit\n", environment: environment)
      var saved = try folder.read("saved.bn").split(separator: "\n").dropFirst().map(String.init)
      if done == lines.count, saved.last?.hasPrefix("train ") == true { saved.removeLast() }
      let isThere = scripts[done...].contains(saved)
      #expect(
        isThere,
        "round \(round): \(done) lines were done, and of them there are \(saved); \(next.output) \(next.errors)")
      // What was taken up and saved is offered no more.
      #expect(
        try !folder.run("repl", "--plain", input: "quit\n", environment: environment).output.contains("not saved"))
    }
  }

  @Test("of a long command it has what was done up to a second ago")
  func longCommand() throws {
    let folder = try ProgramFolder()
    let environment = ["XDG_STATE_HOME": folder.path + "/state"]
    let input = "generate normal shape=4x2 seed=3\nsay begun\ntrain 1000000000\n"
    let program = try folder.start(["repl", "--plain"], input: input, environment: environment)
    try program.waitForOutput()
    sleep(3)
    let journals = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state/bnexplorer")
    let name = try #require(journals.first { $0.hasPrefix("journal-") })
    let written = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/state/bnexplorer/\(name)")
    let age = Date().timeIntervalSince(try #require(written[.modificationDate] as? Date))
    program.send(SIGTERM)
    _ = try program.wait()
    // Written twice a second; the rest is for other work of the machine.
    #expect(age < 1.5)
    let log = try #require(JournalText.read(Array(try folder.read("state/bnexplorer/\(name)").utf8)))
    #expect(log.lines.count == 2 && log.lines[1].hasPrefix("train ") && log.step > 1)
  }

  @Test("keeps apart from others that live, and offers a session to one of them alone")
  func several() throws {
    let folder = try ProgramFolder()
    let environment = ["XDG_STATE_HOME": folder.path + "/state"]
    let input = { (momentum: String) in "batch [[3], [7]]\nset momentum \(momentum)\nsay begun\ntrain 1000000000\n" }
    let programs = try ["0.5", "0.25"].map {
      try folder.start(["repl", "--plain"], input: input($0), environment: environment)
    }
    for program in programs { while !program.output.contains("begun") { try program.waitForOutput(); usleep(10_000) } }
    programs[0].send(SIGKILL)
    _ = try programs[0].wait()
    let next = try folder.run("repl", "--plain", input: "r\nshow momentum\nquit\n", environment: environment)
    #expect(next.output.contains("was not saved: r takes it up, d drops it.") && next.output.contains("momentum = 0.5"))
    #expect(try !folder.run("repl", "--plain", input: "quit\n", environment: environment).output.contains("not saved"))
    programs[1].send(SIGKILL)
    _ = try programs[1].wait()
    let last = try folder.run("repl", "--plain", input: "d\nquit\n", environment: environment)
    #expect(last.output.contains("not saved") && last.output.contains("dropped"))
    #expect(try !folder.run("repl", "--plain", input: "quit\n", environment: environment).output.contains("not saved"))
  }

  @Test("on the screen, too: what was done is offered, taken up with a key, and kept by SIGTERM and a closed window")
  func screen() throws {
    let folder = try ProgramFolder()
    let environment = ["XDG_STATE_HOME": folder.path + "/state"]
    var program = try ScreenProgram(["explore"], environment)
    try program.shows("step")
    program.enter("pause; generate normal shape=4x2 seed=3; set momentum 0.5; train 40")
    try program.shows("step 4")
    program.enter("set epsilon 0.5")
    program.enter("show epsilon")
    try program.shows("epsilon = 0.5")
    for end in [SIGKILL, SIGTERM, SIGHUP] {
      if end == SIGHUP { program.terminal.hangUp() } else { program.terminal.signal(end) }
      _ = try program.terminal.waitForExit()
      program = try ScreenProgram(["explore"], environment)
      try program.shows("was not saved: r takes it up, d drops it")
      program.press("r")
      try program.shows("took it up")
      program.enter("show epsilon")
      try program.shows("epsilon = 0.5")
    }
    // Work that would be lost is asked for once; then it is over, and nothing is left to offer.
    program.press("q")
    try program.shows("lines are not saved")
    program.press("q")
    #expect(try program.terminal.waitForExit() == .exited(0))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state/bnexplorer")
    #expect(!names.contains { $0.hasPrefix("journal-") })
    // The lines of the prompt are there as they were given, whatever became of the programs.
    #expect(try folder.read("state/bnexplorer/history").contains("set epsilon 0.5\n"))
  }
}
