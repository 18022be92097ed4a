import Platform
import TerminalKit
import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of the measured program's own, gone when its owner is: settings of a person who knows the tour, no history,
/// and the files that it is given.
final class BenchFolder {
  let path: String
  private var files: [String] = []
  private let settings: String

  /// Makes the folder.
  ///
  /// - Throws: ``BenchFailure`` where there is no room for it.
  init() throws(BenchFailure) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(parent.isEmpty ? "/tmp" : parent)/bnexplorer-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchFailure("no folder for its settings", errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    settings = path + "/bnexplorer"
    mkdir(settings, 0o700)
    _ = try add("bnexplorer/settings", "tour done\n")
  }

  deinit {
    for file in files { unlink(file) }
    rmdir(settings)
    rmdir(path)
  }

  /// Writes a file.
  ///
  /// - Returns: its path.
  func add(_ name: String, _ text: String) throws(BenchFailure) -> String { try add(name, Array(text.utf8)) }

  /// Writes a file of bytes.
  ///
  /// - Returns: its path.
  func add(_ name: String, _ bytes: [UInt8]) throws(BenchFailure) -> String {
    let file = path + "/" + name
    files.append(file)
    do throws(FileError) { try DiskFiles().write(bytes, to: file) } catch {
      throw BenchFailure(error.description)
    }
    return file
  }

  /// Takes files that somebody else put into the folder.
  func adopt(_ paths: [String]) { files += paths }

  /// Deletes files before their time.
  func remove(_ paths: [String]) {
    for path in paths { unlink(path) }
    files.removeAll(where: paths.contains)
  }

  /// The same surroundings on every machine.
  var environment: [String: String] {
    ProgramStart.environment(inheriting: ["LD_LIBRARY_PATH"]).merging([
      "BNX_TEST_SYNC": TestHooks.Marking.accounts.rawValue, "HOME": path, "XDG_CONFIG_HOME": path,
      // Neither history nor journal: a program that is killed would leave them to the next.
      "XDG_STATE_HOME": "/dev/null/state",
    ]) { $1 }
  }
}

/// Why something could not be measured.
struct BenchFailure: Error, Equatable, CustomStringConvertible {
  /// One line.
  let description: String

  init(_ text: String) { description = "cannot be measured: \(text)" }

  init(_ text: String, _ code: Int32) { self.init("\(text): \(String(cString: strerror(code)))") }
}
