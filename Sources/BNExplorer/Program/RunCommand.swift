import Platform
import BNFiles
import ArgumentParser

/// `bnexplorer run SCRIPT... [--json]`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Carry out scripts without a screen.",
    discussion: """
      Each script starts with a fresh session. Exit status: 0 all well; 1 an assertion failed; 64 a wrong line; \
      65 data that cannot be read; 66 a file that is not there; 74 a file that could not be written; 130 interrupted.
      """)

  @Argument(help: "Scripts to carry out one after another; - is standard input.", completion: .file(extensions: ["bn"]))
  var scripts: [String]

  @Flag(help: "Print one JSON object a line for each show and assert.")
  var json = false

  func run() throws {
    let interrupt = InterruptFlag()
    let files = DiskFiles()
    var status: Int32 = 0
    for path in scripts {
      let script: Script
      do throws(CommandError) {
        script = try Self.read(path, files)
      } catch {
        // What is wrong in a script names its place already; a script that can't be read has none.
        if error.kind == .usage { Console.note(error.message) } else { Console.error(error.message) }
        throw ExitCode(error.exitStatus)
      }
      let environment = SessionEnvironment(files: files) { _, _ in !interrupt.isRaised }
      var runner = ScriptRunner(environment: environment, json: json)
      let outcome = runner.run(script)
      // An error ends everything; a failed assertion lets the other scripts have their turn.
      if outcome > 1 { throw ExitCode(outcome) }
      status = max(status, outcome)
    }
    if status != 0 { throw ExitCode(status) }
  }

  static func read(_ path: String, _ files: DiskFiles) throws(CommandError) -> Script {
    guard path == "-" else { return try Script.read(path, files) }
    return try Script(text: try Script.text(of: files.readStandardInput(), "standard input"), name: "-")
  }
}
