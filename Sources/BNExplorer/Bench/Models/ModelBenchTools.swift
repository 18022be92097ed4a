import Platform
import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The scripts of the repository that make model files and do with other libraries what this program does, and the Pythons
/// that run them.
struct ModelBenchTools {
  /// A library of Python, as it is installed.
  struct Peer {
    /// The interpreter that has it.
    let python: String
    let library: String
    let version: String

    var text: String { "\(library) \(version)" }
  }

  private let scripts: String
  /// Interpreters by their paths; the first one makes files, unless they need a library.
  private let pythons: [String]
  private let folder: BenchFolder

  /// Finds the scripts above the program, which stands in the folder that the package is built in.
  ///
  /// - Parameters:
  ///   - executable: the program.
  ///   - pythons: interpreters, by name or path.
  ///   - folder: takes the files.
  /// - Throws: ``BenchFailure`` where there are no scripts, or no Python.
  init(beside executable: String, pythons: [String], folder: BenchFolder) throws(BenchFailure) {
    self.folder = folder
    guard let scripts = RepositoryScripts.folder(above: executable) else {
      throw BenchFailure("scripts/model-files is in no folder above \(executable); start bnexplorer where it was built")
    }
    self.scripts = scripts
    var found: [String] = []
    for python in pythons {
      guard let path = Self.path(of: python) else { throw BenchFailure("there is no program \(python.quoted())") }
      found.append(path)
    }
    self.pythons = found
  }

  /// The path of a program, by its name where it stands in the search path.
  private static func path(of program: String) -> String? {
    if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").lazy.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  /// A library, in the first Python that has it, by the script that runs it.
  func peer(_ library: String, by script: String = "model-peers") -> Peer? {
    for python in pythons {
      if let version = lines(python, script, [library])?.first {
        return Peer(python: python, library: library, version: version)
      }
    }
    return nil
  }

  /// Seconds of a program in Python that reads the layers of a file; `nil` where it fails.
  func seconds(of peer: Peer, _ path: String) -> Double? {
    let run = MeasuredProcess(peer.python, ["\(scripts)/model-peers", peer.library, path], environment: environment)
    return run?.status == 0 ? run?.seconds : nil
  }

  /// Seconds of a program that reads a file and does nothing with it; `nil` where it fails.
  func secondsOfReading(_ path: String) -> Double? {
    let run = Self.path(of: "cat").flatMap { MeasuredProcess($0, [path], environment: environment) }
    return run?.status == 0 ? run?.seconds : nil
  }

  /// Seconds of each of some rounds in one process of Python.
  func warmSeconds(of peer: Peer, _ path: String, rounds: Int) -> [Double] {
    (lines(peer.python, "model-peers", [peer.library, path, "\(rounds)"]) ?? []).compactMap { Double($0) }
  }

  /// Makes a file.
  ///
  /// - Returns: its path, and all files that it consists of; `nil` where a library is missing.
  /// - Throws: ``BenchFailure`` where there is no room for it.
  func makeFile(
    _ kind: ModelBenchKind, bytes: Int, layers: Int, channels: Int
  ) throws(BenchFailure) -> (path: String, all: [String])? {
    let path = "\(folder.path)/model"
    // Known before it is made, so that nothing stays behind where making it fails.
    let all = ["", ".index", ".data-00000-of-00001", ".data"].map { path + $0 }
    folder.adopt(all)
    for python in pythons {
      let arguments = ["\(scripts)/model-files", kind.rawValue, "\(bytes)", "\(layers)", "\(channels)", path]
      let run = MeasuredProcess(python, arguments, environment: environment)
      if run?.status == 0 { return (path, all) }
      guard run?.status == 69 else { throw BenchFailure("no \(kind.text) file of \(bytes) bytes could be made") }
    }
    return nil
  }

  /// What a script prints; `nil` where it fails.
  func lines(_ python: String, _ script: String, _ arguments: [String]) -> [String]? {
    let output = "\(folder.path)/output"
    folder.adopt([output])
    defer { folder.remove([output]) }
    let run = MeasuredProcess(
      python, ["\(scripts)/\(script)"] + arguments, environment: environment, output: output)
    guard run?.status == 0, let bytes = try? DiskFiles().read(output) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private var environment: [String: String] {
    ProgramStart.environment(inheriting: ["PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"])
  }
}
