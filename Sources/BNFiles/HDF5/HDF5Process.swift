import HDF5Wire
import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One run of the program that reads HDF5 files: a descriptor for it to read, a pipe for its answer, and an end to it in
/// any case.
struct HDF5Process {
  /// How a run ended, and what was written up to there.
  struct End {
    var output: [UInt8]
    /// In words for an error.
    var how: String
  }

  struct Failure: Error {
    var reason: String
  }

  private let path: String
  private let arguments: [String]
  private let file: Int32

  init(_ path: String, _ arguments: [String], file: Int32) {
    self.path = path
    self.arguments = arguments
    self.file = file
  }

  /// Where the program expects the file.
  private static let fileOfProgram: Int32 = 3
  /// Descriptors from here on are nobody's standard streams, even where a program was started without these.
  private static let firstFree: Int32 = 16

  func run(seconds: Int) throws(Failure) -> End {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(reason: "cannot be started: \(explanation(of: errno))") }
    let reading = ends[0]
    let writing = Self.moved(ends[1])
    defer { close(reading) }
    _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
    let file = fcntl(self.file, F_DUPFD_CLOEXEC, Self.firstFree)
    var process: pid_t = 0
    let code = ProgramStart.start(
      path, arguments, environment: Self.environment, isLeader: false, identifier: &process
    ) { actions in
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&actions, file, Self.fileOfProgram)
    }
    close(writing)
    close(file)
    guard code == 0 else { throw Failure(reason: "cannot be started: \(explanation(of: code))") }
    let (output, trouble) = Self.read(from: reading, seconds: seconds)
    if trouble != nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    _ = retrying { waitpid(process, &status, 0) }
    return End(output: output, how: trouble ?? Self.words(status))
  }

  /// The same descriptor at a number out of the way, which no other program inherits.
  private static func moved(_ descriptor: Int32) -> Int32 {
    defer { close(descriptor) }
    return fcntl(descriptor, F_DUPFD_CLOEXEC, firstFree)
  }

  /// Next to nothing: above all none of the variables by which the library would look for more code to load.
  private static var environment: [String: String] {
    var kept: [String: String] = ["LC_ALL": "C"]
    for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] {
      if let value = getenv(name) { kept[name] = String(cString: value) }
    }
    return kept
  }

  /// Reads to the end of the pipe; the second part says why it was left before.
  private static func read(from descriptor: Int32, seconds: Int) -> (output: [UInt8], trouble: String?) {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return (output, "nothing within \(counted(seconds, "second"))") }
      guard Descriptor.wait(for: [descriptor], milliseconds: Int32(left.rounded(.up))).ready[0] else { continue }
      let count = retrying { readSome(descriptor, into: &buffer) }
      guard count > 0 else { return (output, nil) }
      guard output.count + count <= HDF5Limits.answer else { return (output, "far too many bytes") }
      output.append(contentsOf: buffer[..<count])
    }
  }

  /// What a status of `waitpid` means, in the encoding of wait's macros.
  private static func words(_ status: Int32) -> String {
    let signal = status & 0x7F
    if signal == SIGXCPU || signal == SIGKILL { return "it was ended after too much work" }
    return signal == 0 ? "it ended with status \(status >> 8 & 0xFF)" : "it crashed with signal \(signal)"
  }
}
