import BNCore
import BNFiles
import Platform
import TerminalKit

/// An examination for people: the file, the cause, then the findings by gravity.
struct DoctorText {
  let examination: Examination
  let findings: [LayerFinding]
  let width: Int
  private var words: DoctorWords { DoctorWords(examination) }

  /// Shows some of the findings, in their order.
  init(_ examination: Examination, _ findings: [LayerFinding], width: Int) {
    self.examination = examination
    self.findings = findings
    self.width = max(LayerTable.narrowest, width)
  }

  var text: String {
    let shown = findings.filter { $0.consequenceOf == nil }
    let blocks =
      examination.layers.isEmpty
      ? [head, folded] : [head, verdict] + shown.map(lines) + [consequences, folded, repair, summary]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var head: [String] { words.sources.flatMap(broken) }

  /// What it began with, in a sentence; what the file says of itself.
  private var verdict: [String] { broken(words.cause) + broken(words.prediction) }

  private func lines(of finding: LayerFinding) -> [String] {
    let words = DoctorWords.Finding(finding)
    let head =
      "\(finding.finding.severity.rawValue.padded(to: 5)) \(finding.finding.code.rawValue.padded(to: 3)) "
      + "\(finding.layer.isEmpty ? "the layer" : finding.layer.escapingControls): \(words.figures)"
    return broken(head)
      + ["why: \(words.why).", "try: \(words.advice).", "see: \(self.words.see(finding))"].flatMap {
        LayerTable.broken($0, width - 6).map { "      " + $0 }
      }
  }

  /// What was folded, and how to go on.
  private var folded: [String] {
    let text = FoldedText(examination)
    return text.lines.isEmpty ? [] : text.lines.flatMap(broken) + broken("next: \(text.next)")
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

  /// How to put right what was recorded of.
  private var repair: [String] {
    guard let run = examination.captured else { return [] }
    let layers = RecalibrationPlan(examination, all: false).layers
    guard !layers.isEmpty else { return [] }
    return broken(
      "next: bnexplorer recalibrate \(examination.path.escapingControls) --captured \(run.path.escapingControls)"
        + " --out FILE puts the statistics of \(LayerTable.listed(layers.map(\.shownLayerName))) right")
  }

  private var summary: [String] {
    let counts = Finding.Severity.gravestFirst.map { severity in
      (severity, findings.count { $0.finding.severity == severity && $0.consequenceOf == nil })
    }
    guard counts.contains(where: { $0.1 > 0 }) else { return ["nothing found"] }
    return [counts.map { counted($0.1, $0.0.noun) }.joined(separator: ", ")]
  }

  private func broken(_ text: String) -> [String] { LayerTable.broken(text, width) }
}
