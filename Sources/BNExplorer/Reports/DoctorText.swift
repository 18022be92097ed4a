import BNCore
import BNFiles
import Platform
import TerminalKit

/// An examination for people: the file, the cause, then the findings by gravity.
struct DoctorText {
  let examination: Examination
  let findings: [LayerFinding]
  let width: Int

  /// Shows some of the findings, in their order.
  init(_ examination: Examination, _ findings: [LayerFinding], width: Int) {
    self.examination = examination
    self.findings = findings
    self.width = max(LayerTable.narrowest, width)
  }

  var text: String {
    let shown = findings.filter { $0.consequenceOf == nil }
    let blocks = [head, verdict] + shown.map(lines) + [consequences, summary]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var head: [String] {
    let file = examination.model.file
    let first =
      "\(examination.path.escapingControls): \(file.format), \(counted(examination.layers.count, "batch norm")), "
      + counted(examination.channels, "channel")
    return broken(first) + (examination.captured.map { broken(Self.recording($0, examination)) } ?? [])
  }

  private static func recording(_ run: CapturedRun, _ examination: Examination) -> String {
    let mode =
      switch run.mode {
      case .evaluation: "in evaluation mode"
      case .training: "in training mode"
      case .mixed: "partly in training, partly in evaluation mode"
      }
    let examples = run.layers.compactMap { $0.moments.sample?.examples }.min() ?? 0
    var text = "\(run.path.escapingControls): \(counted(run.layers.count, "layer")) recorded \(mode), "
    text += counted(examples, "example")
    if !examination.unheard.isEmpty {
      text += "; not recorded: \(examination.unheard.map(\.escapingControls).listed())"
    }
    if !examination.strangers.isEmpty {
      text += "; recorded, but not in the file: \(examination.strangers.map(\.escapingControls).listed())"
    }
    return text
  }

  /// What it began with, in a sentence; what the file says of itself.
  private var verdict: [String] {
    let prediction = PredictedMeansText(examination.predicted).summary
    return broken(cause) + broken("By the file alone " + prediction + ".")
  }

  private var cause: String {
    switch examination.attribution {
    case .noCapture:
      "No activations: what a layer's statistics have to fit to is not known. bnexplorer capture --python writes what records"
        + " them; then add --captured FILE."
    case .nothing: "The statistics of every layer that was recorded are those of what came in." + untold
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

  private func lines(of finding: LayerFinding) -> [String] {
    let words = Words(finding)
    let head =
      "\(finding.finding.severity.rawValue.padded(to: 5)) \(finding.finding.code.rawValue.padded(to: 3)) "
      + "\(finding.layer.isEmpty ? "the layer" : finding.layer.escapingControls): \(words.figures)"
    return broken(head)
      + ["why: \(words.why).", "try: \(words.advice).", "see: \(see(finding))"].flatMap {
        LayerTable.broken($0, width - 6).map { "      " + $0 }
      }
  }

  /// The commands that show it.
  private func see(_ finding: LayerFinding) -> String {
    let path = examination.path.escapingControls
    let layer = finding.layer.isEmpty ? "layer" : "layer \(finding.layer.quotedWord)"
    guard let run = examination.captured, run.layer(named: finding.layer) != nil else {
      return "bnexplorer explore \(path), then \(layer)"
    }
    let sample = finding.layer.isEmpty ? "sample" : "\(finding.layer)/sample"
    return
      "bnexplorer explore \(path), then \(layer), load \(run.path.escapingControls) member=\(sample.quotedWord), infer"
  }

  private var consequences: [String] {
    let victims = findings.filter { $0.consequenceOf != nil }
    let causes = victims.compactMap(\.consequenceOf).reduce(into: [String]()) { all, cause in
      if !all.contains(cause) { all.append(cause) }
    }
    return causes.flatMap { cause in
      let names = victims.filter { $0.consequenceOf == cause }.map {
        "\($0.layer.escapingControls) (\(NumberText.significant($0.finding.figure, digits: 2)))"
      }
      return broken("Off as a consequence of \(cause.escapingControls): \(names.joined(separator: ", "))")
    }
  }

  private var summary: [String] {
    let counts = Finding.Severity.gravestFirst.map { severity in
      (severity, findings.count { $0.finding.severity == severity && $0.consequenceOf == nil })
    }
    guard counts.contains(where: { $0.1 > 0 }) else { return ["nothing found"] }
    let names: [Finding.Severity: String] = [.error: "error", .warning: "warning", .info: "note"]
    return [counts.map { counted($0.1, names[$0.0] ?? "") }.joined(separator: ", ")]
  }

  private func broken(_ text: String) -> [String] { LayerTable.broken(text, width) }
}

extension DoctorText {
  /// A finding's parts in words, each without a full stop.
  struct Words {
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
