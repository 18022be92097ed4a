import Platform
import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that is talked with in lines, by a socket that is its standard input and output; its errors go into a file.
///
/// Gone when its owner is.
final class PeerProcess {
  private let identifier: pid_t
  private let socket: Int32
  private let errors: String
  private var isReaped = false
  private var buffer: [UInt8] = []

  /// No line of a peer is as long.
  private static let longest = 1 << 22
  /// Descriptors from here on are nobody's standard streams.
  private static let firstFree: Int32 = 16

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: its path.
  ///   - arguments: what follows its name.
  ///   - environment: all of its surroundings.
  ///   - errors: the file that takes what it says of errors.
  /// - Throws: ``PeerFailure`` where it cannot be started.
  init(
    _ executable: String, _ arguments: [String], environment: [String: String], errors: String
  ) throws(PeerFailure) {
    self.errors = errors
    var ends: [Int32] = [-1, -1]
    guard Self.makePair(&ends) == 0 else { throw PeerFailure("cannot be started: \(explanation(of: errno))") }
    let theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, Self.firstFree)
    close(ends[1])
    var process: pid_t = 0
    let code = ProgramStart.start(
      executable, arguments, environment: environment, isLeader: false, identifier: &process
    ) { actions in
      posix_spawn_file_actions_adddup2(&actions, theirs, STDIN_FILENO)
      posix_spawn_file_actions_adddup2(&actions, theirs, STDOUT_FILENO)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    close(theirs)
    guard code == 0 else {
      close(ends[0])
      throw PeerFailure("cannot be started: \(code == ENOENT ? "there is no such program" : explanation(of: code))")
    }
    identifier = process
    socket = ends[0]
  }

  deinit {
    close(socket)
    guard !isReaped else { return }
    kill(identifier, SIGKILL)
    var status: Int32 = 0
    _ = retrying { waitpid(identifier, &status, 0) }
  }

  /// A pair of sockets that no other program inherits.
  private static func makePair(_ ends: inout [Int32]) -> Int32 {
    #if canImport(Darwin)
      let result = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
      for end in ends {
        var on: Int32 = 1
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      }
      return result
    #elseif canImport(Musl)
      return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, &ends)
    #else
      return socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    #endif
  }

  /// Sends a line and waits for the one that answers it.
  func answer(to line: String, within seconds: Double) throws(PeerFailure) -> String {
    let bytes = Array((line + "\n").utf8)
    // A peer that is gone is found out about by the missing answer; a signal for it would end this program.
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    _ = retrying { send(socket, bytes, bytes.count, flags) }
    return try self.line(within: seconds)
  }

  /// Waits for a line.
  func line(within seconds: Double) throws(PeerFailure) -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer.removeSubrange(...end) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      searched = buffer.count
      guard searched <= Self.longest else { throw PeerFailure("gives a line without an end") }
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { throw PeerFailure("says nothing for \(counted(Int(seconds.rounded(.up)), "second"))") }
      guard Descriptor.wait(for: [socket], milliseconds: Int32(left.rounded(.up))).ready[0] else { continue }
      let bytes = Descriptor.read(from: socket)
      guard !bytes.isEmpty else { throw end() }
      buffer += bytes
    }
  }

  /// How a program that says no more has ended, with the last line of its errors.
  private func end() -> PeerFailure {
    var status: Int32 = 0
    // It may close its output some time before it ends.
    for _ in 0..<200 where !isReaped {
      isReaped = waitpid(identifier, &status, WNOHANG) == identifier
      if !isReaped { usleep(10_000) }
    }
    guard isReaped else { return PeerFailure("closed its output") }
    let signal = status & 0x7F
    let how = signal == 0 ? "ended with status \(status >> 8 & 0xFF)" : "crashed with signal \(signal)"
    let text = (try? DiskFiles().read(errors)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let last = text.split(separator: "\n").last.map { ": \(String($0).shown)" } ?? ""
    return PeerFailure(how + last)
  }
}
