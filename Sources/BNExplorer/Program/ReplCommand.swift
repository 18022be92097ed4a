import TerminalKit
import ArgumentParser

/// `bnexplorer repl`.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "The prompt without the screen; a pipe works too.")

  @Flag(help: "Add lines only, without escape codes, and say what changes: for screen readers.")
  var plain = false

  func run() throws {
    let status = Repl.run(plain: plain)
    if status != 0 { throw ExitCode(status) }
  }
}
