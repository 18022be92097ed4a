#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Testing

@testable import Platform
@testable import TerminalKit

/// Each case runs in a process of its own, which reads a line from a terminal that the test holds the other end of.
@Suite("Signals while a line is read", .serialized)
struct LineSignalTests {
  @Test("that end the process give the terminal back first", arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func ending(signal: Int32) async throws {
    let ends = try LinePseudoTerminal.Ends()
    let dialog = ReaderThread {
      Result {
        let terminal = LinePseudoTerminal(ends)
        let before = terminal.settings
        let child = try Self.child(of: terminal)
        try terminal.wait(for: "bn> ")
        try #require(!terminal.isCooked)
        kill(child, signal)
        try terminal.wait(for: "\u{1b}[?2004l")
        try terminal.wait { terminal.settings == before }
      }
    }
    let path = ends.path
    switch signal {
    case SIGTERM:
      await #expect(processExitsWith: .signal(SIGTERM)) { [path = path as String] in Self.readLine(on: path) }
    case SIGHUP:
      await #expect(processExitsWith: .signal(SIGHUP)) { [path = path as String] in Self.readLine(on: path) }
    default:
      await #expect(processExitsWith: .signal(SIGQUIT)) { [path = path as String] in Self.readLine(on: path) }
    }
    try #require(dialog.value()).get()
  }

  @Test("drop the line at SIGINT, with the terminal back in its state")
  func interrupt() async throws {
    let ends = try LinePseudoTerminal.Ends()
    let dialog = ReaderThread {
      Result {
        let terminal = LinePseudoTerminal(ends)
        let before = terminal.settings
        let child = try Self.child(of: terminal)
        try terminal.wait(for: "bn> ")
        try terminal.send("half")
        try terminal.wait(for: "half")
        kill(child, SIGINT)
        try terminal.wait(for: "half^C")
        try terminal.wait(for: "interrupted")
        try #require(terminal.settings == before)
      }
    }
    await #expect(processExitsWith: .success) { [path = ends.path as String] in Self.readLine(on: path) }
    try #require(dialog.value()).get()
  }

  @Test("suspend the job, by Ctrl-Z and from outside, and the line goes on where it was", arguments: [true, false])
  func suspension(byKey: Bool) async throws {
    let ends = try LinePseudoTerminal.Ends()
    let dialog = ReaderThread {
      Result {
        let terminal = LinePseudoTerminal(ends)
        let before = terminal.settings
        let child = try Self.child(of: terminal)
        // Should the dialog fail, the child goes on, meets the end of the terminal and ends itself.
        defer { kill(child, SIGCONT) }
        try terminal.wait(for: "\u{1b}[?2004h")
        for part in ["train", " 3"] {
          try terminal.send(part)
          try terminal.wait(for: part)
          if byKey { try terminal.type("<C-z>") } else { kill(child, SIGTSTP) }
          try terminal.wait { Self.hasStopped(child) }
          try #require(terminal.settings == before)
          kill(child, SIGCONT)
          try terminal.wait(for: "\u{1b}[?2004h")
          try #require(!terminal.isCooked)
        }
        try terminal.type("<Enter>")
        try terminal.wait(for: "line(\"train 3\")")
      }
    }
    await #expect(processExitsWith: .success) { [path = ends.path as String] in Self.readLine(on: path) }
    try #require(dialog.value()).get()
  }

  @Test("redraw the line when the window has a new size")
  func windowSize() async throws {
    let ends = try LinePseudoTerminal.Ends(columns: 80)
    let dialog = ReaderThread {
      Result {
        let terminal = LinePseudoTerminal(ends)
        let child = try Self.child(of: terminal)
        try terminal.wait(for: "bn> ")
        try terminal.send("0123456789abcdefghij")
        try terminal.wait(for: "\u{1b}[24C")
        terminal.resize(columns: 15, rows: 5)
        // The test's terminal is not the child's controlling one, so the kernel sends no signal itself.
        kill(child, SIGWINCH)
        try terminal.wait(for: "cdefghij")
        try terminal.type("<Enter>")
        try terminal.wait(for: "line(")
      }
    }
    await #expect(processExitsWith: .success) { [path = ends.path as String] in Self.readLine(on: path) }
    try #require(dialog.value()).get()
  }

  @Test("raise the flag while no line is read")
  func flag() async {
    await #expect(processExitsWith: .success) {
      let flag = InterruptFlag()
      precondition(!flag.isRaised)
      SignalAction.deliver(SIGINT)
      precondition(flag.isRaised && InterruptFlag.isRaised)
      flag.clear()
      precondition(!flag.isRaised)
      kill(getpid(), SIGINT)
      while !flag.isRaised { sched_yield() }
      precondition(InterruptFlag.take() && !flag.isRaised)
    }
    await #expect(processExitsWith: .success) {
      SignalAction.ignoring.install(for: SIGHUP)
      let flag = InterruptFlag(isForEnding: true)
      SignalAction.deliver(SIGHUP)
      precondition(!flag.isRaised, "nohup is respected")
      for signal in [SIGTERM, SIGINT] {
        SignalAction.deliver(signal)
        precondition(flag.signal == signal && InterruptFlag.take() && flag.signal == nil)
      }
    }
    await #expect(processExitsWith: .signal(SIGTERM)) {
      _ = InterruptFlag()
      SignalAction.deliver(SIGTERM)
    }
    await #expect(processExitsWith: .signal(SIGINT)) {
      InterruptFlag().release()
      SignalAction.deliver(SIGINT)
    }
  }

  /// What the child process does: it says its number, reads a line, and says what it got.
  private static func readLine(on path: String) {
    // A group of its own, so that stopping the job does not stop the tests.
    precondition(setpgid(0, 0) == 0)
    let side = open(path, O_RDWR | O_NOCTTY)
    precondition(side >= 0)
    Descriptor.write("pid \(getpid());", to: side)
    let result = LineReader(input: side, output: side, terminalType: "xterm").readLine(prompt: "bn> ")
    Descriptor.write("\(result)\n", to: side)
  }

  private static func child(of terminal: LinePseudoTerminal) throws -> pid_t {
    try terminal.wait(for: "pid ")
    return try #require(pid_t(try terminal.wait(for: ";")))
  }

  /// Asks for a stop only, so that the end of the child stays for those who wait for it.
  private static func hasStopped(_ child: pid_t) -> Bool {
    var info = siginfo_t()
    #if canImport(Darwin)
      return waitid(P_PID, id_t(child), &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == child
    #else
      return waitid(P_PID, id_t(child), &info, WSTOPPED | WNOHANG) == 0 && info.si_signo == SIGCHLD
    #endif
  }
}
