import Platform

#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#else
  package import Darwin
#endif

/// Both ends of a terminal of the kernel's, without a window.
package struct TerminalPair {
  /// Where a window and the person in front of it would be.
  package let master: Int32
  /// Where the program is.
  package let slave: Int32
  /// The path of the program's end.
  package let name: String

  /// Opens a terminal of some size; `nil` where the system has none left, which `errno` explains.
  package init?(size: Size) {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var path = [CChar](repeating: 0, count: 1024)
    var window = winsize(
      ws_row: UInt16(clamping: size.rows), ws_col: UInt16(clamping: size.columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ends.master, &ends.slave, &path, nil, &window) == 0 else { return nil }
    for end in [ends.master, ends.slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    master = ends.master
    slave = ends.slave
    name = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Starts a program in a session of its own, with a terminal as its standard streams.
  ///
  /// - Parameters:
  ///   - executable: the program's path.
  ///   - arguments: what follows its name.
  ///   - terminal: the path of the terminal.
  ///   - environment: all of the program's surroundings.
  ///   - identifier: the process; unchanged if the start fails.
  /// - Returns: the system's error, 0 for none.
  package static func start(
    _ executable: String, _ arguments: [String], on terminal: String, environment: [String: String],
    identifier: inout pid_t
  ) -> Int32 {
    ProgramStart.start(
      executable, arguments, environment: environment, isLeader: true, identifier: &identifier
    ) { actions in
      // The first terminal that the leader of a session opens becomes the session's own.
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }
}
