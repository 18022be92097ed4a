import ArgumentParser
import BNCore
import BNFiles
import Platform
import TerminalKit

/// `bnexplorer doctor FILE [--captured FILE] [--strict] [--json|--junit] ...`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is wrong with the batch norms of a model file, and with which of them it began.",
    discussion: """
      A file alone shows statistics that never moved, are not finite or negative, belong to another layer, or do not fit to \
      the weights in front. With --captured, what bnexplorer capture --python recorded while the model ran, each layer's \
      statistics are held against what came in. Exit status: 0; 1 an ERROR was found, or with --strict a WARN, or no batch \
      norm; 64 wrong usage; 65 a file that cannot be read; 66 a file that is not there; 74 a file that cannot be written.
      """)

  @Argument(help: "A model file, as layers takes it.")
  var file: String

  @Option(help: ArgumentHelp("What was recorded while the model ran.", valueName: "file"))
  var captured: String?

  @Flag(help: "Fail on warnings too, and where there is no batch norm.")
  var strict = false

  @Flag(help: "Print one JSON object a finding, then one for the file.")
  var json = false

  @Flag(help: "Print a JUnit report, a case a layer.")
  var junit = false

  @Option(
    help: ArgumentHelp(
      "Pass over findings of this code, of one layer or of all; may be repeated.", valueName: "code[:layer]"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("Pass over the findings of this file.", valueName: "file"))
  var baseline: String?

  @Option(help: ArgumentHelp("Write the findings to this file, for --baseline.", valueName: "file"))
  var writeBaseline: String?

  @Option(help: ArgumentHelp("The epsilon of layers for which the file says none.", valueName: "number"))
  var epsilon: Double?

  func validate() throws {
    if json, junit { throw ValidationError("--json and --junit exclude each other; give one of them") }
    if let epsilon, !(epsilon >= 0 && epsilon.isFinite) {
      throw ValidationError("--epsilon needs a number from 0 on, such as 0.001, not \(epsilon)")
    }
    for entry in ignore {
      let code = entry.prefix { $0 != ":" }
      guard Finding.Code(rawValue: String(code)) == nil else { continue }
      let codes = Finding.Code.allCases.map(\.rawValue).joined(separator: " ")
      throw ValidationError("--ignore knows no code \(String(code).quoted(limit: 40)); expected one of \(codes)")
    }
  }

  func run() throws {
    let examination: Examination
    let findings: [LayerFinding]
    do throws(FileError) {
      let files = DiskFiles()
      let model = try FoundModel(path: file, files: files, given: GivenNumbers(epsilon: epsilon))
      let recorded: CapturedRun? = if let captured { try CapturedRun(path: captured, files: files) } else { nil }
      examination = try Examination(path: file, model, recorded)
      findings = try shown(examination, files)
      if let writeBaseline { try files.write(Array(Baseline.text(of: findings).utf8), to: writeBaseline) }
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    if examination.layers.isEmpty { Console.error(Self.nothing(examination)) }
    report(examination, findings)
    let isBad = findings.contains { $0.finding.severity == .error || (strict && $0.finding.severity == .warning) }
    if isBad || (strict && examination.layers.isEmpty) { throw ExitCode(1) }
  }

  /// Those that nobody asked to pass over.
  private func shown(_ examination: Examination, _ files: any FileAccess) throws(FileError) -> [LayerFinding] {
    let known: Baseline? = if let baseline { try Baseline(path: baseline, files: files) } else { nil }
    return examination.findings.filter { finding in
      let code = finding.finding.code.rawValue
      if known?.holds(finding) == true { return false }
      return !ignore.contains { $0 == code || $0 == "\(code):\(finding.layer)" }
    }
  }

  /// What is said of a file without batch norm.
  private static func nothing(_ examination: Examination) -> String {
    let folded = examination.model.layers.count { if case .folded = $0.kind { true } else { false } }
    let path = examination.path.escapingControls
    guard folded > 0 else { return "\(path) has no batch norm; bnexplorer layers says what is in it" }
    return
      "\(path) has no batch norm: \(counted(folded, "layer")) \(folded == 1 ? "was" : "were") folded into scale and shift;"
      + " compare it with the checkpoint that it was made from: bnexplorer diff CHECKPOINT \(path)"
  }

  private func report(_ examination: Examination, _ findings: [LayerFinding]) {
    if json {
      for finding in findings { Console.result(DoctorLines.finding(finding).text) }
      Console.result(DoctorLines.summary(examination, findings).text)
    } else if junit {
      Console.result(DoctorLines.junit(examination, findings, strict: strict))
    } else if !examination.layers.isEmpty {
      Console.result(DoctorText(examination, findings, width: Self.width).text)
    }
    for remark in examination.model.file.remarks { Console.note(remark.description(of: file)) }
  }

  private static var width: Int { Console.outputIsTerminal ? TerminalGeometry.size(of: 1).columns : 80 }
}
