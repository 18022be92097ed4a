import BNTestSupport
import Foundation

@testable import BNExplorer
@testable import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the real program did with its arguments and its standard input, away from any terminal.
struct ProgramRun {
  /// How it ended: the exit status, or 128 and the number of the signal that ended it.
  let status: Int32
  let output: String
  let errors: String

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// Standard output as JSON, one object a line.
  func objects() throws -> [[String: Any]] {
    try lines.map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      guard let object = value as? [String: Any] else {
        throw ProgramFolder.Failure(description: "no object: \(line)")
      }
      return object
    }
  }
}

/// A folder for one test, gone when its owner is.
final class ProgramFolder: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/bnexplorer-test-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(description: "mkdtemp: \(errno)") }
    path = String(cString: made)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  /// Runs the program here to its end, with no more address space than so many KiB.
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], memory: Int? = nil
  ) throws -> ProgramRun {
    try start(arguments, input: input, environment: environment, memory: memory).wait()
  }

  /// Starts the program here, or in a folder in this one, its three streams in files: no pipe can fill up and hold it.
  func start(
    _ arguments: [String], from place: String = "", input: String = "", environment: [String: String] = [:],
    memory: Int? = nil, results: Results = .kept
  ) throws -> RunningProgram {
    let token = UUID().uuidString
    try write(input, to: "\(token).in")
    return try RunningProgram(
      arguments, in: self, from: place, token: token, environment: environment, memory: memory, results: results)
  }

  /// What is at the other end of a program's standard output.
  enum Results {
    /// A file that can be asked for what was printed.
    case kept
    /// Some other file.
    case file(String)
    /// What the test has open.
    case descriptor(Int32)
    /// Nothing: the program is started without it.
    case closed
  }
}

/// The program while it runs.
final class RunningProgram {
  private let identifier: pid_t
  private let folder: ProgramFolder
  private let token: String
  private let settings: SettingsFolder

  fileprivate init(
    _ arguments: [String], in folder: ProgramFolder, from place: String, token: String,
    environment: [String: String], memory: Int?, results: ProgramFolder.Results
  ) throws {
    self.folder = folder
    self.token = token
    settings = try SettingsFolder()
    let variables = BuiltProgram.environment.merging(settings.environment) { $1 }.merging(environment) { $1 }
    // The shell goes to the folder and then becomes the program.
    let limit = memory.map { "ulimit -v \($0) && " } ?? ""
    let words =
      ["-c", "\(limit)cd \"$0\" && exec \"$@\"", "\(folder.path)/\(place)", try BuiltProgram.path()] + arguments
    var child: pid_t = 0
    let failure = ProgramStart.start(
      "/bin/sh", words, environment: variables, isLeader: false, identifier: &child
    ) { actions in
      for (stream, (name, flags)) in [("in", O_RDONLY), ("out", O_WRONLY | O_CREAT), ("err", O_WRONLY | O_CREAT)]
        .enumerated()
      {
        posix_spawn_file_actions_addopen(&actions, Int32(stream), "\(folder.path)/\(token).\(name)", flags, 0o600)
      }
      switch results {
      case .kept: break
      case .file(let path): posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY, 0o600)
      case .descriptor(let end): posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO)
      case .closed: posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO)
      }
    }
    guard failure == 0 else { throw ProgramFolder.Failure(description: "posix_spawn: \(failure)") }
    identifier = child
  }

  /// What it has written to standard output so far.
  var output: String { (try? folder.read("\(token).out")) ?? "" }

  /// Waits for the first output; a program that says nothing within a minute fails the test instead of holding it up.
  func waitForOutput() throws {
    for _ in 0..<12_000 {
      if !output.isEmpty { return }
      usleep(5000)
    }
    throw ProgramFolder.Failure(description: "no output within a minute")
  }

  /// Waits for a file to be there, no longer than a minute.
  func waitForFile(_ name: String) throws {
    for _ in 0..<12_000 {
      if folder.exists(name) { return }
      usleep(5000)
    }
    throw ProgramFolder.Failure(description: "no \(name) within a minute")
  }

  func interrupt() { send(SIGINT) }
  func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for its end.
  func wait() throws -> ProgramRun {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else { throw ProgramFolder.Failure(description: "waitpid: \(errno)") }
    }
    let signal = status & 0x7f
    return ProgramRun(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: output,
      errors: try folder.read("\(token).err"))
  }
}
