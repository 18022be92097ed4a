import Platform
import BNFiles
import ArgumentParser

/// `bnexplorer bench network [--json]`.
struct NetworkBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "Measure a training step of the network of Figure 1 beside PyTorch and OpenBLAS.",
    discussion: """
      A step of gradient descent on 60 digits through 64-100-100-100-10 sigmoids, with batch norm and without, on one \
      thread, against PyTorch's eager loop; and the matrix products of a step against those of numpy with its OpenBLAS. \
      This program and the other take turns, round by round; ratios are medians of rounds. The script for the others is in \
      the repository, scripts/network-peers, and needs Python with torch and numpy: what is not installed is left out. \
      Exit status: 0 all is kept; 1 PyTorch takes less than 1.5 times as long; 64 wrong usage; 70 it could not be measured.
      """)

  @OptionGroup var form: BenchForm

  @OptionGroup var pythons: BenchPythons

  @OptionGroup var rounds: BenchRounds

  func validate() throws { try rounds.check() }

  func run() throws {
    let progress = BenchProgress()
    let results: [NetworkBench.Result]
    do throws(BenchFailure) {
      guard let executable = ScreenBenchCommand.executable else {
        throw BenchFailure("the program does not know its own path")
      }
      let tools = try ModelBenchTools(
        beside: executable, pythons: pythons.all, folder: try BenchFolder())
      results = NetworkBench.run(rounds: rounds.number ?? 7, beside: tools) { progress.show($0) }
    } catch {
      progress.clear()
      Console.error(error.description)
      throw ExitCode(70)
    }
    progress.clear()
    form.tell(results.map(\.json), BenchReport().network(results))
    try complain(of: results)
  }

  private func complain(of results: [NetworkBench.Result]) throws {
    for result in results where result.peer == nil {
      Console.note("Left out \(result.kind.peer): no Python that was given has it")
    }
    let slow = results.filter { result in
      guard let least = result.kind.least, let peer = result.peer else { return false }
      return !(peer.ratio >= least)
    }
    for result in slow {
      Console.error("\(result.kind.text): \(result.peer?.name ?? "") takes less than 1.5 times as long")
    }
    if !slow.isEmpty { throw ExitCode(1) }
  }
}
