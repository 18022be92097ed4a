import Platform
import TerminalKit
import BNFiles
import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures how soon a large `.npy` file gives its first batch, from the start of the program on, and in how much memory,
/// beside a plain read of the whole file.
struct FileBench {
  struct Result {
    var bytes: Int
    /// Seconds to read the file once from beginning to end, out of the system's memory.
    var read: Double
    /// Seconds from the program's start until a step with its first batch is taken and the program has ended.
    var first: Double
    /// The same with a batch of this size that is no file's.
    var without: Double
    /// Bytes of memory that the file costs beyond such a batch.
    var memory: Int

    /// What it may cost.
    static let limits = (seconds: 0.02, memory: 40_000_000)

    var json: JSONText {
      [
        "operation": "file", "shape": .array([.integer(bytes)]), "seconds": .double(first),
        "seconds_without": .double(without), "seconds_to_read": .double(read),
        "memory": .integer(memory),
      ]
    }
  }

  let executable: String
  var rows = 125_000
  var columns = 1000

  /// Runs the program with the file and without in turn; `nil` where the file cannot be made or the program not be run.
  func run(rounds: Int, progress: (_ what: String) -> Void) -> Result? {
    guard let folder = FileBenchFolder() else { return nil }
    progress("a file of \(rows * columns * 4 / 1_000_000) MB")
    guard let file = folder.addArray(rows: rows, columns: columns),
      let loading = folder.add("load.bn", "load \(quotedWord(file))\ntrain\n"),
      let making = folder.add("make.bn", "generate constant value=0 shape=32x\(columns)\ntrain\n")
    else { return nil }
    var times: [(first: Double, without: Double)] = []
    var memory: [Int] = []
    // One more, whose program came from the disk.
    for round in 0...max(3, rounds) {
      guard let with = child(loading), let without = child(making) else { return nil }
      guard round > 0 else { continue }
      times.append((with.seconds, without.seconds))
      memory.append(with.memory - without.memory)
    }
    return Result(
      bytes: rows * columns * 4, read: reading(file), first: times.map(\.first).median,
      without: times.map(\.without).median, memory: memory.sorted()[memory.count / 2])
  }

  private func reading(_ path: String) -> Double {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    defer { piece.deallocate() }
    return Stopwatch.secondsEach(1) {
      guard let file = try? DiskFiles().open(path) else { return }
      for start in stride(from: 0, to: file.size, by: piece.count) {
        let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, file.size - start)])
        try? file.read(into: part, from: start)
      }
    }
  }

  /// Runs a script in a program of its own: how long that takes, and the most memory that it had.
  private func child(_ script: String) -> MeasuredProcess? {
    let environment = ProgramStart.environment(inheriting: ["LD_LIBRARY_PATH", "HOME"])
    guard let run = MeasuredProcess(executable, ["run", script], environment: environment), run.status == 0 else {
      return nil
    }
    return run
  }
}

/// A folder for what is measured, gone when its owner is.
private final class FileBenchFolder {
  private let path: String
  private var files: [String] = []

  init?() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(parent.isEmpty ? "/tmp" : parent)/bnexplorer-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for file in files { unlink(file) }
    rmdir(path)
  }

  func add(_ name: String, _ text: String) -> String? {
    let file = path + "/" + name
    files.append(file)
    return (try? DiskFiles().write(Array(text.utf8), to: file)).map { file }
  }

  /// An array of zeros in float32, all of it holes.
  func addArray(rows: Int, columns: Int) -> String? {
    let empty = NamedArray(name: "x", shape: [0, columns], values: [Float]())
    guard let bytes = try? ArrayFile.encode(empty, path: "x.npy") else { return nil }
    // A header is padded with blanks: there is room for a larger number of rows.
    guard let zero = bytes.firstRange(of: Array("(0,".utf8)) else { return nil }
    let digits = Array("\(rows)".utf8)
    var whole = bytes
    whole.replaceSubrange(zero.lowerBound + 1..<zero.upperBound - 1, with: digits)
    whole.removeSubrange(whole.count - digits.count..<whole.count - 1)
    let file = path + "/large.npy"
    files.append(file)
    guard (try? DiskFiles().write(whole, to: file)) != nil else { return nil }
    return truncate(file, off_t(whole.count + rows * columns * 4)) == 0 ? file : nil
  }
}
