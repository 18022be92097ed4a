import ArgumentParser
import BNCore
import BNFiles
import Platform
import TerminalKit

/// `bnexplorer series FILE... [--layer NAME] [--strict] [--json]`.
struct SeriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series",
    abstract: "Follow the batch norms through the checkpoints of a training, and say since when something is wrong.",
    discussion: """
      The files are taken in the order given; where a shell sorted them by letters, by the numbers in their names. Each is \
      held against the one before it, in the figures of diff, and looked at as doctor does a file alone. Exit status: 0; 1 \
      an ERROR was found, or with --strict a WARN; 64 wrong usage; 65 a file that cannot be read; 66 a file that is not \
      there.
      """)

  @Argument(help: "Two checkpoints or more, as layers takes them.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Print this layer's numbers at every checkpoint.", valueName: "name"))
  var layer: String?

  @Option(help: ArgumentHelp("The epsilon of layers for which a file says none.", valueName: "number"))
  var epsilon: Double?

  @Flag(help: "Fail on warnings too.")
  var strict = false

  @Flag(help: "Print one JSON object a layer and checkpoint, then one for each finding, then one for all.")
  var json = false

  func validate() throws {
    if files.count < 2 {
      throw ValidationError("series needs two checkpoints or more; diff, layers and doctor take one")
    }
    if json, layer != nil { throw ValidationError("--json prints all layers; leave --layer out") }
    try EpsilonOption.check(epsilon)
  }

  func run() throws {
    let (paths, isByNumbers) = CheckpointOrder.sorted(files)
    if isByNumbers { Console.note("taken by the numbers in their names, not by letters: \(paths[0]) first") }
    let series: ModelSeries
    do throws(FileError) {
      series = try ModelSeries(paths, files: DiskFiles(), given: GivenNumbers(epsilon: epsilon))
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    try report(series)
    let isBad = series.count(.error) > 0 || (strict && series.count(.warning) > 0)
    if isBad { throw ExitCode(1) }
  }

  private func report(_ series: ModelSeries) throws {
    if json {
      for line in SeriesLines.points(series) { Console.result(line.text) }
      for event in series.events { Console.result(SeriesLines.event(event, series).text) }
      Console.result(SeriesLines.summary(series).text)
      return
    }
    let width = OutputWidth.columns
    let isUTF8 = TerminalLocale.asksForUTF8(in: TerminalOptions.processEnvironment)
    let text = SeriesText(series, width: width, glyphs: isUTF8 ? .braille : .ascii)
    guard let layer else { return Console.result(text.text) }
    let found = series.layers.filter { $0.name == layer }
    guard let one = found.first else {
      let near = series.layers.map(\.name).filter { $0.contains(layer) }.prefix(3).map(\.shownLayerName)
      Console.error(
        "\(layer.quoted(limit: 60)): no such layer in these checkpoints"
          + (near.isEmpty ? "; series without --layer lists them" : "; near it: \(near.joined(separator: ", "))"))
      throw ExitCode(64)
    }
    Console.result(text.text(of: one))
  }
}
