import ArgumentParser
import BNFiles
import Platform

/// `bnexplorer recalibrate MODEL --captured FILE [--out FILE] [--all] [--variance population|batches] [--names ...] [--json]`.
struct RecalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recalibrate",
    abstract: "Put the moving statistics of a model right by what was recorded, where that makes nothing worse.",
    discussion: """
      What was recorded in training mode mends every layer that is off. Recorded in evaluation mode, what came in behind a \
      faulty layer is faulty itself: only the first is mended then; record again for the next. Without --out nothing is \
      written. Exit status: 0; 1 nothing could be put right, and no file is written; 64 wrong usage; 65 a file that \
      cannot be read; 66 a file that is not there; 74 a file that cannot be written.
      """)

  /// Which variance is written.
  enum Variance: String, ExpressibleByArgument, CaseIterable {
    case population, batches
  }

  /// Whose names and senses the file has.
  enum Names: String, ExpressibleByArgument, CaseIterable {
    case torch, tensorflow

    var naming: LayerNaming { self == .torch ? .torch : .tensorFlow }
  }

  @Argument(help: "A model file, as layers takes it. It is not changed.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("What bnexplorer capture --python recorded while it ran.", valueName: "file"),
    completion: .file())
  var captured: String

  @Option(
    help: ArgumentHelp("Write the batch norms, repaired, as .safetensors, .npz or .json.", valueName: "file"),
    completion: .file())
  var out: String?

  @Flag(help: "Set every layer that was recorded, whatever speaks against it.")
  var all = false

  @Option(help: "The variance of all numbers, or what batches have on average.")
  var variance = Variance.population

  @Option(help: "Write the names of this library; those of the model where it is not given.")
  var names: Names?

  @Option(help: ArgumentHelp("The epsilon of layers for which the file says none.", valueName: "number"))
  var epsilon: Double?

  @Flag(help: "Print one JSON object a layer, then one for all.")
  var json = false

  func validate() throws {
    try EpsilonOption.check(epsilon)
  }

  func run() throws {
    let made: Recalibration
    let notes: [String]
    do throws(FileError) { (made, notes) = try recalibrated(DiskFiles()) } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    let isWritten = out != nil && !made.repaired.isEmpty
    if json {
      for layer in made.repaired { Console.result(RecalibrationLines.layer(layer).text) }
      Console.result(RecalibrationLines.summary(made, file: isWritten ? out : nil).text)
    } else {
      Console.result(RecalibrationText(made, width: OutputWidth.columns).text)
    }
    for note in notes { Console.note(note) }
    if made.repaired.isEmpty { throw ExitCode(1) }
  }

  private func recalibrated(_ files: any FileAccess) throws(FileError) -> (Recalibration, [String]) {
    var request = OpenRequest(path: file)
    (request.epsilon, request.captured) = (epsilon, captured)
    let open = try OpenModel(request, files: files)
    let made = try Recalibration(
      Examination(path: file, open.model, open.captured), all: all, inBatches: variance == .batches)
    guard let out else { return (made, []) }
    guard !made.repaired.isEmpty else { return (made, ["\(out) is not written"]) }
    return (made, try write(made, open, out, files))
  }

  private func write(
    _ made: Recalibration, _ open: OpenModel, _ path: String, _ files: any FileAccess
  ) throws(FileError) -> [String] {
    guard !open.isWritten(in: path) else {
      throw FileError(
        path, "is the model or what was recorded, or a part of it, and is not written to; name another file",
        kind: .unwritable)
    }
    let export = try made.export(names?.naming)
    let texts = [
      "source_file": open.name, "source_format": open.model.file.format,
      "recalibrated": made.repaired.map(\.name).joined(separator: " "),
    ]
    try files.write(try export.bytes(for: path, by: ProgramVersion.text, saying: texts), to: path)
    return [export.done(path)] + export.notes(for: path)
  }
}
