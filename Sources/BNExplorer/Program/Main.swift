import Platform
import ArgumentParser
import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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

  static func main() {
    StandardStreams.prepare()
    if let asked = getenv(InstructionSet.variable), let refusal = InstructionSet.refusal(of: String(cString: asked)) {
      Console.error(refusal)
      exit(withError: ExitCode(64))
    }
    do {
      var command = try parseAsRoot()
      try command.run()
      Console.finish()
    } catch {
      end(with: error)
    }
  }

  /// Ends the program; help and the version are results like all others, and what says nothing is an exit status alone.
  private static func end(with error: any Error) -> Never {
    let text = fullMessage(for: error)
    guard text.isEmpty || exitCode(for: error).isSuccess else { exit(withError: error) }
    if !text.isEmpty { Console.result(text) }
    Console.finish()
    exit(withError: text.isEmpty ? error : nil)
  }
}
