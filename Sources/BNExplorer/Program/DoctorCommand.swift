import ArgumentParser
import BNCore
import BNFiles
import Platform
import TerminalKit

/// `bnexplorer doctor FILE [--captured FILE] [--activations PATH]... [--axis N] [--strict] [--json|--junit] [--html FILE] ...`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is wrong with the batch norms of a model file, and with which of them it began.",
    discussion: """
      A file alone shows statistics that never moved, are not finite or negative, belong to another layer, or do not fit to \
      the weights in front. With --captured, what bnexplorer capture --python recorded while the model ran, each layer's \
      statistics are held against what came in; with --activations, against its raw input in a file that load reads: PATH, \
      whose arrays are called like layers, PATH:LAYER, or PATH:LAYER:member=NAME. Exit status: 0; 1 an ERROR was found, or with --strict a WARN, or no batch \
      norm; 64 wrong usage; 65 a file that cannot be read; 66 a file that is not there; 74 a file that cannot be written.
      """)

  @Argument(help: "A model file, as layers takes it.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("What was recorded while the model ran.", valueName: "file"), completion: .file())
  var captured: String?

  @Option(
    help: ArgumentHelp("Raw input of a layer, or of several; may be repeated.", valueName: "path[:layer]"),
    completion: .file())
  var activations: [String] = []

  @Option(
    help: ArgumentHelp("The axis of the channels in --activations; found out where it is not given.", valueName: "n"))
  var axis: Int?

  @Flag(help: "Fail on warnings too, and where there is no batch norm.")
  var strict = false

  @Flag(help: "Print one JSON object a finding, then one for the file.")
  var json = false

  @Flag(help: "Print a JUnit report, a case a layer.")
  var junit = false

  @Option(help: ArgumentHelp("Write a page of it all for a browser, too.", valueName: "file"), completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Pass over findings of this code, of one layer or of all; may be repeated.", valueName: "code[:layer]"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("Pass over the findings of this file.", valueName: "file"), completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp("Write the findings to this file, for --baseline.", valueName: "file"), completion: .file())
  var writeBaseline: String?

  @Option(help: ArgumentHelp("The epsilon of layers for which the file says none.", valueName: "number"))
  var epsilon: Double?

  func validate() throws {
    if json, junit { throw ValidationError("--json and --junit exclude each other; give one of them") }
    try EpsilonOption.check(epsilon)
    if axis != nil, activations.isEmpty {
      throw ValidationError("--axis is that of --activations, and there are none; give some, or leave it out")
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
    do throws(ActivationError) {
      let files = DiskFiles()
      examination = try examine(files)
      do throws(FileError) {
        findings = try shown(examination, files)
        if let html {
          let page = DoctorPage(examination, findings, by: ProgramVersion.text)
          try files.write(Array(page.text.utf8), to: html)
        }
        if let writeBaseline { try files.write(Array(Baseline.text(of: findings).utf8), to: writeBaseline) }
      } catch { throw .file(error) }
    } catch {
      Console.error(error.description)
      throw ExitCode(error.exitStatus)
    }
    if examination.layers.isEmpty { Console.error(FoldedText(examination).nothing) }
    report(examination, findings)
    let isBad = findings.contains { $0.finding.severity == .error || (strict && $0.finding.severity == .warning) }
    if isBad || (strict && examination.layers.isEmpty) { throw ExitCode(1) }
  }

  private func examine(_ files: any FileAccess) throws(ActivationError) -> Examination {
    let model: FoundModel
    let recorded: CapturedRun?
    do throws(FileError) {
      model = try FoundModel(path: file, files: files, given: GivenNumbers(epsilon: epsilon))
      recorded = if let captured { try CapturedRun(path: captured, files: files) } else { nil }
    } catch { throw .file(error) }
    var given: Activations?
    // Of a model without batch norms there is something else to say.
    if !activations.isEmpty, !model.batchNorms.isEmpty {
      let requests = activations.map { ActivationRequest($0, files: files) }
      given = try Activations(requests, of: model, axis: axis, files: files)
    }
    do throws(FileError) { return try Examination(path: file, model, recorded, given) } catch { throw .file(error) }
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

  private func report(_ examination: Examination, _ findings: [LayerFinding]) {
    if json {
      for finding in findings { Console.result(DoctorLines.finding(finding).text) }
      Console.result(DoctorLines.summary(examination, findings).text)
    } else if junit {
      Console.result(DoctorLines.junit(examination, findings, strict: strict))
    } else if !examination.layers.isEmpty || !FoldedText(examination).lines.isEmpty {
      Console.result(DoctorText(examination, findings, width: OutputWidth.columns).text)
    }
    for remark in examination.model.file.remarks { Console.note(remark.description(of: file)) }
  }
}
