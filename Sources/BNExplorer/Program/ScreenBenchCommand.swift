import BNFiles
import Platform
import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `bnexplorer bench screen [--json]`.
struct ScreenBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen", abstract: "Measure how swift the screen is, and how little it sends.",
    discussion: """
      Starts the program on terminals of its own, 80x24 and 200x60, with 8x8 digits (64 channels) in batches of 32, and \
      holds what it measures against what feels swift. Counts (writes, bytes, wake-ups, memory) must be kept, times are \
      only shown: other work on the machine makes them longer. Takes less than a minute. \
      Exit status: 0 all counts are kept; 1 one is exceeded; 64 wrong usage; 70 the screen could not be measured.
      """)

  @OptionGroup var form: BenchForm

  func run() throws {
    let progress = BenchProgress()
    let figures: [ScreenFigure]
    do throws(BenchFailure) {
      guard let executable = Self.executable else { throw BenchFailure("the program does not know its own path") }
      figures = try ScreenBench(executable: executable) { progress.show($0) }.run()
    } catch {
      progress.clear()
      Console.error(error.description)
      throw ExitCode(70)
    }
    progress.clear()
    form.tell(figures.map(ScreenReport.json), ScreenReport.table(figures))
    let complaints = ScreenReport.complaints(figures)
    for complaint in complaints { Console.error(complaint) }
    if !complaints.isEmpty { throw ExitCode(1) }
  }

  /// The path of this program.
  static var executable: String? {
    let name = access("/proc/self/exe", X_OK) == 0 ? "/proc/self/exe" : CommandLine.arguments[0]
    guard let path = realpath(name, nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}

/// How measurements are printed.
struct BenchForm: ParsableArguments {
  @Flag(help: "Print one JSON object a measurement.")
  var json = false

  /// Prints measurements, as objects or as a table.
  func tell(_ objects: [JSONText], _ table: String) {
    for line in json ? objects.map(\.text) : [table] { Console.result(line) }
  }
}

/// Where libraries of Python are looked for.
struct BenchPythons: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A Python, by name or path; may be given several times, and the first that has a library is taken.",
      valueName: "program"), completion: .file())
  var python: [String] = []

  /// Those that were given, or the one that is usual.
  var all: [String] { python.isEmpty ? ["python3"] : python }
}
