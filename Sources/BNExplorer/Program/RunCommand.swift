import ArgumentParser
import BNFiles
import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `bnexplorer run SCRIPT... [--keep-going] [--json|--tap|--junit]`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Carry out scripts without a screen.",
    discussion: """
      Each script starts with a fresh session. An assertion that fails is reported, and the script goes on; an error ends \
      all. With --keep-going a refused line that only looks or writes is passed over, one that would have changed the \
      session ends its script, whose other assertions are skipped, and the other scripts have their turn. \
      The first error decides the status. \
      Exit status: 0 all well; 1 an assertion failed, and nothing else; 64 a wrong line; \
      65 data that cannot be read; 66 a file that is not there; 74 a file or a result that could not be written; 130 interrupted.
      """)

  @Argument(help: "Scripts to carry out one after another; - is standard input.", completion: .file(extensions: ["bn"]))
  var scripts: [String]

  @Flag(help: "Go on behind an error, as far as nothing relies on what was refused.")
  var keepGoing = false

  @Flag(help: "Print one JSON object a line for each show and assert.")
  var json = false

  @Flag(help: "Print the Test Anything Protocol, version 14: a test point an assertion, a subtest a script.")
  var tap = false

  @Flag(help: "Print a JUnit report: a case an assertion, a suite a script.")
  var junit = false

  func validate() throws {
    let forms = [(json, "--json"), (tap, "--tap"), (junit, "--junit")].filter(\.0).map(\.1)
    guard forms.count <= 1 else {
      throw ValidationError("\(forms.joined(separator: " and ")) exclude each other; give one of them")
    }
  }

  func run() throws {
    let interrupt = InterruptFlag()
    let environment = SessionEnvironment.filming(files: DiskFiles()) { _, _ in !interrupt.isRaised }
    let form: ScriptSuite.Form = json ? .json : tap ? .tap : junit ? .junit : .lines
    var suite = ScriptSuite(environment: environment, form: form, keepsGoing: keepGoing)
    suite.harness = getenv("HARNESS_VERSION").map { String(cString: $0) }
    let status = suite.run(scripts)
    if status != 0 { throw ExitCode(status) }
  }
}
