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
    subcommands: [ScreenBenchCommand.self, ModelBenchCommand.self, NetworkBenchCommand.self, PeerBenchCommand.self])

  @OptionGroup var form: BenchForm

  @Option(help: ArgumentHelp("Put an earlier run beside this one.", valueName: "file"), completion: .file())
  var compare: String?

  @OptionGroup var rounds: BenchRounds

  @OptionGroup var kernels: BenchKernels

  func validate() throws {
    try kernels.check()
    try rounds.check()
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
    let rounds = rounds.number ?? 15
    let all = BenchCase.all(try kernels.shapes, threads: Machine.processors, levels: kernels.levels)
    let (cases, leftOut) = try kernels.choose(all, arrays: 3)
    let results = KernelBench(cases).run(rounds: rounds) { round, what in
      progress.show("\(what), round \(round + 1) of \(rounds)")
    }
    print(results.map(\.json), report.kernels(results), progress)
    if kernels.isUsual {
      let layers = ArithmeticBench.run(rounds: rounds) { progress.show($0) }
      print(layers.map(\.json), "\n" + report.arithmetic(layers), progress)
      let network = NetworkBench.run(rounds: rounds) { progress.show($0) }
      print(network.map(\.json), "\n" + report.network(network), progress)
      let batches = RandomBench.run(rounds: rounds) { progress.show($0) }
      print(batches.map(\.json), "\n" + report.batches(batches), progress)
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
    if let warning = report.warning(results) { Console.note(warning) }
  }

  private func print(_ lines: [JSONText], _ table: String, _ progress: BenchProgress) {
    progress.clear()
    if form.json { for line in lines { Console.result(line.text) } } else if !table.isEmpty { Console.result(table) }
  }
}
