import BNFiles

/// What takes down how scripts went, in one of the forms that there are for it.
protocol ScriptReport: AnyObject {
  func begin(_ file: String)
  /// What a line of the script printed.
  func show(_ text: String)
  func take(_ point: TestPoint)
  func end(_ file: String)
  /// The scripts end here, before their time.
  func bailOut()
  func close()
}

/// Lines as they come; of what is asserted the runner has its own.
final class LineReport: ScriptReport {
  private let print: (String) -> Void
  /// Whether lines that are refused are objects, too.
  private let tellsRefusals: Bool

  init(tellsRefusals: Bool = false, print: @escaping (String) -> Void) {
    self.tellsRefusals = tellsRefusals
    self.print = print
  }

  func begin(_ file: String) {}
  func show(_ text: String) { print(text) }

  func take(_ point: TestPoint) {
    guard tellsRefusals, point.verdict == .refused else { return }
    print(JSONLine.refusal(point).text)
  }

  func end(_ file: String) {}
  func bailOut() {}
  func close() {}
}

/// The Test Anything Protocol: each test point as it comes, each of several scripts as a subtest.
final class TAPReport: ScriptReport {
  private let print: (String) -> Void
  private let hasSeveralFiles: Bool
  private var points = 0
  private var files = 0
  private var isOK = true
  private var refusal: TestPoint?

  init(hasSeveralFiles: Bool, harness: String? = nil, print: @escaping (String) -> Void) {
    self.hasSeveralFiles = hasSeveralFiles
    self.print = print
    print(TAPLines.version(for: harness))
  }

  func begin(_ file: String) {
    (points, isOK) = (0, true)
    if hasSeveralFiles { TAPLines.comments("Subtest: \(file)").forEach(print) }
  }

  func show(_ text: String) { tell(TAPLines.comments(text)) }

  func take(_ point: TestPoint) {
    points += 1
    if point.isBad { isOK = false }
    if point.verdict == .refused { refusal = point }
    tell(TAPLines.point(points, point))
  }

  func end(_ file: String) {
    tell([TAPLines.plan(points)])
    guard hasSeveralFiles else { return }
    files += 1
    print(TAPLines.summary(files, file: file, isOK: isOK))
  }

  func bailOut() { print(TAPLines.bailOut(refusal?.sentence ?? "")) }
  func close() { if hasSeveralFiles { print(TAPLines.plan(files)) } }

  private func tell(_ lines: [String]) { (hasSeveralFiles ? TAPLines.nested(lines) : lines).forEach(print) }
}

/// JUnit's XML: a suite a script, printed when all is done.
final class JUnitReport: ScriptReport {
  private let print: (String) -> Void
  private var suites: [JUnitText.Suite] = []

  init(print: @escaping (String) -> Void) { self.print = print }

  func begin(_ file: String) { suites.append(JUnitText.Suite(name: file, file: file, cases: [])) }

  func show(_ text: String) {
    suites[suites.count - 1].output += text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  func take(_ point: TestPoint) { suites[suites.count - 1].cases.append(JUnitText.Case(point)) }
  func end(_ file: String) {}
  func bailOut() { close() }
  func close() { print(JUnitText.text(suites)) }
}
