import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that ran to its end, with nobody at its terminal.
struct MeasuredProcess {
  /// Seconds from its start to its end.
  let seconds: Double
  /// Seconds in which a processor worked for it, or for a program which it started.
  let processorSeconds: Double
  /// The most bytes of memory that it, or a program which it started, had at a time.
  ///
  /// Linux counts what this program had when it started the other one, too.
  let memory: Int
  /// What it ended with; `nil` where a signal ended it.
  let status: Int32?

  /// Runs a program; `nil` where it cannot be started.
  ///
  /// - Parameters:
  ///   - executable: the program's path.
  ///   - arguments: what follows its name.
  ///   - environment: all of its surroundings.
  ///   - output: the file that takes what it prints; errors are thrown away.
  init?(
    _ executable: String, _ arguments: [String], environment: [String: String], output: String = "/dev/null"
  ) {
    var process: pid_t = 0
    var usage = rusage()
    var status: Int32 = 0
    seconds = Stopwatch.seconds {
      let code = ProgramStart.start(
        executable, arguments, environment: environment, isLeader: false, identifier: &process
      ) { actions in
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
      }
      guard code == 0 else { return }
      _ = retrying { wait4(process, &status, 0, &usage) }
    }
    guard process != 0 else { return nil }
    processorSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : nil
    #if canImport(Darwin)
      memory = Int(usage.ru_maxrss)
    #else
      memory = Int(usage.ru_maxrss) * 1024
    #endif
  }
}
