import ArgumentParser
import BNFiles
import Platform

/// `bnexplorer fold FILE [--out FILE] [--layer NAME]... [--range K] [--bits N] [--likely] [--json]`.
struct FoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Fold the batch norms of a model file, and say what quantization leaves of each channel.",
    discussion: """
      A batch norm in inference is a scale and a shift of each channel. Where the layer in front is known, by the file's \
      graph or by moving means that its weights predict, its weights and bias take them up; elsewhere scale and shift \
      stand alone, with the reason. --out writes these tensors alone, reads them back and holds them against the batch \
      norms on the same data; the model is never written to. Exit status: 0; 64 wrong usage; 65 a file that cannot be \
      read, or has no such layer; 66 a file that is not there; 74 a file that cannot be written.
      """)

  @Argument(help: "A model file, as layers takes it.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Fold this layer alone, and show its channels; may be given again.", valueName: "name"))
  var layer: [String] = []

  @Option(
    help: ArgumentHelp("Write the folded tensors to this .safetensors or .npz file.", valueName: "file"),
    completion: .file())
  var out: String?

  @Option(
    name: [.customShort("k"), .long],
    help: ArgumentHelp("How many gamma the output's range goes to each side of beta.", valueName: "k"))
  var range = 3.0

  @Option(help: ArgumentHelp("Of how many bits the quantized numbers are, from 2 to 16.", valueName: "n"))
  var bits = 8

  @Option(help: ArgumentHelp("The epsilon of layers for which a file says none.", valueName: "number"))
  var epsilon: Double?

  @Flag(help: "Fold into the layer to which no more than names point, too.")
  var likely = false

  @Flag(help: "Print the report with --out, too.")
  var report = false

  @Flag(help: "Show every channel of a layer.")
  var all = false

  @Flag(help: "Print one JSON object a layer, then one for the file.")
  var json = false

  func validate() throws {
    if !(range > 0 && range.isFinite) {
      throw ValidationError("--range needs a number above 0, such as 3, not \(range)")
    }
    if !(2...16).contains(bits) { throw ValidationError("--bits needs a whole number from 2 to 16, not \(bits)") }
    try EpsilonOption.check(epsilon)
    if let out, ![".safetensors", ".npz"].contains(where: out.lowercased().hasSuffix) {
      throw ValidationError("--out needs a name that ends in .safetensors or .npz, not \(out.quoted(limit: 80))")
    }
  }

  func run() throws {
    do throws(FileError) {
      try fold()
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
  }

  private func fold() throws(FileError) {
    let files = NotedFiles(DiskFiles())
    let model = try FoundModel(path: file, files: files, given: GivenNumbers(epsilon: epsilon))
    let settings = FoldedNorm.Settings(bits: bits, reach: range, takesLikely: likely)
    let fold = try ModelFold(model, path: file, settings, names: layer)
    guard !fold.norms.isEmpty || !fold.leftOut.isEmpty else {
      throw FileError(file, "has no batch norm; layers says what is in it")
    }
    var check: FoldCheck?
    if let out {
      guard fold.folded + fold.affine > 0 else {
        throw FileError(out, "was not written: no batch norm of \(file) can be folded", kind: .unwritable)
      }
      try fold.write(to: out, sources: [file] + files.paths, files: files)
      check = try FoldCheck(fold, out: out, files: DiskFiles())
    }
    show(fold, check)
    for remark in json ? model.file.remarks : [] { Console.note(remark.description(of: file)) }
  }

  private func show(_ fold: ModelFold, _ check: FoldCheck?) {
    if json {
      for line in FoldLines.layers(fold) { Console.result(line.text) }
      Console.result(FoldLines.summary(fold, check, out: out).text)
    } else if out == nil || report {
      let text = FoldText(fold, width: OutputWidth.columns)
      if layer.count == 1, let norm = fold.norms.first {
        Console.result(text.channels(norm, all: all))
      } else {
        Console.result(text.text)
      }
    }
    if let out, let check, !json { FoldText.note(fold, check, out: out).forEach(Console.note) }
  }
}
