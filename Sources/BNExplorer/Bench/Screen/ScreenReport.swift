import TerminalKit
import BNFiles

/// The figures of the screen for a person and for scripts, and what is wrong with them.
enum ScreenReport {
  /// A table: what, where, measured, what it should be.
  static func table(_ figures: [ScreenFigure]) -> String {
    let heading =
      "figure".padded(to: 28) + "size".padded(to: 8) + "steps/s".padded(to: 9) + "median".paddedLeft(to: 11)
      + "95 %".paddedLeft(to: 11) + "largest".paddedLeft(to: 11) + "  realistic"
    return ([heading] + figures.map(line)).joined(separator: "\n")
  }

  private static func line(_ figure: ScreenFigure) -> String {
    let numbers = [figure.median, figure.p95, figure.largest]
    let shown = figure.samples.count == 1 ? [numbers[0]] : numbers
    let columns = shown.map { text($0, figure.name.unit).paddedLeft(to: 11) }.joined().padded(to: 33)
    let verdict = !figure.name.isCount ? "" : figure.isExceeded ? ", EXCEEDED" : ", kept"
    return figure.name.text.padded(to: 28) + "\(figure.size.columns)x\(figure.size.rows)".padded(to: 8)
      + (figure.speed ?? "").padded(to: 9) + columns + "  " + limit(figure) + verdict
  }

  private static func limit(_ figure: ScreenFigure) -> String {
    let limit = figure.limit
    let last = limit.p95.map { ", \(text($0, figure.name.unit))" } ?? rare(figure)
    return (limit.median == 0 ? "" : "up to ") + text(limit.median, figure.name.unit) + last
  }

  /// What should hold of nearly all samples and of every one, beside what does.
  private static func rare(_ figure: ScreenFigure) -> String {
    guard let rare = figure.limit.rare else { return "" }
    let unit = figure.name.unit
    return "; 99 % in \(text(figure.p99, unit)), up to \(text(rare.p99, unit)); all up to \(text(rare.largest, unit))"
  }

  /// A line for each count that is beyond what it may be.
  static func complaints(_ figures: [ScreenFigure]) -> [String] {
    figures.filter(\.isExceeded).map { figure in
      let unit = figure.name.unit
      let measured = "\(figure.name.text) at \(figure.size.columns)x\(figure.size.rows): \(text(figure.judged, unit))"
      return "\(measured), where \(text(figure.limit.median, unit)) is the most"
    }
  }

  static func json(_ figure: ScreenFigure) -> JSONText {
    func member(_ name: String, _ value: JSONText?) -> JSONText.Member? {
      value.map { JSONText.Member(name: name, value: $0) }
    }
    return .object(
      [
        member("figure", .string(figure.name.rawValue)), member("unit", .string(figure.name.unit.rawValue)),
        member("columns", .integer(figure.size.columns)), member("rows", .integer(figure.size.rows)),
        member("steps_per_second", figure.speed.map(JSONText.string)),
        member("samples", .integer(figure.samples.count)),
        member("median", .double(figure.median)), member("p95", .double(figure.p95)),
        member("largest", .double(figure.largest)), member("limit", .double(figure.limit.median)),
        member("limit_p95", figure.limit.p95.map(JSONText.double)),
        member("p99", figure.limit.rare.map { _ in .double(figure.p99) }),
        member("limit_p99", figure.limit.rare.map { .double($0.p99) }),
        member("limit_largest", figure.limit.rare.map { .double($0.largest) }),
        member("is_gate", .bool(figure.name.isCount)),
        member("is_exceeded", .bool(figure.isExceeded)),
      ].compactMap { $0 })
  }

  private static func text(_ number: Double, _ unit: ScreenFigure.Unit) -> String {
    switch unit {
    case .seconds: BenchReport.time(number)
    case .bytes where number >= 1e6: NumberText.fixed(number / 1e6, digits: 1) + " MB"
    case .bytes, .count: BenchReport.rate(number)
    }
  }
}
