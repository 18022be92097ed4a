import BNFiles
import Platform

/// The lines of the Test Anything Protocol, version 14.
enum TAPLines {
  /// The first line.
  ///
  /// - Parameter harness: the version of Perl's Test::Harness that reads it, as it says in `HARNESS_VERSION`; `nil` for
  ///   all others. Before 3.48 it fails a test that says 14 even where all of it holds, and reads the same lines as 13.
  /// - Returns: the line with the version that the reader knows.
  static func version(for harness: String? = nil) -> String {
    let numbers = (harness ?? "").split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
    let isOld = numbers.count >= 2 && (numbers[0], numbers[1]) < (3, 48)
    return "TAP version \(isOld ? 13 : 14)"
  }

  /// A test point, and behind one that is bad a block that says how.
  static func point(_ number: Int, _ point: TestPoint) -> [String] {
    let what = "\(number) - \(escaped(point.text)) (\(escaped(point.place)))"
    switch point.verdict {
    case .passed: return ["ok \(what)"]
    case .skipped(let why): return ["ok \(what) # SKIP \(escaped(why))"]
    case .failed, .refused: return ["not ok \(what)"] + diagnostic(of: point)
    }
  }

  /// The test point that stands for a script's own ones.
  static func summary(_ number: Int, file: String, isOK: Bool) -> String {
    "\(isOK ? "ok" : "not ok") \(number) - \(escaped(file))"
  }

  /// Lines that no one judges by.
  static func comments(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "# \(String($0).escapingControls)" }
  }

  /// How many test points there were; where there are none the reason has to be said.
  static func plan(_ count: Int) -> String { count == 0 ? "1..0 # SKIP nothing is asserted" : "1..\(count)" }

  /// Nothing more comes.
  static func bailOut(_ why: String) -> String { "Bail out! \(why.escapingControls)" }

  /// Lines as those of a script among several.
  static func nested(_ lines: [String]) -> [String] { lines.map { "    " + $0 } }

  /// A number sign begins a directive, for some readers even behind the backslash that the protocol has for that, and a
  /// file's name must not make a failure one that was expected: so it is the wide one.
  private static func escaped(_ text: String) -> String {
    text.escapingControls.replacing("\\", with: "\\\\").replacing("#", with: "\u{FF03}")
  }
}

// MARK: YAML

extension TAPLines {
  private static func diagnostic(of point: TestPoint) -> [String] {
    var members: [JSONText.Member] = []
    if let message = point.message { members.append(JSONText.Member(name: "message", value: .string(message))) }
    members.append(
      JSONText.Member(name: "severity", value: .string(point.verdict == .refused ? "error" : "fail")))
    let place = [("line", point.line), ("column", point.column)].compactMap { name, number in
      number.map { JSONText.Member(name: name, value: .integer($0)) }
    }
    let file = JSONText.Member(name: "file", value: .string(point.file))
    members.append(JSONText.Member(name: "at", value: .object([file] + place)))
    return ["  ---"] + (members + point.details.filter { $0.value != .null }).flatMap { yaml($0, indent: "  ") } + [
      "  ..."
    ]
  }

  private static func yaml(_ member: JSONText.Member, indent: String) -> [String] {
    switch member.value {
    case .object(let inner): ["\(indent)\(member.name):"] + inner.flatMap { yaml($0, indent: indent + "  ") }
    case .array(let elements) where !elements.isEmpty:
      ["\(indent)\(member.name):"] + elements.map { "\(indent)  - \(scalar($0))" }
    default: ["\(indent)\(member.name): \(scalar(member.value))"]
    }
  }

  private static func scalar(_ value: JSONText) -> String {
    switch value {
    case .null: "~"
    case .double(let number) where number.isNaN: ".nan"
    case .double(let number) where number.isInfinite: number < 0 ? "-.inf" : ".inf"
    // Without a point YAML 1.1 reads 1e-05 as a word.
    case .double(let number): withPoint(number.description)
    case .string(let text): JSONText.string(text.escapingControls).text
    default: value.text
    }
  }

  private static func withPoint(_ digits: String) -> String {
    digits.contains(".") ? digits : digits.replacing("e", with: ".0e")
  }
}
