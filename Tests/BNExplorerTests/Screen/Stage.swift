import BNTestSupport

@testable import BNExplorer
@testable import TerminalKit

/// A screen's state with a session behind it, where everything asked for is carried out at once.
///
/// It does what the loop and the engine do together, without a terminal, a thread or a clock.
struct Stage: Sendable {
  var state: ScreenState
  /// The engine's own session.
  var session = Session()
  var isRunning = false
  /// The task that the person is at, as the engine looks at it.
  var watch: ExerciseWatch?
  private var nextTask: Exercise?
  /// What the person wonders about, as the engine keeps it.
  var imagined: ImaginedElement?
  var files = MemoryFiles()
  /// What the keys so far asked for, oldest first.
  var actions: [ScreenState.Action] = []

  init(_ lines: String..., glyphs: GlyphLevel = .braille, layout: LayoutName = .curves) throws {
    state = ScreenState(session: session)
    _ = state.arrangement.apply(.layout(layout), in: session)
    state.glyphs = glyphs
    for line in lines { carryOut(try Self.commands(line)) }
  }

  var hasQuit: Bool { actions.contains(.quit) }

  static func commands(_ line: String) throws -> [Command] {
    try CommandParser.commands(of: line).map(\.command)
  }

  /// Presses keys one after another.
  mutating func press(_ keys: Key...) { press(keys) }

  mutating func press(_ keys: [Key]) {
    for key in keys { perform(state.handle(key)) }
  }

  /// Does something with the mouse.
  mutating func point(_ mouse: MouseEvent) { perform(state.handle(mouse)) }

  /// Types a text, character by character.
  mutating func type(_ text: String) { press(text.map(Key.character)) }

  /// Types a line at the prompt and gives it.
  mutating func enter(_ line: String) {
    type(":" + line)
    press(.enter)
  }

  /// Carries out commands as the engine does: up to the first that fails.
  mutating func carryOut(_ commands: [Command]) {
    for command in commands where !carryOut(command) { break }
    guard nextTask != nil else { return }
    beginTask()
    tell([])
  }

  private mutating func beginTask() {
    guard let exercise = nextTask else { return }
    nextTask = nil
    watch = ExerciseWatch(exercise)
    look(after: 0)
  }

  private mutating func look(after steps: Int) {
    if watch?.look(at: &session, after: steps) == true { isRunning = false }
  }

  private mutating func carryOut(_ command: Command) -> Bool {
    let environment = SessionEnvironment(files: files)
    do throws(CommandError) {
      let before = session.step
      let outputs = try command.carryOut(on: &session, in: environment)
      for output in outputs {
        if case .task(let exercise) = output { nextTask = exercise }
        if case .finished = output { (nextTask, watch) = (nil, nil) }
      }
      look(after: command.stepsTaken(from: before, to: session.step))
      if outputs.contains(.face(.run)) { isRunning = true }
      if outputs.contains(.pause) || outputs.contains(.face(.pause)) { isRunning = false }
      tell(outputs.map(Engine.Event.output))
      return true
    } catch {
      tell([.failure(error)])
      return false
    }
  }

  private mutating func tell(_ events: [Engine.Event]) {
    perform(
      state.receive(
        Engine.Update(
          session: session, isRunning: isRunning, events: events, findings: (try? session.diagnosis()) ?? [],
          preview: session.preview(with: imagined), watch: watch)))
  }

  private mutating func perform(_ wanted: [ScreenState.Action]) {
    for action in wanted {
      actions.append(action)
      switch action {
      case .submit(let commands): carryOut(commands)
      case .setRunning(let on):
        isRunning = on
        tell([])
      case .demo(let step): perform(step)
      case .startDemo(let request):
        if let script = try? request.script(files) { start(script, speed: request.speed) }
      case .drawScreen(let path, let size):
        try? ScreenPicture.write(state, size: size ?? state.size, to: path, files)
      case .forgetTask: forgetTask()
      case .imagine(let element):
        imagined = element
        tell([])
      case .record, .useTheme, .reportMouse, .copy, .interrupt, .beep, .suspend, .redraw, .quit, .endInterrupted,
        .takeUpLeft, .forgetLeft:
        break
      }
    }
  }

  // MARK: Demos

  /// Plays a script from a fresh session.
  mutating func start(_ script: Script, speed: Double? = nil) {
    if state.start(script, from: Session(), speed: speed) { perform(.play(restoring: true)) }
  }

  private mutating func forgetTask() {
    watch = nil
    tell([])
  }

  private mutating func perform(_ step: DemoPlayer.Step) {
    guard let demo = state.demo else { return forgetTask() }
    guard case .play(let restoring) = step else { return }
    if restoring { session = demo.moment.session }
    isRunning = false
    watch = nil
    for command in demo.lines.map(\.command) where !carryOut(command) { break }
    // As the engine has it: a script can be had again.
    session.log.keep()
    beginTask()
    tell([.finished(run: demo.run)])
  }
}

// What scenes are made of: the stage after something was done on it.
extension Stage {
  func pressing(_ keys: Key...) -> Stage { changed { $0.press(keys) } }

  func typing(_ text: String) -> Stage { changed { $0.type(text) } }

  func entering(_ lines: String...) -> Stage { changed { stage in lines.forEach { stage.enter($0) } } }

  /// As when what was said has been read and gone.
  var withoutMessage: Stage { changed { $0.state.message = nil } }

  private func changed(_ change: (inout Stage) -> Void) -> Stage {
    var stage = self
    change(&stage)
    return stage
  }
}
