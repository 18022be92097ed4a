import ArgumentParser

@main
struct BNExplorer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bnexplorer", abstract: "See, teach and debug batch normalization.",
    subcommands: [
      ExploreCommand.self, ReplCommand.self, RunCommand.self, DemoCommand.self, VerifyCommand.self, ReferenceCommand.self,
      TerminalProbe.self,
    ],
    defaultSubcommand: ExploreCommand.self)
}
