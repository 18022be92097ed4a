import ArgumentParser

@main
struct BNExplorer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bnexplorer", abstract: "See, teach and debug batch normalization.",
    version: ProgramVersion.number,
    subcommands: [
      ExploreCommand.self, ReplCommand.self, RunCommand.self, LayersCommand.self, DiffCommand.self, SeriesCommand.self,
      CheckCommand.self,
      DoctorCommand.self, CaptureCommand.self, RecalibrateCommand.self, FoldCommand.self, MomentsCommand.self,
      MergeCommand.self,
      IdentifyCommand.self,
      DemoCommand.self, CourseCommand.self,
      VerifyCommand.self,
      BenchCommand.self, ReferenceCommand.self,
      TerminalProbe.self,
    ],
    defaultSubcommand: ExploreCommand.self)
}
