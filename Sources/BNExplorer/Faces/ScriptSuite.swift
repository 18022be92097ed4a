import BNFiles
import Platform

/// Scripts carried out one after another, each in a fresh session.
struct ScriptSuite {
  /// What is printed of them.
  enum Form {
    case lines, json, tap, junit
  }

  var environment: SessionEnvironment
  var form = Form.lines
  /// Whether what comes behind an error has its turn, as far as it does not rely on what was refused.
  var keepsGoing = false
  /// The version of Perl's Test::Harness, where that has started the program.
  var harness: String?
  /// What `-` reads.
  var standardInput: () -> [UInt8] = { DiskFiles().readStandardInput() }

  private static let interrupted = CommandError("interrupted", kind: .interrupted).exitStatus

  /// Carries out all scripts, or all up to an error.
  ///
  /// - Returns: the first error's exit status, or 1 where a claim failed.
  func run(_ paths: [String]) -> Int32 {
    let report = report(on: paths.count)
    var (status, firstError): (Int32, Int32?) = (0, nil)
    for path in paths {
      report.begin(path)
      let outcome = run(path, report)
      status = max(status, outcome)
      if outcome > 1 { firstError = firstError ?? outcome }
      if outcome == Self.interrupted || (outcome > 1 && !keepsGoing) {
        report.bailOut()
        return firstError ?? outcome
      }
      report.end(path)
    }
    report.close()
    return firstError ?? status
  }

  private func report(on count: Int) -> any ScriptReport {
    switch form {
    case .lines: LineReport { Console.result($0) }
    case .json: LineReport(tellsRefusals: keepsGoing) { Console.result($0) }
    case .tap: TAPReport(hasSeveralFiles: count > 1, harness: harness) { Console.result($0) }
    case .junit: JUnitReport { Console.result($0) }
    }
  }

  private func run(_ path: String, _ report: any ScriptReport) -> Int32 {
    let text: String
    do throws(CommandError) {
      text = try self.text(at: path)
    } catch {
      Console.error(error.message)
      report.take(
        TestPoint(
          file: path, line: nil, column: nil, text: "can be read", verdict: .refused, message: error.message,
          details: [TestPoint.status(error.exitStatus)]))
      return error.exitStatus
    }
    guard let script = try? Script(text: text, name: path) else {
      return refuse(Script.wrongLines(of: text), path, report)
    }
    var runner = ScriptRunner(environment: environment, json: form == .json)
    runner.keepsGoing = keepsGoing
    runner.print = report.show
    runner.take = { report.take($0.point) }
    return runner.run(script)
  }

  /// Says what is wrong with a script of which nothing is carried out: the first line, or where it goes on all of them.
  private func refuse(_ lines: [Script.WrongLine], _ path: String, _ report: any ScriptReport) -> Int32 {
    for line in keepsGoing ? lines[...] : lines.prefix(1) {
      let point = TestPoint(
        file: path, line: line.number, column: line.column, text: line.text, verdict: .refused,
        message: line.error.message, details: [TestPoint.status(line.error.exitStatus)])
      Console.note("\(point.place): \(line.error.message)")
      report.take(point)
    }
    return lines.first?.error.exitStatus ?? CommandError("").exitStatus
  }

  /// The text of a script.
  private func text(at path: String) throws(CommandError) -> String {
    guard path != "-" else { return try Script.text(of: standardInput(), "standard input") }
    let bytes = try filing { () throws(FileError) in try environment.files.read(path) }
    return try Script.text(of: bytes, path)
  }
}
