import Platform
import ArgumentParser

/// `bnexplorer reference`: what docs/commands.md and the tables of docs/semantics.md, docs/models.md and docs/frameworks.md are made of.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print the command reference, or a table of the documentation, as Markdown.")

  @Option(help: "The page of a lesson instead: its name or number.")
  var lesson: String?

  @Argument(
    help: "commands, arguments, implementations, refusals, types, dialects, defaults, traps, frameworks or batches.")
  var part = ReferencePart.commands

  func run() throws {
    guard let lesson else { return Console.result(String(part.markdown.dropLast())) }
    guard let found = Lesson.named(lesson) else { throw ValidationError(DemoRequest.unknownLesson(lesson)) }
    do throws(CommandError) {
      Console.result(String(try LessonPage.markdown(of: found).dropLast()))
    } catch {
      Console.error(error.message)
      throw ExitCode(error.exitStatus)
    }
  }
}

/// A page or a table that the program makes.
enum ReferencePart: String, CaseIterable, ExpressibleByArgument {
  case commands, arguments, implementations, refusals, types, dialects, defaults, traps, frameworks, batches

  var markdown: String {
    switch self {
    case .commands: CommandReference.markdown
    case .arguments: ArgumentTable.markdown
    case .implementations: FusedTable.markdown
    case .refusals: RefusalTable.markdown
    case .types: TypeTable.markdown
    case .dialects: DialectTable.markdown
    case .defaults: DefaultsTable.markdown
    case .traps: TrapTable.markdown
    case .frameworks: FrameworkTables.arguments
    case .batches: FrameworkTables.batches
    }
  }
}
