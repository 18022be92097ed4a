import BNFiles
import Platform
import ArgumentParser

/// `bnexplorer bench models [--json]`.
struct ModelBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Measure how fast models open, and in how little memory.",
    discussion: """
      Makes files of each kind, one at a time, whose large tensors are holes, and runs this program on them: with 100 MB, \
      with more than 4 GB of the same layers, and with 1,000 layers. Beside it stands a program in Python with the \
      format's own library, where that is installed: torch, tensorflow, safetensors, onnx, h5py. The scripts for both are \
      in the repository, and need Python. Ratios and memory must be kept, times are only shown: other work on the machine \
      makes them longer. Takes some minutes with all libraries. \
      Exit status: 0 all is kept; 1 something is exceeded; 64 wrong usage; 70 it could not be measured.
      """)

  @OptionGroup var form: BenchForm

  @OptionGroup var pythons: BenchPythons

  @Option(help: "Only this kind of files; may be given several times.")
  var format: [ModelBenchKind] = []

  @OptionGroup var rounds: BenchRounds

  @Option(help: ArgumentHelp("Print the seconds of each round of opening a file in one process.", visibility: .hidden))
  var inside: String?

  func validate() throws { try rounds.check() }

  private var count: Int { rounds.number ?? ModelBench.Plan().rounds }

  func run() throws {
    if let inside { return try printRounds(inside) }
    let progress = BenchProgress()
    let figures: [ModelFigure]
    let leftOut: [ModelBenchKind]
    do throws(BenchFailure) {
      guard let executable = ScreenBenchCommand.executable else {
        throw BenchFailure("the program does not know its own path")
      }
      var bench = ModelBench(executable: executable, pythons: pythons.all)
      bench.plan.rounds = count
      bench.plan.peerRounds = min(count, bench.plan.peerRounds)
      if !format.isEmpty { bench.plan.kinds = format.uniqued() }
      bench.progress = { progress.show($0) }
      (figures, leftOut) = try bench.run()
    } catch {
      progress.clear()
      Console.error(error.description)
      throw ExitCode(70)
    }
    progress.clear()
    try report(figures, leftOut)
  }

  private func report(_ figures: [ModelFigure], _ leftOut: [ModelBenchKind]) throws {
    form.tell(figures.map(ModelReport.json), ModelReport.table(figures))
    for kind in leftOut {
      Console.note("Left out \(kind.text): no Python that was given has \(kind.library), which makes such files")
    }
    let complaints = ModelReport.complaints(figures)
    for complaint in complaints { Console.error(complaint) }
    if !complaints.isEmpty { throw ExitCode(1) }
  }

  private func printRounds(_ path: String) throws {
    do throws(FileError) {
      for seconds in try WarmOpening.seconds(of: path, rounds: count) { Console.result("\(seconds)") }
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
  }
}

extension ModelBenchKind: ExpressibleByArgument {}
