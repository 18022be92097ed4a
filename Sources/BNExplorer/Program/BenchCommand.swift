import Platform
import TerminalKit
import BNFiles
import ArgumentParser
import BNCore

/// `bnexplorer bench [--json]`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine against what this machine's memory allows.",
    discussion: """
      Every operation is measured in turn with loops that only read and write as much memory, round after round in one \
      process; "of limit" is the median of limit / time of the same round. Inference is held against a copy, training \
      against a read and a copy, gradients against reading two arrays and adding two into a third. Kernels ask for \
      memory ahead, which these loops leave to the processor: more than 100 % can be had. Then come a layer's fast \
      arithmetic against its reference, a step of the network of Figure 1, sessions without a screen, what keeping their time and their journal costs, and the first batch of \
      a file of 500 MB. Takes about a minute, and up to 700 MB. \
      Exit status: 0 measured; 64 wrong usage; 65, 66 a file for --compare that cannot be read or is not there.
      """,
    subcommands: [ScreenBenchCommand.self, ModelBenchCommand.self, NetworkBenchCommand.self])

  @OptionGroup var form: BenchForm

  @Option(help: ArgumentHelp("Put an earlier run beside this one.", valueName: "file"), completion: .file())
  var compare: String?

  @Option(help: "How often everything is measured; medians of fewer than 15 rounds say little.")
  var rounds = 15

  @Option(help: ArgumentHelp("Only the kernels whose line in the table has this text in it.", valueName: "text"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Kernels of this shape instead, such as 4096x64; may be given several times.", valueName: "shape"))
  var shape: [String] = []

  @Flag(help: "The shapes have their channels first, behind the examples.")
  var channelsFirst = false

  @Option(
    help: ArgumentHelp(
      "The instructions to compute with: \(levelsHere) on this machine; several times for all of them side by side.",
      valueName: "level"))
  var level: [InstructionSet] = []

  private static let levelsHere = InstructionSet.available.map(\.rawValue).joined(separator: " or ")

  func validate() throws {
    _ = try shapes
    for level in level where !InstructionSet.available.contains(level) {
      throw ValidationError(
        "--level needs \(Self.levelsHere), which this machine and this build have, not \(level.rawValue)"
      )
    }
    guard (1...10_000).contains(rounds) else {
      throw ValidationError("--rounds needs a whole number from 1 to 10000, not \(rounds)")
    }
  }

  func run() throws {
    var report = BenchReport()
    if let compare {
      do throws(FileError) {
        report.baseline.records = try BenchRecord.read(compare)
      } catch {
        Console.error(error.description)
        throw ExitCode(error.exitStatus)
      }
    }
    if Console.outputIsTerminal {
      report.barWidth = max(0, min(40, TerminalGeometry.size(of: 1).columns - 84))
    }
    try measure(report)
  }

  private func measure(_ report: BenchReport) throws {
    let progress = BenchProgress()
    let (cases, leftOut) = cases
    guard !(cases.isEmpty && leftOut.isEmpty) else {
      throw ValidationError("no kernel has \"\(only ?? "")\" in its line; give part of one, such as train or [64, 256]")
    }
    let kernels = KernelBench(cases).run(rounds: rounds) { round, what in
      progress.show("\(what), round \(round + 1) of \(rounds)")
    }
    print(kernels.map(\.json), report.kernels(kernels), progress)
    if only == nil, shape.isEmpty {
      let layers = ArithmeticBench.run(rounds: rounds) { progress.show($0) }
      print(layers.map(\.json), "\n" + report.arithmetic(layers), progress)
      let network = NetworkBench.run(rounds: rounds) { progress.show($0) }
      print(network.map(\.json), "\n" + report.network(network), progress)
      let sessions = SessionBench.run(rounds: rounds) { progress.show($0) }
      print(sessions.map(\.json), "\n" + report.sessions(sessions), progress)
      let time = TimeBench.run(rounds: rounds) { progress.show($0) }
      print([time.json], "\n" + report.time(time), progress)
      if let journal = JournalBench.run(rounds: rounds, progress: { progress.show($0) }) {
        print([journal.json], report.journal(journal), progress)
      }
      let file = ScreenBenchCommand.executable.flatMap {
        FileBench(executable: $0).run(rounds: rounds) { progress.show($0) }
      }
      if let file { print([file.json], "\n" + report.file(file), progress) }
    }
    if !leftOut.isEmpty {
      Console.note("Left out, for want of memory: " + leftOut.map(\.text).joined(separator: "; "))
    }
    if let warning = report.warning(kernels) { Console.note(warning) }
  }

  private func print(_ lines: [JSONText], _ table: String, _ progress: BenchProgress) {
    progress.clear()
    if form.json { for line in lines { Console.result(line.text) } } else if !table.isEmpty { Console.result(table) }
  }

  private var shapes: [BenchShape] {
    get throws {
      if shape.isEmpty { return BenchShape.all }
      return try shape.map { text in
        let extents = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard let shape = BenchShape(extents.map { $0 ?? 0 }, channelsFirst: channelsFirst) else {
          throw ValidationError("--shape needs extents such as 4096x64, not \"\(text)\"")
        }
        return shape
      }
    }
  }

  /// What to measure, and the shapes whose three arrays would take more than half of the memory.
  private var cases: (measured: [BenchCase], leftOut: [BenchShape]) {
    let levels = level.isEmpty ? [.widest] : level.uniqued()
    let all = BenchCase.all((try? shapes) ?? [], threads: Machine.processors, levels: levels).filter { which in
      only.map { "\(which.operation.rawValue) \(which.shape.text) \(which.threads)".contains($0) } ?? true
    }
    let fits = { (which: BenchCase) in 3 * which.shape.bytes <= Machine.memory / 2 }
    return (all.filter(fits), all.filter { !fits($0) }.map(\.shape).uniqued())
  }
}

extension InstructionSet: ExpressibleByArgument {}
