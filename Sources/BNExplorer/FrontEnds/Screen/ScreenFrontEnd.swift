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
    var demoSpeed = 1.0
    var options = TerminalOptions()
  }

  /// Shows the screen until the person quits.
  ///
  /// - Returns: the exit status.
  /// - Throws: `TerminalUnavailable` when there is no terminal to draw on.
  static func run(_ request: Request) throws(TerminalUnavailable) -> Int32 {
    let terminal = try NcursesTerminal.open(options: request.options).get()
    defer { terminal.close() }
    let files = DiskFiles()
    let waker = terminal.waker
    let engine = Engine(session: request.session, files: files, wake: waker.wake)
    engine.start()
    defer { engine.stop() }
    var state = ScreenState(session: request.session)
    state.history = HistoryFile.load(files)
    state.demoSpeed = request.demoSpeed
    var loop = ScreenLoop(terminal: terminal, engine: engine, files: files, state: state)
    if let demo = request.demo {
      loop.start(demo)
    } else {
      engine.submit(.commands(request.commands))
    }
    let status = loop.run()
    HistoryFile.save(loop.state.history, files)
    return status
  }
}
