import Platform
import TerminalKit
import BNFiles
import ArgumentParser

/// `bnexplorer layers FILE [--json|--csv] [--values]`.
struct LayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "List the batch-norm layers of a model file, with their numbers as inference uses them.",
    discussion: """
      Nothing in the file is executed. What the file does not say is assumed, and marked as such: epsilon and momentum \
      with the defaults of the library that has these names. Exit status: 0 also where a readable file has no batch \
      norm; 64 wrong usage; 65 a file that cannot be read; 66 a file that is not there.
      """)

  @Argument(
    help: "A model file, a folder that is one, or the beginning of the names of a checkpoint.", completion: .file())
  var file: String

  @Flag(help: "Print one JSON object a layer, then one for the file.")
  var json = false

  @Flag(help: "Print comma-separated values: a line a layer, or a line a channel with --values.")
  var csv = false

  @Flag(help: "Print every number rather than ranges.")
  var values = false

  @Option(help: ArgumentHelp("The epsilon of layers for which the file says none.", valueName: "number"))
  var epsilon: Double?

  @Option(
    help: ArgumentHelp(
      "The momentum of layers for which the file says none: the share of the old value.", valueName: "number"))
  var momentum: Double?

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other; give one of them") }
    try EpsilonOption.check(epsilon)
    if let momentum, !(0...1).contains(momentum) {
      throw ValidationError("--momentum needs a number from 0 to 1, the share of the old value, not \(momentum)")
    }
  }

  func run() throws {
    do throws(FileError) {
      let given = GivenNumbers(epsilon: epsilon, momentum: momentum)
      let model = try FoundModel(path: file, files: DiskFiles(), given: given)
      try printLayers(model)
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
  }

  /// Reads the numbers of one layer after another, so that a large model takes no more memory than its largest layer.
  private func printLayers(_ model: FoundModel) throws(FileError) {
    var table = LayerTable()
    if csv { Console.result(LayerSheet.header(withValues: values)) }
    for layer in model.layers {
      let numbers = try LayerNumbers(layer)
      if json {
        Console.result(LayerLines.json(layer, numbers, withValues: values).text)
      } else if csv {
        Console.result(LayerSheet.rows(layer, numbers, withValues: values).joined(separator: "\n"))
      } else {
        table.add(layer, numbers)
        if values { Console.result(LayerValues.text(layer, numbers)) }
      }
    }
    if json { Console.result(LayerLines.summary(path: file, model).text) }
    guard json || csv else { return Console.result(table.text(model.file, path: file, width: OutputWidth.columns)) }
    for remark in model.file.remarks { Console.note(remark.description(of: file)) }
  }
}
