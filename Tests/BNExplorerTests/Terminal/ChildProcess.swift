import Synchronization

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
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let ownSession: Int32 = 0x0400
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let ownSession: Int32 = 0x80
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // The first terminal that the leader of a session opens becomes the session's own.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    // Tests run on threads that block every signal, and a program would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(ownSession | Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)))

    var argv = ([executable] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, executable, &actions, &attributes, &argv, &envp)
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
