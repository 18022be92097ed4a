import Platform
import TerminalKit
import BNFiles
import ArgumentParser

/// `bnexplorer diff A B [C...] [--within X] [--spread] [--json]`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare the batch norms of model files by what they do in inference, across formats.",
    discussion: """
      The first file is the reference; each further one is compared with it. A layer is y = scale x + shift for each \
      channel, so that the names, the order and the epsilon of a format do not matter. Differences are in deviations of \
      the reference's output, the worst channel's for each layer. Of three files or more, or with --spread of two, it is \
      also said how far their moving statistics lie apart, and what averaging them would lose. Exit status: 0; 1 where --within is given and a layer \
      is further apart or is in only one of the files; 64 wrong usage; 65 a file that cannot be read; 66 a file that is \
      not there.
      """)

  @Argument(help: "Two model files or more, as layers takes them; the first is the reference.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("The largest difference that is allowed, such as 0.001.", valueName: "number"))
  var within: Double?

  @Option(help: ArgumentHelp("The epsilon of layers for which a file says none.", valueName: "number"))
  var epsilon: Double?

  @Flag(help: "Say only how far the moving statistics of all files lie apart: clients, ranks, models to be averaged.")
  var spread = false

  @Flag(help: "Print one JSON object a layer, then one for each pair of files.")
  var json = false

  func validate() throws {
    if files.count < 2 { throw ValidationError("diff needs two model files; the second is missing") }
    if let within, !(within >= 0) {
      throw ValidationError("--within needs a number from 0 on, such as 0.001, not \(within)")
    }
    if spread, within != nil {
      throw ValidationError("--within is about pairs of files, which --spread leaves out; give one of them")
    }
    try EpsilonOption.check(epsilon)
  }

  func run() throws {
    var beyond = 0
    do throws(FileError) {
      // All are opened first, so that nothing is printed where one cannot be.
      var models: [OpenedModel] = []
      for path in files {
        models.append(try OpenedModel(path, files: DiskFiles(), given: GivenNumbers(epsilon: epsilon)))
      }
      for (index, other) in models.dropFirst().enumerated() where !spread {
        let difference = try ModelDifference(models[0], other)
        beyond += within.map(difference.count(beyond:)) ?? 0
        print(difference, index)
      }
      if spread || models.count > 2 { print(try ModelsSpread(models)) }
      for model in json ? models : [] {
        for remark in model.model.file.remarks { Console.note(remark.description(of: model.path)) }
      }
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    if let within, beyond > 0 {
      Console.error(
        "\(counted(beyond, "layer")) \(beyond == 1 ? "is" : "are") further apart than \(within), or in one file alone")
      throw ExitCode(1)
    }
  }

  private func print(_ difference: ModelDifference, _ index: Int) {
    if json {
      for line in DifferenceLines.layers(difference) { Console.result(line.text) }
      Console.result(DifferenceLines.summary(difference, within: within).text)
    } else {
      if index > 0 { Console.result("") }
      Console.result(DifferenceText(difference, letter: DifferenceText.letter(index), width: OutputWidth.columns).text)
    }
  }

  private func print(_ models: ModelsSpread) {
    if json { return SpreadText.lines(models).forEach { Console.result($0.text) } }
    if !spread { Console.result("") }
    Console.result(SpreadText(models, width: OutputWidth.columns).text)
  }
}
