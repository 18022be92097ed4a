import Platform
import TerminalKit
import BNFiles
import ArgumentParser

/// `bnexplorer demo [NAME|FILE]`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Play a lesson, or any script.",
    discussion: """
      On the screen: Space goes on, b goes back a scene, r plays it again, p holds it, < and > change the pace, c shows \
      how much time has gone, Esc leaves the demo and keeps its session.
      """)

  @Argument(help: "The lesson's name or number, or a script's file.", completion: .list(Lesson.all.map(\.name)))
  var name: String?

  @Flag(help: "List the lessons.")
  var list = false

  @Flag(help: "Without a screen or pauses: compute and check every number.")
  var headless = false

  @Option(help: "How many times as fast as written it plays.")
  var speed = 1.0

  @Flag(help: "Hold every scene until a key, whatever it waits for.")
  var paused = false

  @Flag(help: "Show how much time has gone.")
  var clock = false

  @OptionGroup var film: FilmOptions

  @OptionGroup var look: ScreenOptions

  func validate() throws {
    try film.validate(besides: look.plain ? "--plain" : headless ? "--headless" : paused ? "--paused" : nil)
    guard speed > 0, speed.isFinite else { throw ValidationError("--speed needs a number above 0") }
    // A name that is neither a lesson's nor looks like a file's was mistyped, unless there is such a file.
    if let name, Lesson.named(name) == nil, !name.contains(where: { "./".contains($0) }),
      (try? DiskFiles().read(name)) == nil
    {
      throw ValidationError(DemoRequest.unknownLesson(name))
    }
  }

  func run() throws {
    guard !list, let name else {
      Console.result(HelpText.lessons)
      return
    }
    let script = try script(name)
    var manner = DemoManner()
    (manner.speed, manner.isPaused, manner.showsClock) = (speed, paused, clock)
    if let request = film.request {
      try record(script, request)
      return
    }
    if look.plain, !headless {
      var demo = PlainDemo(script, in: Self.environment(), LineReader(canEdit: false), manner: manner)
      let status = demo.play()
      if let note = CourseFile(DiskFiles()).add(demo.done) { Console.note(note) }
      if status != 0 { throw ExitCode(status) }
      return
    }
    if headless || !Console.outputIsTerminal || !Console.inputIsTerminal {
      let status = play(script, narrated: false)
      if status != 0 { throw ExitCode(status) }
      return
    }
    let request = ScreenFrontEnd.Request(
      demo: script, demoManner: manner, options: look.terminalOptions, layout: look.layout)
    try FrontEnd.open(request) { play(script, narrated: true) }
  }

  /// The script that is named: a lesson, or a file.
  private func script(_ name: String) throws -> Script {
    do throws(CommandError) {
      return try DemoRequest(name: name).script(DiskFiles())
    } catch {
      // What is wrong in a script names its place already; a script that can't be read has none.
      if error.kind == .usage { Console.note(error.message) } else { Console.error(error.message) }
      throw ExitCode(error.exitStatus)
    }
  }

  /// Films a script from its beginning to its end; neither the screen nor anybody's time is needed for it.
  private func record(_ script: Script, _ request: RecordRequest) throws {
    var manner = FilmStudio.Manner()
    if let size = request.size { manner.size = size }
    manner.interval = film.interval
    if let theme = look.theme { manner.theme = theme }
    if let glyphs = look.ascii ? .ascii : look.glyphs { manner.glyphs = glyphs }
    (manner.speed, manner.showsClock, manner.layout) = (speed, clock, look.layout)
    let status: Int32
    do throws(CommandError) { status = try Self.film(script, manner, request) } catch {
      Console.error(error.message)
      throw ExitCode(error.exitStatus)
    }
    if status != 0 { throw ExitCode(status) }
  }

  /// - Returns: the exit status of what the script claims and does.
  private static func film(
    _ script: Script, _ manner: FilmStudio.Manner, _ request: RecordRequest
  ) throws(CommandError) -> Int32 {
    try FilmFile.check(request.format)
    var studio = FilmStudio(script, manner: manner, in: environment())
    let outcome = studio.shoot()
    for complaint in outcome.complaints { Console.error(at: complaint.place, complaint.text) }
    guard !outcome.film.isEmpty else {
      throw CommandError("\(script.name) has nothing to play: there is no command in it")
    }
    Console.note(try FilmFile.write(outcome.film, request, DiskFiles()))
    return outcome.status
  }

  static func environment() -> SessionEnvironment {
    let interrupt = InterruptFlag()
    return SessionEnvironment.filming(files: DiskFiles()) { _, _ in !interrupt.isRaised }
  }

  /// Plays without the screen.
  ///
  /// - Returns: the exit status.
  private func play(_ script: Script, narrated: Bool) -> Int32 { Self.play(script, narrated: narrated) }

  static func play(_ script: Script, narrated: Bool) -> Int32 {
    var runner = ScriptRunner(environment: environment(), narrated: narrated)
    let status = runner.run(script)
    let name = script.title
    if status == 0 {
      Console.note("\(name): \(counted(runner.assertions, "assertion")) \(runner.assertions == 1 ? "holds" : "hold")")
    }
    return status
  }
}
