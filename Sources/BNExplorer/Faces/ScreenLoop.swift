import TerminalKit
import BNFiles

/// The loop of the screen: waits for keys and news, changes the state, draws it.
///
/// The only place where the terminal, the engine and the state meet.
@MainActor
struct ScreenLoop {
  let terminal: any Terminal
  let engine: Engine
  let files: any FileAccess
  var state: ScreenState
  /// What is told of everything that happens, if anybody wants to know.
  var log: ActivityLog?
  /// What another program has left unsaved.
  var left: LeftSession?
  /// Where a line goes that was given at the prompt.
  var remember: ([String]) -> Void = { _ in }
  /// How many of them have gone there.
  private var remembered = 0

  /// What films the screen.
  private var recorder: ScreenRecorder?
  /// When a demo was last told that time passes.
  private var lastTick = ContinuousClock.now

  init(terminal: any Terminal, engine: Engine, files: any FileAccess, state: ScreenState) {
    self.terminal = terminal
    self.engine = engine
    self.files = files
    self.state = state
    self.state.glyphs = terminal.glyphs
    remembered = state.history.total
  }

  /// Runs until the person quits or a signal ends the program.
  ///
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    draw()
    while true {
      let events = terminal.events(within: millisecondsToNews())
      var isStale = passTime()
      // What happens now comes first: it may lead elsewhere.
      let isHoldOver = state.demo?.isHoldOver == true
      for event in events {
        log?.note(event)
        switch event {
        case .key(let key):
          let actions = state.handle(key)
          rememberLines()
          if let status = perform(actions) { return status }
        case .mouse(let mouse): if let status = perform(state.handle(mouse)) { return status }
        case .woken: if let status = perform(state.receive(engine.take())) { return status }
        case .resized: break
        // The shell's convention for a program that a signal ended.
        case .terminated(let signal): return 128 + signal
        }
        isStale = true
      }
      if isHoldOver, state.demo?.isHoldOver == true {
        if let status = perform([.demo(state.nextScene())]) { return status }
        isStale = true
      }
      if isStale { draw() }
    }
  }

  /// Keeps the lines that were given since the last time.
  private mutating func rememberLines() {
    let history = state.history
    guard history.total > remembered else { return }
    remember(history.lines(since: remembered))
    remembered = history.total
  }

  private mutating func draw() {
    state.resize(to: terminal.size)
    terminal.present(ScreenView.draw(state, size: state.size))
    recorder?.take(state, at: .now)
    if recorder?.hasRoom == false { record(nil) }
  }

  /// Carries out what a key or the engine asks for; a status ends the loop.
  private mutating func perform(_ actions: [ScreenState.Action]) -> Int32? {
    for action in actions {
      switch action {
      case .submit(let commands): engine.submit(.commands(commands))
      case .setRunning(let on): engine.submit(.setRunning(on))
      case .interrupt: engine.interrupt()
      case .demo(let step): perform(step)
      case .startDemo(let request): startDemo(request)
      case .forgetTask: engine.submit(.forgetTask)
      case .imagine(let element): engine.submit(.imagine(element))
      case .drawScreen(let path, let size): drawScreen(to: path, size)
      case .record(let request): record(request)
      case .useTheme(let name): terminal.use(name)
      case .reportMouse(let isOn): terminal.reportMouse(isOn)
      case .copy(let text): copy(text)
      case .beep: terminal.beep()
      case .takeUpLeft: if let left { engine.submit(.takeUp(left)) }
      case .forgetLeft: left?.remove()
      case .suspend: terminal.suspend()
      case .redraw: terminal.redraw()
      case .quit: return 0
      case .endInterrupted: return 130
      }
    }
    return nil
  }

  private mutating func drawScreen(to path: String, _ size: Size?) {
    var pictured = state
    // That it is filmed is no part of what is seen.
    pictured.isRecording = false
    do throws(CommandError) {
      try ScreenPicture.write(pictured, size: size ?? terminal.size, to: path, files)
      state.message = ScreenState.Message(text: "wrote \(path)")
    } catch {
      state.message = ScreenState.Message(text: error.message, isError: true)
    }
  }

  private mutating func copy(_ text: String) {
    guard terminal.copy(text) else {
      let size = "\(text.utf8.count) bytes are more than the \(Clipboard.limit) that terminals take"
      state.message = ScreenState.Message(text: "\(size); export writes them to a file", isError: true)
      return
    }
    state.message = ScreenState.Message(text: "copied \(text.count) characters, if the terminal allows it")
  }

  // MARK: Films

  /// Begins a film, or ends the present one, which another takes the place of, too.
  private mutating func record(_ request: RecordRequest?) {
    do throws(CommandError) {
      if let note = try finishRecording() {
        state.message = ScreenState.Message(text: note)
      } else if request == nil {
        throw .nothingRecorded
      }
      guard let request else { return }
      recorder = try ScreenRecorder(request, size: terminal.size, theme: state.theme)
      state.isRecording = true
    } catch {
      state.message = ScreenState.Message(text: error.message, isError: true)
    }
  }

  /// Writes the film that is being made.
  ///
  /// - Returns: what there is to say of it; `nil` where there is none.
  mutating func finishRecording() throws(CommandError) -> String? {
    guard var recorder else { return nil }
    self.recorder = nil
    state.isRecording = false
    return try recorder.finish(files, at: .now)
  }

  // MARK: Demos

  mutating func startDemo(_ request: DemoRequest) {
    do throws(CommandError) {
      start(try request.script(files), speed: request.speed)
    } catch {
      state.message = ScreenState.Message(text: error.message, isError: true)
    }
  }

  /// Plays a script from a fresh session, behind scenes that are carried out at once.
  mutating func start(_ script: Script, speed: Double? = nil, skipping: Int = 0) {
    let environment = SessionEnvironment(files: files)
    let isStarted = state.start(script, from: Session(), speed: speed, skipping: skipping) { line, session in
      // What fails here fails in the scene, too, and is said there.
      _ = try? line.command.carryOut(on: &session, in: environment)
    }
    guard isStarted else {
      let text = "\(script.name) has nothing to play: there is no command in it"
      state.message = ScreenState.Message(text: text, isError: true)
      return
    }
    perform(.play(restoring: true))
  }

  private mutating func perform(_ step: DemoPlayer.Step) {
    guard let demo = state.demo else {
      // The demo was left or is over: what it was doing stops where it is.
      engine.abandon()
      engine.submit(.forgetTask)
      return
    }
    switch step {
    case .none: break
    case .hurry: engine.hurry()
    case .pace: engine.setPace(demo.pace)
    case .play(let restoring):
      engine.abandon()
      if restoring { engine.submit(.replace(demo.moment.session)) }
      engine.submit(.scene(demo.lines, run: demo.run, speed: demo.pace))
    }
  }

  /// Lets a demo know of the time that has gone; true where that is to be seen.
  private mutating func passTime() -> Bool {
    let now = ContinuousClock.now
    defer { lastTick = now }
    let before = state.demo?.title
    state.demo?.pass(seconds: (now - lastTick) / .seconds(1))
    return state.demo?.title != before
  }

  /// How long the screen stays as it is, unless something happens.
  private func millisecondsToNews() -> Int? {
    guard let demo = state.demo else { return nil }
    return demo.isHoldOver ? 0 : demo.secondsToNews.map { Int($0 * 1000) + 1 }
  }
}
