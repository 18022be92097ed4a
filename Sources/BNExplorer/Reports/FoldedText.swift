import BNFiles
import Platform

/// In words, what a file shows of folded batch norms, and what to do next.
struct FoldedText {
  private let path: String
  private let trace: FoldedTrace
  private let norms: Int
  private let isRecording: Bool

  init(_ examination: Examination) {
    (path, trace, norms) = (examination.path, examination.folded, examination.layers.count)
    isRecording = examination.model.file.tensors.contains { $0.name == CapturedRun.headerMember }
  }

  /// How many layers are named before the others are counted.
  private static let shown = 12

  /// A line for each folded layer; where no name is left of any, what points to it.
  ///
  /// Empty where nothing does, and where the file has batch norms and nothing else was folded.
  var lines: [String] {
    guard trace.layers.isEmpty else {
      let rest = trace.layers.count - Self.shown
      return trace.layers.prefix(Self.shown).map(Self.line)
        + (rest > 0 ? ["and \(rest) more, which bnexplorer layers \(path.escapingControls) lists"] : [])
    }
    guard norms == 0 else { return [] }
    if let first = trace.renamed.first {
      return [
        "of \(counted(trace.kernels, "kernel")) \(trace.renamed.count) got a new name from PyTorch's exporter, such as "
          + "\(first.quoted(limit: 60)): it computed them, as it does where it folds a batch norm into a convolution"
      ]
    }
    guard trace.biased > 0 else { return [] }
    return [
      "no name tells of one, but \(trace.biased) of \(counted(trace.kernels, "kernel")) \(trace.biased == 1 ? "has" : "have") a"
        + " bias, where a batch norm leaves its shift when it is folded"
    ]
  }

  private static func line(_ layer: FoldedTrace.Layer) -> String {
    let channels = layer.channels.map { ", \(counted($0, "channel"))" } ?? ""
    return
      "\(layer.name.isEmpty ? "a layer" : layer.name.escapingControls) was folded into \(layer.into.escapingControls)\(channels)"
  }

  /// What a file without batch norm is said to be, in a line.
  var nothing: String {
    guard !isRecording else {
      return "\(path.escapingControls) is what bn_capture.py recorded of a model: bnexplorer doctor MODEL --captured "
        + path.escapingControls
    }
    let start = "\(path.escapingControls) has no batch norm"
    guard !trace.layers.isEmpty else {
      return lines.isEmpty
        ? "\(start); bnexplorer layers says what is in it"
        : "\(start), and may have had some: compare it with the checkpoint that it was made from: \(next)"
    }
    return
      "\(start): \(counted(trace.layers.count, "layer")) \(trace.layers.count == 1 ? "was" : "were") folded into scale and"
      + " shift; compare it with the checkpoint that it was made from: \(next)"
  }

  /// The command that goes on: what is folded is to be held against what it was folded from.
  var next: String { "bnexplorer diff CHECKPOINT \(path.escapingControls)" }
}
