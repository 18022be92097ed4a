import TerminalKit
import Platform
import BNFiles
import BNCore

extension ExpressionValue {
  /// The value as text, row by row: numbers with the fewest digits that read back to the same value.
  var text: String { Self.rows(values.map(numberText)[...], shape[...], indent: 1) }

  /// A stored float32 is written as one, so that it does not grow digits that it never had.
  private func numberText(_ value: Double) -> String {
    dtype == Self.countType ? ValueText.text(value) : (NumberType(rawValue: dtype) ?? .float64).text(value)
  }

  private static func rows(_ words: ArraySlice<String>, _ shape: ArraySlice<Int>, indent: Int) -> String {
    guard let extent = shape.first else { return words.first ?? "" }
    guard shape.count > 1, !words.isEmpty else { return "[" + words.joined(separator: ", ") + "]" }
    let size = words.count / extent
    let parts = (0..<extent).map { row in
      let start = words.startIndex + row * size
      return rows(words[start..<start + size], shape.dropFirst(), indent: indent + 1)
    }
    return "[" + parts.joined(separator: ",\n" + String(repeating: " ", count: indent)) + "]"
  }

  /// The numbers as a flat JSON array; a value without dimensions is an array of one.
  var json: JSONText {
    switch dtype {
    case NumberType.float16.rawValue: .halves(values.map { Half($0) })
    case NumberType.float32.rawValue: .floats(values.map { Float($0) })
    case Self.countType: .array(values.map { .integer(Int($0)) })
    default: .doubles(values)
    }
  }
}

extension NumberType {
  /// A number of this type with the digits that it is shown with.
  fileprivate func json(_ value: Double) -> JSONText { self == .float64 ? .double(value) : .float(Float(value)) }
}

/// The JSON lines of `run --json`.
enum JSONLine {
  static func value(_ value: ExpressionValue, line: Int, command: String, step: Int) -> JSONText {
    [
      "line": .integer(line), "command": .string(command), "step": .integer(step),
      "shape": .array(value.shape.map(JSONText.integer)), "dtype": .string(value.dtype), "value": value.json,
    ]
  }

  static func report(_ report: Report, line: Int, command: String) -> [JSONText] {
    let head = [
      JSONText.Member(name: "line", value: .integer(line)), JSONText.Member(name: "command", value: .string(command)),
    ]
    return report.objects.map { .object(head + $0) }
  }

  static func finding(_ finding: Finding, line: Int, command: String, step: Int) -> JSONText {
    let head: [JSONText.Member] = [
      JSONText.Member(name: "line", value: .integer(line)), JSONText.Member(name: "command", value: .string(command)),
      JSONText.Member(name: "step", value: .integer(step)),
    ]
    return .object(head + members(of: finding, for: .session))
  }

  /// A finding's keys and values, the same in a session and of a file.
  static func members(of finding: Finding, for place: FindingText.Place) -> [JSONText.Member] {
    let words = FindingText(for: place).words(for: finding)
    let members = [
      JSONText.Member(name: "code", value: .string(finding.code.rawValue)),
      JSONText.Member(name: "severity", value: .string(finding.severity.rawValue)),
      JSONText.Member(name: "channels", value: .array(finding.channels.map(JSONText.integer))),
      JSONText.Member(name: "measure", value: .string(words.measure)),
      JSONText.Member(name: "figure", value: .double(finding.figure)),
      JSONText.Member(name: "threshold", value: .double(finding.threshold)),
      JSONText.Member(name: "why", value: .string(words.why)),
      JSONText.Member(name: "advice", value: .string(words.advice)),
    ]
    guard let interval = finding.interval else { return members }
    return members + [
      JSONText.Member(name: "interval", value: .array([.double(interval.lowerBound), .double(interval.upperBound)]))
    ]
  }

  static func explanation(_ explanation: Explanation, line: Int, command: String, step: Int) -> JSONText {
    let dtype = explanation.dtype
    return [
      "line": .integer(line), "command": .string(command), "step": .integer(step),
      "formula": .string(explanation.formula.symbols), "numbers": .string(explanation.formula.numbers),
      "result": dtype.json(explanation.result), "dtype": .string(dtype.rawValue),
      "within": .double(explanation.roundingBound),
      "terms": .array(
        explanation.terms.map { term in
          ["name": .string(term.name), "value": term.dtype.json(term.value), "meaning": .string(term.meaning)]
        }),
      "because": .array(explanation.branch.map(JSONText.string)),
      "expect": .array(explanation.outlook.map(JSONText.string)),
    ]
  }

  /// A claim; of one that fails also where it stands, and when it was otherwise.
  static func assertion(_ outcome: AssertionOutcome, _ line: Script.Line) -> JSONText {
    let head: [JSONText.Member] = [
      JSONText.Member(name: "line", value: .integer(line.number)),
      JSONText.Member(name: "command", value: .string(line.text)),
      JSONText.Member(name: "ok", value: .bool(outcome.ok)),
    ]
    guard !outcome.ok else { return .object(head + outcome.numbers) }
    let place = [
      JSONText.Member(name: "file", value: .string(line.file)),
      JSONText.Member(name: "column", value: .integer(line.column)),
    ]
    let message = JSONText.Member(name: "message", value: .string(outcome.failure))
    return .object(head + outcome.numbers + place + outcome.circumstances + [message])
  }

  /// A line that was refused, where the script goes on all the same.
  static func refusal(_ point: TestPoint) -> JSONText {
    .object(
      [
        JSONText.Member(name: "line", value: point.line.map(JSONText.integer) ?? .null),
        JSONText.Member(name: "command", value: .string(point.text)),
        JSONText.Member(name: "file", value: .string(point.file)),
        JSONText.Member(name: "column", value: point.column.map(JSONText.integer) ?? .null),
        JSONText.Member(name: "error", value: .string(point.message ?? "")),
      ] + point.details)
  }
}
