import Platform
import TerminalKit
import BNFiles

/// Opens the screen, runs it, and gives the terminal back.
@MainActor
enum ScreenFrontEnd {
  /// What to show.
  struct Request: Sendable {
    /// Where the session begins.
    var session = Session()
    /// Carried out first.
    var commands: [Command] = []
    var demo: Script?
    /// How many of its scenes are carried out at once, as they were seen before.
    var demoScene = 0
    var demoManner = DemoManner()
    var options = TerminalOptions()
    /// What the screen opens with; `nil` is what it had last.
    var layout: LayoutName?
    /// Whether nothing in particular was asked for, so that a person who is new here may be shown around.
    var isPlainStart = false
  }

  /// Shows the screen until the person quits.
  ///
  /// - Returns: the exit status.
  /// - Throws: `TerminalUnavailable` when there is no terminal to draw on.
  static func run(_ request: Request) throws(TerminalUnavailable) -> Int32 {
    let files = DiskFiles()
    let settingsFile = SettingsFile(files)
    let (settings, note) = settingsFile.load()
    var options = request.options
    options.theme = options.theme ?? settings.theme
    options.reportsMouse = options.reportsMouse ?? settings.mouse
    let terminal = try NcursesTerminal.open(options: options).get()
    defer { terminal.close() }
    let waker = terminal.waker
    let (log, complaint) = ActivityLog.requested()
    let folder = JournalFolder()
    let left = folder.left()
    let journal = Journal(in: folder)
    var session = request.session
    // What the program was started with is there to start it with again.
    session.log.keep()
    let engine = Engine(session: session, files: files, log: log, journal: journal, wake: waker.wake)
    engine.start()
    var state = ScreenState(session: session)
    state.paths = { files.paths(startingWith: $0) }
    state.history = HistoryFile.load(files)
    state.demoManner = request.demoManner
    state.settings = settings
    state.restoreArrangement(from: settings.view)
    if let layout = request.layout { _ = state.arrangement.apply(.layout(layout), in: state.session) }
    if request.isPlainStart, !settings.isTourDone { state.tour = Tour() }
    state.theme = options.theme ?? state.theme
    state.isMouseOn = options.reportsMouse ?? false
    let isReduced = terminal.glyphs == .ascii && options.glyphs == nil
    let fallback = isReduced ? TerminalLocale.explanation(in: options.environment) : nil
    let said = [note, complaint, fallback].compactMap { $0 }
    if !said.isEmpty { state.message = ScreenState.Message(text: said.joined(separator: "; "), staysUntilKey: true) }
    if let left, request.demo == nil { state.offer(left.summary) }
    var loop = ScreenLoop(terminal: terminal, engine: engine, files: files, state: state)
    loop.log = log
    loop.left = left
    loop.remember = HistoryFile.add
    if let demo = request.demo {
      loop.start(demo, skipping: request.demoScene)
    } else {
      engine.submit(.opening(request.commands))
    }
    let status = loop.run()
    engine.stop()
    // Who quits was asked; whoever was ended finds the session again.
    if status == 0 || engine.take().session.log.unsavedWork.isEmpty { journal.remove() }
    do throws(CommandError) {
      if let note = try loop.finishRecording() { Console.note(note) }
    } catch {
      Console.error(error.message)
    }
    loop.state.settings.view = loop.state.ownArrangement.lines(openedWith: request.layout, after: settings.view)
    loop.state.rememberDemo()
    if let note = CourseFile(files).add(loop.state.course) { Console.note(note) }
    // Said when the screen is gone: standard error waits until then.
    if let note = settingsFile.save(loop.state.settings, since: settings) { Console.note(note) }
    return status
  }
}
