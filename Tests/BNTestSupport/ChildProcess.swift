import Synchronization

import TerminalKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program in a session of its own, with a terminal as its standard streams.
final class ChildProcess: Sendable {
  private struct State {
    var end: PseudoTerminal.End?
    var isStopped = false
  }

  let identifier: pid_t
  private let state = Mutex(State())
  private let watcher: Mutex<SystemThread?> = Mutex(nil)

  var end: PseudoTerminal.End? { state.withLock { $0.end } }
  var isStopped: Bool { state.withLock { $0.isStopped } }

  init(executable: String, arguments: [String], terminal: String, environment: [String: String]) throws {
    var child: pid_t = 0
    let failure = TerminalPair.start(
      executable, arguments, on: terminal, environment: environment, identifier: &child)
    guard failure == 0 else {
      throw PseudoTerminal.Failure(description: "cannot start \(executable): \(String(cString: strerror(failure)))")
    }
    identifier = child
  }

  /// Watches the program on a thread, and tells of each change.
  func watch(_ changed: @escaping @Sendable () -> Void) {
    let thread = try? SystemThread { [self] in
      var status: Int32 = 0
      while true {
        let answer = waitpid(identifier, &status, WUNTRACED | WCONTINUED)
        if answer < 0, errno == EINTR { continue }
        note(answer < 0 ? 0 : status)
        changed()
        if end != nil { return }
      }
    }
    watcher.withLock { $0 = thread }
  }

  func signal(_ number: Int32) { _ = Self.send(number, to: identifier, unless: end != nil) }

  /// Ends the program if it still runs, and waits for its end.
  func kill() {
    _ = Self.send(SIGKILL, to: identifier, unless: end != nil)
    watcher.withLock { $0.take() }?.join()
  }

  /// Keeps what waitpid tells, in the encoding of wait's macros.
  private func note(_ status: Int32) {
    state.withLock { state in
      if status == 0xffff {
        state.isStopped = false
      } else if status & 0xff == 0x7f {
        state.isStopped = true
      } else if status & 0x7f == 0 {
        state.end = .exited(status >> 8 & 0xff)
      } else {
        state.end = .signalled(status & 0x7f)
      }
    }
  }

  private static func send(_ number: Int32, to process: pid_t, unless isOver: Bool) -> Int32 {
    isOver ? 0 : systemKill(process, number)
  }
}

/// `kill`, which the type's own function of that name would hide.
private func systemKill(_ process: pid_t, _ number: Int32) -> Int32 { kill(process, number) }
