import ArgumentParser

/// `bnexplorer reference`: what docs/commands.md is made of.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print the command reference as Markdown.")

  func run() { Console.result(String(CommandReference.markdown.dropLast())) }
}
