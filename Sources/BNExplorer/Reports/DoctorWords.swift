import BNCore
import BNFiles
import Platform
import TerminalKit

/// An examination in sentences, which every face of it is made of.
struct DoctorWords {
  let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  /// What was looked at: the model, what was recorded, what was given, and what only one of them has.
  var sources: [String] {
    let file = examination.model.file
    let folded = examination.folded.layers.count
    let norms =
      examination.layers.isEmpty
      ? "no batch norm"
      : "\(counted(examination.layers.count, "batch norm")), \(counted(examination.channels, "channel"))"
    let model =
      "\(examination.path.escapingControls): \(file.format), \(norms)" + (folded > 0 ? "; \(folded) folded" : "")
    let others = [
      examination.captured.map(Self.recording), examination.activations.map(Self.given), missing,
    ].compactMap(\.self)
    return [model] + others
  }

  private static func recording(_ run: CapturedRun) -> String {
    let mode =
      switch run.mode {
      case .evaluation: "in evaluation mode"
      case .training: "in training mode"
      case .mixed: "partly in training, partly in evaluation mode"
      }
    let examples = run.layers.compactMap { $0.moments.sample?.examples }.min() ?? 0
    return "\(run.path.escapingControls): \(counted(run.layers.count, "layer")) recorded \(mode), "
      + counted(examples, "example")
  }

  private static func given(_ activations: Activations) -> String {
    let layers = activations.layers.map { layer in
      let shape = layer.shape.map(String.init).joined(separator: "x")
      return "\(layer.name.isEmpty ? "the layer" : layer.name.escapingControls) \(shape), axis \(layer.axis)"
    }
    let shown = layers.prefix(4).joined(separator: "; ") + (layers.count > 4 ? "; and \(layers.count - 4) more" : "")
    let examples = activations.layers.compactMap { $0.moments.sample?.examples }
    let (fewest, most) = (examples.min() ?? 0, examples.max() ?? 0)
    let number = fewest == most ? counted(most, "example") : "\(fewest) to \(most) examples"
    return "\(activations.paths.map(\.escapingControls).joined(separator: ", ")): activations of "
      + "\(counted(layers.count, "layer")), \(number) (\(shown))"
  }

  /// What is in one of the files alone.
  private var missing: String? {
    var parts: [String] = []
    if !examination.unheard.isEmpty {
      parts.append("not judged by activations: \(examination.unheard.map(\.escapingControls).listed())")
    }
    if !examination.strangers.isEmpty {
      parts.append("given, but not in the model: \(examination.strangers.map(\.escapingControls).listed())")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What the file says of its own means.
  var prediction: String { "By the file alone \(PredictedMeansText(examination.predicted).summary)." }

  /// What it began with.
  var cause: String {
    switch examination.attribution {
    case .noCapture:
      "No activations: what a layer's statistics have to fit to is not known. bnexplorer capture --python writes what records"
        + " them; then add --captured FILE. Or give a layer's raw input: --activations FILE."
    case .nothing:
      "The statistics of every layer that was \(examination.captured == nil ? "given" : "recorded") are those of what came in."
        + untold
    case .unordered(1):
      "\(examination.layers.first(where: \.isOff).map { $0.name.escapingControls } ?? "One") alone of the layers that were given is off."
        + untold
    case .unordered(let off):
      "\(off) layers are off. With which it began can't be told, as neither the model file"
        + " nor activations say what runs first: what bnexplorer capture --python writes does." + untold
    case .otherRun:
      "Recorded from another checkpoint than this file: what came in was made by other statistics, so each layer that is off"
        + " is off by itself." + untold
    case .eachByItself:
      "Recorded in training mode, each layer got what it gets in training: each that is off is off by itself." + untold
    case .mixed: "Recorded partly in training mode: which layer it began with can't be told; record in one mode."
    case .cause(let layer, 0) where examination.othersAtFault == 0:
      "Cause: \(layer.escapingControls). No layer behind it is off."
    case .cause(let layer, 0): "Cause: \(layer.escapingControls)." + others
    case .cause(let layer, let victims):
      "Cause: \(layer.escapingControls). \(counted(victims, "layer")) behind it \(victims == 1 ? "is" : "are") off as its"
        + " consequence, most likely: mend it, and record again." + others
    }
  }

  /// How many layers have faults of their own besides the cause.
  private var others: String {
    guard examination.othersAtFault > 0 else { return "" }
    let has = examination.othersAtFault == 1 ? "has a fault of its own" : "have faults of their own"
    return " \(counted(examination.othersAtFault, "other layer")) \(has)."
  }

  /// How many examples it would take where too few were recorded.
  private var untold: String {
    let needed = examination.layers.compactMap {
      $0.isOff ? nil : $0.gap?.examplesNeeded(beyond: LayerCondition.visibleEffect)
    }
    guard let most = needed.max() else { return "" }
    return
      " \(counted(needed.count, "layer")) may be off by more than \(LayerCondition.visibleEffect), which so few examples"
      + " do not tell; about \(most) would."
  }

  /// The commands that show it.
  func see(_ finding: LayerFinding) -> String {
    let path = examination.path.escapingControls
    if case .otherRun = finding.finding.evidence { return "bnexplorer diff CHECKPOINT \(path)" }
    let layer = finding.layer.isEmpty ? "layer" : "layer \(finding.layer.quotedWord)"
    if let given = examination.activations?.layers.first(where: { $0.name == finding.layer }) {
      let member = given.member.map { " member=\($0.quotedWord)" } ?? ""
      return
        "bnexplorer explore \(path), then \(layer), load \(given.path.quotedWord)\(member) axis=\(given.axis), infer"
    }
    guard let run = examination.captured, run.layer(named: finding.layer) != nil else {
      return "bnexplorer explore \(path), then \(layer)"
    }
    let sample = finding.layer.isEmpty ? "sample" : "\(finding.layer)/sample"
    return
      "bnexplorer explore \(path), then \(layer), load \(run.path.escapingControls) member=\(sample.quotedWord), infer"
  }
}

extension DoctorWords {
  /// A finding's parts in words, each without a full stop.
  struct Finding {
    let figures: String
    let measure: String
    let why: String
    let advice: String

    init(_ finding: LayerFinding) {
      let text = FindingText(for: .file)
      let words = text.words(for: finding.finding)
      measure = words.measure
      figures = text.figures(of: finding.finding)
      why = finding.predicted.map(PredictedMeansText.reason) ?? words.why
      advice = words.advice
    }
  }
}

extension String {
  /// In quotes where a command line needs them.
  fileprivate var quotedWord: String {
    contains(where: { $0 == " " || $0 == "\"" || $0 == ";" || $0 == "#" }) ? quoted(limit: 200) : escapingControls
  }
}
