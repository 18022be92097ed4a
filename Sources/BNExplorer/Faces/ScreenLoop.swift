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

  /// How long a person has to look at a scene before the next begins, in the terms of the terminal's wait.
  private var holdUntil: ContinuousClock.Instant?

  init(terminal: any Terminal, engine: Engine, files: any FileAccess, state: ScreenState) {
    self.terminal = terminal
    self.engine = engine
    self.files = files
    self.state = state
    self.state.glyphs = terminal.glyphs
  }

  /// Runs until the person quits or a signal ends the program.
  ///
  /// - Returns: the exit status.
  mutating func run() -> Int32 {
    draw()
    while true {
      let before = holdUntil
      var isStale = false
      for event in terminal.events(within: millisecondsToHold()) {
        log?.note(event)
        switch event {
        case .key(let key): if let status = perform(state.handle(key)) { return status }
        case .mouse(let mouse): if let status = perform(state.handle(mouse)) { return status }
        case .woken: if let status = perform(state.receive(engine.take())) { return status }
        case .resized: break
        // The shell's convention for a program that a signal ended.
        case .terminated(let signal): return 128 + signal
        }
        isStale = true
      }
      if let before, before <= .now, before == holdUntil {
        holdUntil = nil
        if let status = perform([.demo(state.nextScene())]) { return status }
        isStale = true
      }
      scheduleHold()
      if isStale { draw() }
    }
  }

  private mutating func draw() {
    state.resize(to: terminal.size)
    terminal.present(ScreenView.draw(state, size: state.size))
  }

  /// Carries out what a key or the engine asks for; a status ends the loop.
  private mutating func perform(_ actions: [ScreenState.Action]) -> Int32? {
    for action in actions {
      switch action {
      case .submit(let commands): engine.submit(.commands(commands))
      case .setRunning(let on): engine.submit(.setRunning(on))
      case .interrupt: engine.interrupt()
      case .demo(let step): perform(step)
      case .startDemo(let name): startDemo(name)
      case .drawScreen(let path, let size): drawScreen(to: path, size)
      case .useTheme(let name): terminal.use(name)
      case .reportMouse(let isOn): terminal.reportMouse(isOn)
      case .copy(let text): copy(text)
      case .suspend: terminal.suspend()
      case .redraw: terminal.redraw()
      case .quit: return 0
      case .endInterrupted: return 130
      }
    }
    return nil
  }

  private mutating func drawScreen(to path: String, _ size: Size?) {
    do throws(CommandError) {
      try ScreenPicture.write(state, size: size ?? terminal.size, to: path, files)
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

  // MARK: Demos

  mutating func startDemo(_ name: String) {
    do throws(CommandError) {
      guard let lesson = Lesson.named(name) else { return }
      start(try lesson.script())
    } catch {
      state.message = ScreenState.Message(text: error.message, isError: true)
    }
  }

  /// Plays a script from a fresh session.
  mutating func start(_ script: Script) {
    let fresh = Session()
    guard let player = DemoPlayer(script: script, session: fresh) else { return }
    state.play(player)
    perform(.play(restoring: true))
  }

  private mutating func perform(_ step: DemoPlayer.Step) {
    guard let demo = state.demo else {
      // The demo was left or is over: what it was doing stops where it is.
      engine.abandon()
      return
    }
    switch step {
    case .none: break
    case .hurry: engine.hurry()
    case .play(let restoring):
      holdUntil = nil
      engine.abandon()
      if restoring { engine.submit(.replace(demo.snapshot)) }
      engine.submit(.scene(demo.scene.lines, run: demo.run, speed: state.demoSpeed))
    }
  }

  /// When a scene's commands are done, its hold begins.
  private mutating func scheduleHold() {
    guard case .holding(let seconds)? = state.demo?.phase, let seconds else {
      holdUntil = nil
      return
    }
    if holdUntil == nil { holdUntil = .now + .seconds(seconds) }
  }

  private func millisecondsToHold() -> Int? {
    guard let holdUntil else { return nil }
    let left = ContinuousClock.now.duration(to: holdUntil)
    return max(0, Int(left / .milliseconds(1)) + 1)
  }
}
