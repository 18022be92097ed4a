import ArgumentParser

/// `bnexplorer bench [--json]`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine against what this machine's memory allows.")

  @Flag(help: "Print one JSON object a measurement.")
  var json = false

  @Option(help: "How many rounds.")
  var rounds = 15

  @Option(help: "Only")
  var only: String?

  func run() throws {
    var cases: [BenchCase] = []
    for threads in [1, 2] {
      for shape in BenchShape.all where threads == 1 || shape.bytes >= BenchShape.smallestShared {
        for operation in BenchCase.Operation.allCases {
          cases.append(BenchCase(operation: operation, shape: shape, threads: threads))
        }
      }
    }
    if let only { cases = cases.filter { "\($0.operation) \($0.shape.text) \($0.threads)".contains(only) } }
    let results = KernelBench(cases).run(rounds: rounds) { _, _ in }
    for r in results {
      Console.result(
        "\(r.which.operation.rawValue.padded(to: 9)) \((r.which.shape.layout.rawValue + r.which.shape.text).padded(to: 24)) \(r.which.threads)  \(NumberText.significant(r.seconds * 1e6)) us  \(NumberText.significant(r.limit * 1e6))  \(NumberText.fixed(100 * r.ratio, digits: 1)) ± \(NumberText.fixed(100 * r.spread, digits: 1))"
      )
    }
  }
}
