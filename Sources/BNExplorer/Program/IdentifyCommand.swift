import Platform
import TerminalKit
import BNCore
import BNFiles
import ArgumentParser

/// `bnexplorer identify X Y [--state FILE] [--json]`.
struct IdentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Say which batch norm made an output of a batch: whose, in which mode, with which epsilon.",
    discussion: """
      X is a batch and Y what came of it elsewhere: an output of its shape, or a file with moving_mean and \
      moving_variance after a step, or a gradient with respect to the batch. The state file has what is known of the layer \
      before: gamma, beta, moving_mean, moving_variance, epsilon, momentum, or for a gradient grad_output; it may be a model. \
      Files are those that load and layers read, and JSON of lists. What the numbers cannot tell is said. Exit status: 0 \
      there is an answer; 1 nothing fits, and what comes nearest is said; 64 wrong usage; 65 a file that cannot be read, or \
      does not go with the others; 66 a file that is not there.
      """)

  @Argument(help: "The batch.", completion: .file())
  var x: String

  @Argument(help: "What came of it: an output, statistics after a step, or a gradient.", completion: .file())
  var y: String

  @Option(help: ArgumentHelp("What is known of the layer before.", valueName: "file"), completion: .file())
  var state: String?

  @Option(help: ArgumentHelp("The batch norm of a model that is the state file.", valueName: "name"))
  var layer: String?

  @Option(
    name: .customLong("x"),
    help: ArgumentHelp("The batch's name in its file, where that has several arrays.", valueName: "name"))
  var inputName: String?

  @Option(name: .customLong("y"), help: ArgumentHelp("The result's name in its file.", valueName: "name"))
  var resultName: String?

  @Option(help: ArgumentHelp("The epsilon that was asked for.", valueName: "number"))
  var epsilon: Double?

  @Option(help: ArgumentHelp("The momentum that was asked for, in whatever sense.", valueName: "number"))
  var momentum: Double?

  @Flag(help: "Print one JSON object for each thing that Y holds.")
  var json = false

  func validate() throws {
    try EpsilonOption.check(epsilon)
    if let momentum, !(0...1).contains(momentum) {
      throw ValidationError("--momentum needs a number from 0 to 1, such as 0.99, not \(momentum)")
    }
    if layer != nil, state == nil { throw ValidationError("--layer names a layer of the state file; add --state FILE") }
  }

  func run() throws {
    let asked: IdentifyCase
    do throws(FileError) {
      asked = try IdentifyFiles(
        input: x, result: y, state: state, inputName: inputName, resultName: resultName, layerName: layer,
        epsilon: epsilon, momentum: momentum
      ).read(DiskFiles())
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    let reports = IdentificationReport.all(asked)
    for (index, report) in reports.enumerated() {
      if json {
        Console.result(report.json.text)
      } else {
        if index > 0 { Console.result("") }
        for line in report.lines(width: OutputWidth.columns) { Console.result(line) }
      }
    }
    if !json, let together = reports.last?.together {
      let names = FrameworkNames(together).defaults
      let line = names.isEmpty ? "No framework that was measured does both." : "both: \(names.joined(separator: ", "))"
      Console.result("")
      for part in LayerTable.broken(line, OutputWidth.columns) { Console.result(part) }
    }
    for remark in asked.remarks { Console.note(remark) }
    if !reports.allSatisfy(\.isFound) { throw ExitCode(1) }
  }
}
