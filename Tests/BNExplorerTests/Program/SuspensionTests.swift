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

// A shell with job control between the terminal and the program, since only a shell can continue a stopped job.
@Suite("Suspension under a shell", .serialized)
struct SuspensionTests {
  private static let prompt = "ready> "

  /// A shell whose foreground job is the probe, and the probe's process.
  private func launch() throws -> (shell: PseudoTerminal, modes: TerminalModes, probe: pid_t) {
    let shell = try PseudoTerminal.launch(
      executable: "/bin/sh", ["-i"], size: Size(columns: 80, rows: 24),
      // By a short name: the shell repeats its job, and a long path would push the first prompt off the screen.
      environment: ["PS1": Self.prompt, "PROBE": try BuiltProgram.path()])
    try shell.wait(for: "the prompt") { $0.text.contains(Self.prompt.dropLast()) }
    let modes = shell.modes
    shell.send("sh -c 'echo pid $$; exec \"$PROBE\" terminal-probe'\r")
    let screen = try shell.waitForFrame(after: 0)
    let line = try #require(screen.normalRows.first { $0.hasPrefix("pid ") })
    return (shell, modes, try #require(pid_t(line.dropFirst(4))))
  }

  private func prompts(_ screen: VirtualTerminal) -> Int {
    // Those of the normal screen, which are there while the program shows the other one.
    screen.normalRows.count { $0.hasPrefix(Self.prompt.dropLast()) }
  }

  private func quit(_ shell: PseudoTerminal) throws {
    let before = prompts(shell.screen)
    shell.send("q")
    try shell.wait(for: "the prompt after the program") { !$0.isAlternate && self.prompts($0) > before }
    shell.send("exit\r")
    #expect(try shell.waitForExit() == .exited(0))
  }

  @Test("Ctrl-Z gives the terminal back, and fg takes it again with a new size, five times")
  func key() throws {
    let (shell, modes, _) = try launch()
    for round in 1...5 {
      shell.send(.control("z"))
      let stopped = try shell.wait(for: "prompt \(round)") { !$0.isAlternate && self.prompts($0) > round }
      #expect(shell.modes == modes)
      #expect(stopped.isCursorVisible)
      #expect(stopped.modes.isDisjoint(with: [1, 2004, 2026]))
      let size = Size(columns: 80 + round, rows: 24 + round)
      shell.resize(to: size)
      shell.send("fg\r")
      try shell.wait { $0.isAlternate && $0.text.contains("\(size.columns) x \(size.rows)") }
      #expect(shell.modes.isRaw)
    }
    #expect(shell.screen.unknown == [])
    try quit(shell)
    // Once at the start and once for each continuation: coming back twice would flicker.
    #expect(String(decoding: shell.output, as: UTF8.self).ranges(of: "\u{1b}[?1049h").count == 6)
  }

  @Test("a stop signal from outside does the same")
  func stopSignal() throws {
    let (shell, modes, probe) = try launch()
    kill(probe, SIGTSTP)
    try shell.wait(for: "the prompt") { !$0.isAlternate && self.prompts($0) > 1 }
    #expect(shell.modes == modes)
    let frames = shell.screen.frames
    shell.send("fg\r")
    let screen = try shell.wait { $0.isAlternate && $0.frames > frames }
    #expect(screen.rows[0] == "Terminal xterm-256color")
    try quit(shell)
  }

  @Test("a stop that no program can see is repaired when the program goes on")
  func uncatchableStop() throws {
    let (shell, _, probe) = try launch()
    let frames = shell.screen.frames
    kill(probe, SIGSTOP)
    // The program's modes are still set: a new line does not go back to the first column, so the margin may cut the
    // prompt in two.
    try shell.wait(for: "the prompt") { $0.flowingText.contains(Self.prompt.dropLast()) }
    // The return key is not translated either.
    shell.send("fg\n")
    let screen = try shell.wait { $0.frames > frames && $0.rows[0] == "Terminal xterm-256color" }
    #expect(!screen.flowingText.contains(Self.prompt.dropLast()))
    #expect(shell.modes.isRaw)
    try quit(shell)
  }
}
