import BNCore
import BNFiles
import Platform

/// An examination as JSON lines, and as JUnit's XML.
enum DoctorLines {
  /// A finding, with the keys that `diagnose` has.
  static func finding(_ finding: LayerFinding) -> JSONText {
    let words = DoctorWords.Finding(finding)
    var members: [JSONText.Member] = [
      JSONText.Member(name: "layer", value: .string(finding.layer)),
      JSONText.Member(name: "code", value: .string(finding.finding.code.rawValue)),
      JSONText.Member(name: "severity", value: .string(finding.finding.severity.rawValue)),
      JSONText.Member(name: "channels", value: .array(finding.finding.channels.map(JSONText.integer))),
      JSONText.Member(name: "measure", value: .string(words.measure)),
      JSONText.Member(name: "figure", value: .double(finding.finding.figure)),
      JSONText.Member(name: "threshold", value: .double(finding.finding.threshold)),
      JSONText.Member(name: "why", value: .string(words.why)),
      JSONText.Member(name: "advice", value: .string(words.advice)),
    ]
    if let interval = finding.finding.interval {
      members.append(
        JSONText.Member(name: "interval", value: .array([.double(interval.lowerBound), .double(interval.upperBound)])))
    }
    if let cause = finding.consequenceOf {
      members.append(JSONText.Member(name: "consequence_of", value: .string(cause)))
    }
    return .object(members)
  }

  /// The last line.
  static func summary(_ examination: Examination, _ findings: [LayerFinding]) -> JSONText {
    var cause: JSONText = .null
    if case .cause(let layer, _) = examination.attribution { cause = .string(layer) }
    return [
      "layers": .integer(examination.layers.count), "channels": .integer(examination.channels),
      "errors": .integer(findings.count { $0.finding.severity == .error }),
      "warnings": .integer(findings.count { $0.finding.severity == .warning }), "cause": cause,
      "folded": .array(examination.folded.layers.map { .string($0.name) }),
      "file": .string(examination.path),
    ]
  }

  /// JUnit's report: a case a layer, which fails where it has an error, or with `strict` a warning.
  static func junit(_ examination: Examination, _ findings: [LayerFinding], strict: Bool) -> String {
    let bad = Dictionary(
      grouping: findings.filter { $0.finding.severity == .error || (strict && $0.finding.severity == .warning) },
      by: \.layer)
    let cases = examination.layers.map { layer in
      let outcomes = (bad[layer.name] ?? []).map { finding in
        let words = DoctorWords.Finding(finding)
        return JUnitText.Outcome(
          kind: .failure, type: finding.finding.code.rawValue, message: words.figures,
          text: "\(words.why). \(words.advice).")
      }
      return JUnitText.Case(group: examination.path, name: layer.name, outcomes: outcomes)
    }
    return JUnitText.text(JUnitText.Suite(name: "bnexplorer doctor", cases: cases))
  }
}
