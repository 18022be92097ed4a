import ArgumentParser

/// `bnexplorer repl`.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "The prompt without the screen; a pipe works too.")

  func run() throws {
    let status = Repl.run()
    if status != 0 { throw ExitCode(status) }
  }
}
