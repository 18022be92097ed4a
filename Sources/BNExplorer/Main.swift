import ArgumentParser

@main
struct BNExplorer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bnexplorer", abstract: "See, teach and debug batch normalization.",
    subcommands: [RunCommand.self, VerifyCommand.self])
}
