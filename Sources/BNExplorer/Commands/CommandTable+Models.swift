import BNCore
import BNFiles
import TerminalKit

extension CommandEntry {
  static let open = CommandEntry(
    usage: "open FILE [epsilon=1e-5] [momentum=0.9] [captured=run.npz]",
    summary: "open a model file; layers lists its batch norms",
    details: [
      ModelFormat.families.prefix(9).joined(separator: ", ") + ",",
      ModelFormat.families.dropFirst(9).joined(separator: ", ") + ", and what export variables writes.",
      "A folder or the beginning of a checkpoint's names will do, too. Nothing in the file is executed.",
      "What the file does not say is assumed and marked: epsilon= and momentum= (the share of the old value) say it instead.",
      "captured= is what bnexplorer capture --python recorded while the model ran: layers marks what does not fit to it.",
      "save adds the file's size and a checksum of what it said: a file that has changed is refused when the line is replayed.",
    ],
    example: "open model.safetensors", arguments: .file
  ) { statement throws(CommandError) in .session(.open(try OpenRequest(ArgumentReader(statement)))) }

  static let layers = CommandEntry(
    usage: "layers [PART|CLAIM] [sort=file|name|channels|epsilon|variance|gamma|gravity] [order=up|down]",
    summary: "list the batch norms of the open model",
    details: [
      "On the screen a browser with pictures of each: Enter takes a layer, Backspace comes back. layer takes one by its name.",
      "E, W and i mark layers with errors, warnings and notes of bnexplorer doctor; Enter opens one at the channel it is about.",
      "PART leaves those with it in their name, capitals or not unless it has some; in quotes it is a part whatever it looks like.",
      "CLAIM leaves those of which it holds: layers min(variance)<1e-6 or channels>=512 and max(abs(gamma))>3",
      "It has gamma, beta, mean, variance, epsilon, momentum and channels, the relations and functions of assert, and, or.",
      "A claim about a vector has to hold of every channel. A gamma that is not there is 1, a beta 0.",
      "order=up has the least first, order=down the greatest; without it as is usual for what they are sorted by.",
    ],
    example: "layers sort=variance", keys: [KeyBinding("L", "layers", "layers")]
  ) { statement throws(CommandError) in .session(.layers(try LayersRequest(ArgumentReader(statement)))) }

  static let layer = CommandEntry(
    usage: "layer NAME [axis=N]",
    summary: "make a layer of the open model the session's own",
    details: [
      "A part of the name will do where only one layer has it. \"\" is the layer without a name.",
      "It infers as its own library does: its epsilon as it is, not fused. Training is TensorFlow 1.4's.",
      "Batches that do not have its channels give way to some drawn from its own statistics.",
      "The axis of the batches is axis=, else the file's, else the only one that has as many numbers as the layer channels.",
      "reset gives it the file's numbers again.",
    ],
    example: "layer bn1", arguments: .layer
  ) { statement throws(CommandError) in .session(.layer(try LayerRequest(ArgumentReader(statement)))) }

  static let check = CommandEntry(
    usage: "check [FILE]",
    summary: "look for NaN, infinities, subnormal numbers and damage",
    details: [
      "Every number of every tensor of the open model, or of another file; checksums that the file keeps are compared.",
      "A line for each tensor that has something, the worst first. Subnormal numbers are no fault, and are said.",
    ],
    example: "check model.safetensors", arguments: .file
  ) { statement throws(CommandError) in .session(.check(try CheckRequest(ArgumentReader(statement)))) }

  static let close = CommandEntry(
    usage: "close",
    summary: "close the model file; the session's layer stays as it is",
    example: "close"
  ) { statement throws(CommandError) in try bare(statement, .session(.close)) }

  static let diff = CommandEntry(
    usage: "diff A B [C ...] [within=0.001] [epsilon=1e-5]",
    summary: "compare the batch norms of model files in inference",
    details: [
      "A is the reference; each further file is compared with it, whatever its format. No model needs to be open.",
      "A layer is y = scale x + shift: by how much scale and shift differ, in deviations of A's output, the worst first.",
      "What rounding to the stored types explains counts as equal. epsilon= is for files that do not say it.",
      "within= claims that no layer is further apart, or in one file alone; a script fails when one is.",
    ],
    example: "diff model.pt model.onnx", arguments: .file
  ) { statement throws(CommandError) in .session(.diff(try DiffRequest(ArgumentReader(statement)))) }
}
