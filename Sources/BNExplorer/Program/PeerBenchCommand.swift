import Platform
import BNFiles
import BNCore
import ArgumentParser

/// `bnexplorer bench peers [--json]`.
struct PeerBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peers", abstract: "Measure batch norm beside PyTorch and oneDNN.",
    discussion: """
      Training, inference and gradients on each shape, with one thread and with as many as there are processors: how many \
      times as long a peer takes as this program. Both write into memory that they have already, and take turns of some \
      milliseconds; a figure is the median of the rounds' ratios, with the quartiles in brackets and a star where the peer \
      is faster. Before that some numbers of the peer's result are held against ours: what does not compute the same is \
      not measured. The peers are what scripts/bench-peers of the repository has installed: oneDNN by itself and PyTorch, \
      with its own kernels and with the oneDNN inside it. Takes some minutes, and 6 GB for the largest shape. \
      Exit status: 0 measured; 1 a peer failed or computed something else; 64 wrong usage; 70 there is no peer.
      """)

  @OptionGroup var form: BenchForm

  @Flag(help: "Print tables in Markdown, bold where the peer is faster.")
  var markdown = false

  @Option(
    help: ArgumentHelp(
      "A peer, by its path, instead of those installed; may be given several times.", valueName: "program"),
    completion: .file())
  var peer: [String] = []

  @OptionGroup var rounds: BenchRounds

  @Option(
    help: ArgumentHelp(
      "How many threads to compute with instead; may be given several times.", valueName: "number"))
  var threads: [Int] = []

  @OptionGroup var kernels: BenchKernels

  func validate() throws {
    try kernels.check()
    try rounds.check()
    for count in threads where !(1...256).contains(count) {
      throw ValidationError("--threads needs a whole number from 1 to 256, not \(count)")
    }
    guard !(form.json && markdown) else { throw ValidationError("give either --json or --markdown, not both") }
  }

  func run() throws {
    let (cases, leftOut) = try cases
    let progress = BenchProgress()
    var rows: [PeerRow] = []
    var complaints: [String] = []
    do throws(BenchFailure) {
      var bench = PeerBench(programs: try programs(), cases: cases)
      bench.rounds = rounds.number ?? bench.rounds
      bench.progress = { progress.show($0) }
      // Said at once: a peer that says nothing has held everything up for minutes.
      bench.complain = { line in
        progress.clear()
        Console.error(line)
        complaints.append(line)
      }
      // Objects are printed one by one: whoever waits no longer has those of the cases that are done.
      try bench.run { row in
        rows.append(row)
        guard form.json else { return }
        progress.clear()
        for object in row.json { Console.result(object.text) }
      }
    } catch {
      progress.clear()
      Console.error(error.description)
      throw ExitCode(70)
    }
    progress.clear()
    if !form.json { Console.result(markdown ? PeerReport.markdown(rows) : PeerReport.table(rows)) }
    if !leftOut.isEmpty {
      Console.note("Left out, for want of memory: " + leftOut.map(\.text).joined(separator: "; "))
    }
    if !complaints.isEmpty { throw ExitCode(1) }
  }

  /// The peers that were given, or those installed.
  private func programs() throws(BenchFailure) -> [String] {
    peer.isEmpty ? try PeerBench.installed(beside: ScreenBenchCommand.executable ?? "") : peer
  }

  /// What to measure, and the shapes that are too large: each program has some arrays, and the oneDNN in PyTorch copies of them.
  private var cases: (measured: [BenchCase], leftOut: [BenchShape]) {
    get throws {
      let shapes = try kernels.shapes
      let all = (threads.isEmpty ? [1, Machine.processors] : threads).uniqued().flatMap { threads in
        kernels.levels.flatMap { level in
          BenchCase.Operation.allCases.flatMap { operation in
            shapes.map { BenchCase(operation: operation, shape: $0, threads: threads, level: level) }
          }
        }
      }
      return try kernels.choose(all, arrays: 20)
    }
  }
}
