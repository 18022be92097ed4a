import Platform
import BNFiles
import ArgumentParser

/// `bnexplorer demo [NAME]`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Play a lesson.",
    discussion: "On the screen: Space goes on, b goes back a scene, Esc leaves the demo and keeps its session.")

  @Argument(help: "The lesson's name or number.")
  var name: String?

  @Flag(help: "List the lessons.")
  var list = false

  @Flag(help: "Without a screen or pauses: compute and check every number.")
  var headless = false

  @Option(help: "How many times as fast as written it plays.")
  var speed = 1.0

  @OptionGroup var look: ScreenOptions

  func validate() throws {
    guard speed > 0, speed.isFinite else { throw ValidationError("--speed needs a number above 0") }
    if let name, Lesson.named(name) == nil {
      throw ValidationError(unknown("lesson", name, among: Lesson.all.map(\.name)))
    }
  }

  func run() throws {
    guard !list, let name, let lesson = Lesson.named(name) else {
      Console.result(HelpText.lessons)
      return
    }
    let script: Script
    do throws(CommandError) { script = try lesson.script() } catch {
      Console.error(error.message)
      throw ExitCode(error.exitStatus)
    }
    if look.plain, !headless {
      let status = PlainDemo.play(script)
      if status != 0 { throw ExitCode(status) }
      return
    }
    if headless || !Console.outputIsTerminal || !Console.inputIsTerminal {
      let status = play(script, narrated: false)
      if status != 0 { throw ExitCode(status) }
      return
    }
    let request = ScreenFrontEnd.Request(
      demo: script, demoSpeed: speed, options: look.terminalOptions, layout: look.layout)
    try FrontEnd.open(request) { play(script, narrated: true) }
  }

  /// Plays without the screen.
  ///
  /// - Returns: the exit status.
  private func play(_ script: Script, narrated: Bool) -> Int32 {
    let interrupt = InterruptFlag()
    let environment = SessionEnvironment(files: DiskFiles()) { _, _ in !interrupt.isRaised }
    var runner = ScriptRunner(environment: environment, narrated: narrated)
    let status = runner.run(script)
    let name = script.name.hasSuffix(".bn") ? String(script.name.dropLast(3)) : script.name
    if status == 0 { Console.note("\(name): \(runner.assertions) assertions hold") }
    return status
  }
}
