#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#else
  package import Darwin
#endif

/// How a program is started, to be measured or tested.
package enum ProgramStart {
  #if canImport(Darwin)
    /// What is done to the program's descriptors before it begins.
    package typealias FileActions = posix_spawn_file_actions_t?
  #else
    /// What is done to the program's descriptors before it begins.
    package typealias FileActions = posix_spawn_file_actions_t
  #endif

  /// Starts a program that takes every signal as usual.
  ///
  /// - Parameters:
  ///   - executable: the program's path.
  ///   - arguments: what follows its name.
  ///   - environment: all of the program's surroundings.
  ///   - isLeader: whether it leads a session of its own.
  ///   - identifier: the process; unchanged if the start fails.
  ///   - openStreams: opens its standard streams.
  /// - Returns: the system's error, 0 for none.
  package static func start(
    _ executable: String, _ arguments: [String], environment: [String: String], isLeader: Bool,
    identifier: inout pid_t, openStreams: (inout FileActions) -> Void
  ) -> Int32 {
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
    openStreams(&actions)
    // Whoever starts it may block signals, as threads of Dispatch and of tests do, and the program would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let signals = Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(isLeader ? ownSession | signals : signals))

    var argv = ([executable] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    return posix_spawn(&identifier, executable, &actions, &attributes, &argv, &envp)
  }

  /// Surroundings that are the same on every machine.
  ///
  /// - Parameter names: variables to take over from this program, besides those that say where terminals are described
  ///   and where coverage is written.
  /// - Returns: all of a program's environment.
  package static func environment(inheriting names: [String] = []) -> [String: String] {
    #if canImport(Darwin)
      let locale = "en_US.UTF-8"
    #else
      let locale = "C.UTF-8"
    #endif
    var environment = [
      "TERM": "xterm-256color", "LC_ALL": locale, "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no",
    ]
    for name in ["TERMINFO", "TERMINFO_DIRS", "LLVM_PROFILE_FILE"] + names {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }

  /// Where a program is, as a shell would find it.
  package static func find(_ name: String) -> String? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return folders.split(separator: ":").lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Runs a program to its end, with nothing to read; what it prints is thrown away.
  ///
  /// - Returns: what it ended with; `nil` where it could not be started, or a signal ended it.
  package static func run(_ executable: String, _ arguments: [String]) -> Int32? {
    var process: pid_t = 0
    let code = start(
      executable, arguments, environment: environment(inheriting: ["PATH", "TMPDIR"]), isLeader: false,
      identifier: &process
    ) { actions in
      for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY)] {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
      }
    }
    guard code == 0 else { return nil }
    var status: Int32 = 0
    _ = retrying { waitpid(process, &status, 0) }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : nil
  }
}
