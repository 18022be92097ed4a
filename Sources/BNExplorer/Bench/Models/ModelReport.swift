import TerminalKit
import BNFiles

/// The figures of opening models for a person and for scripts, and what is wrong with them.
enum ModelReport {
  /// A table: what, of which files, measured, what it should be.
  static func table(_ figures: [ModelFigure]) -> String {
    let heading =
      "figure".padded(to: 32) + "file".padded(to: 22) + "measured".paddedLeft(to: 10) + "least".paddedLeft(to: 10)
      + "  wanted"
    return ([heading] + figures.map(line)).joined(separator: "\n")
  }

  private static func line(_ figure: ModelFigure) -> String {
    let least = figure.name.unit == .seconds ? text(figure.least, .seconds) : ""
    let peer = figure.peer.map { "  \($0): \(text(figure.leastOfOthers, .seconds))" } ?? ""
    let line =
      figure.name.text.padded(to: 32) + figure.kind.text.padded(to: 22)
      + text(figure.value, figure.name.unit).paddedLeft(to: 10) + least.paddedLeft(to: 10) + "  "
      + wanted(figure).padded(to: 26) + peer
    return line.trimmingBlanks
  }

  private static func wanted(_ figure: ModelFigure) -> String {
    guard let limit = figure.limit else { return "" }
    let words = figure.name.isAtLeast ? "at least" : "up to"
    let verdict = !figure.name.isGate ? "" : figure.isExceeded ? ", EXCEEDED" : ", kept"
    return "\(words) \(text(limit, figure.name.unit))\(verdict)"
  }

  /// A line for each figure that has to be kept and is not.
  static func complaints(_ figures: [ModelFigure]) -> [String] {
    figures.filter(\.isExceeded).map { figure in
      let measured = "\(figure.name.text), \(figure.kind.text): \(text(figure.value, figure.name.unit))"
      let limit = figure.limit.map { text($0, figure.name.unit) } ?? ""
      return "\(measured), where \(limit) is the \(figure.name.isAtLeast ? "least" : "most")"
    }
  }

  static func json(_ figure: ModelFigure) -> JSONText {
    func member(_ name: String, _ value: JSONText?) -> JSONText.Member? {
      value.map { JSONText.Member(name: name, value: $0) }
    }
    return .object(
      [
        member("figure", .string(figure.name.rawValue)), member("format", .string(figure.kind.rawValue)),
        member("unit", .string(figure.name.unit.rawValue)), member("samples", .integer(figure.samples.count)),
        member("value", .double(figure.value)), member("least", .double(figure.least)),
        member("peer", figure.peer.map(JSONText.string)),
        member("peer_seconds", figure.peer == nil ? nil : .double(figure.leastOfOthers)),
        member("limit", figure.limit.map(JSONText.double)), member("is_gate", .bool(figure.name.isGate)),
        member("is_exceeded", .bool(figure.isExceeded)),
      ].compactMap { $0 })
  }

  private static func text(_ number: Double, _ unit: ModelFigure.Unit) -> String {
    switch unit {
    case .seconds: BenchReport.time(number)
    case .bytes: NumberText.fixed(number / 1e6, digits: 1) + " MB"
    case .times: NumberText.fixed(number, digits: number < 10 ? 2 : 0)
    }
  }
}
