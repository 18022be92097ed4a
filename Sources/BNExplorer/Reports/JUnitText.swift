import Platform

/// JUnit's XML, by the schema of Jenkins: suites of cases.
enum JUnitText {
  /// A case, and what was wrong with it.
  struct Case {
    /// What it belongs to: a file.
    let group: String
    let name: String
    var outcomes: [Outcome] = []
  }

  /// What is wrong with a case, or why nobody looked.
  struct Outcome {
    enum Kind: String {
      case failure, error, skipped
    }

    let kind: Kind
    var type: String?
    let message: String
    var text = ""
  }

  struct Suite {
    let name: String
    var file: String?
    var cases: [Case]
    /// What was printed, line by line.
    var output: [String] = []
  }

  /// A report of one suite.
  static func text(_ suite: Suite) -> String { ([declaration] + lines(suite)).joined(separator: "\n") }

  /// A report of several.
  static func text(_ suites: [Suite]) -> String {
    ([declaration, "<testsuites>"] + suites.flatMap(lines) + ["</testsuites>"]).joined(separator: "\n")
  }

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

  private static func lines(_ suite: Suite) -> [String] {
    func count(_ kind: Outcome.Kind) -> Int { suite.cases.count { $0.outcomes.contains { $0.kind == kind } } }
    var numbers = "tests=\"\(suite.cases.count)\" failures=\"\(count(.failure))\" errors=\"\(count(.error))\""
    if count(.skipped) > 0 { numbers += " skipped=\"\(count(.skipped))\"" }
    let file = suite.file.map { " file=\"\($0.escapedForXML)\"" } ?? ""
    let output =
      suite.output.isEmpty
      ? [] : ["  <system-out>\(suite.output.map(\.escapedForXML).joined(separator: "\n"))</system-out>"]
    return ["<testsuite name=\"\(suite.name.escapedForXML)\"\(file) \(numbers)>"] + suite.cases.flatMap(lines) + output
      + ["</testsuite>"]
  }

  private static func lines(_ testCase: Case) -> [String] {
    let start = "  <testcase classname=\"\(testCase.group.escapedForXML)\" name=\"\(testCase.name.escapedForXML)\""
    guard !testCase.outcomes.isEmpty else { return [start + "/>"] }
    return [start + ">"] + testCase.outcomes.map(line) + ["  </testcase>"]
  }

  private static func line(_ outcome: Outcome) -> String {
    let type = outcome.type.map { " type=\"\($0.escapedForXML)\"" } ?? ""
    let head = "    <\(outcome.kind.rawValue)\(type) message=\"\(outcome.message.escapedForXML)\""
    return outcome.text.isEmpty ? head + "/>" : head + ">\(outcome.text.escapedForXML)</\(outcome.kind.rawValue)>"
  }
}

extension JUnitText.Case {
  /// A script's claim.
  init(_ point: TestPoint) {
    group = point.file
    name = point.line.map { "\(point.text) (\($0):\(point.column ?? 1))" } ?? point.text
    let message = point.message ?? ""
    switch point.verdict {
    case .passed: break
    case .failed:
      outcomes = [
        JUnitText.Outcome(kind: .failure, type: "assertion", message: message, text: point.sentence)
      ]
    case .refused:
      outcomes = [
        JUnitText.Outcome(kind: .error, type: "refused", message: message, text: point.sentence)
      ]
    case .skipped(let why): outcomes = [JUnitText.Outcome(kind: .skipped, message: why)]
    }
  }
}
