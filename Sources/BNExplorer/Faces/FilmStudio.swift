import Platform
import TerminalKit
import BNFiles

/// Films a script: plays it as a demo, on a screen that is nowhere shown, by a clock that nobody waits for.
///
/// Everything in the film comes of the script alone: of how fast this machine takes a step, on how many threads or with
/// which instructions, nothing is to be seen.
struct FilmStudio {
  /// What became of the script.
  struct Outcome {
    var film: Film
    /// How the session stands behind it.
    var session: Session
    /// What did not hold or was refused, with its place.
    var complaints: [(place: String, text: String)] = []
    /// 0, 1 where an assertion failed, or the status of what was refused.
    var status: Int32 = 0
  }

  /// How a film is made.
  struct Manner {
    var size = ScreenPicture.usualSize
    var theme = Theme.Name.colourBlind
    var glyphs = GlyphLevel.braille
    /// How many times as fast as written.
    var speed = 1.0
    var showsClock = false
    var layout: LayoutName?
  }

  /// The least time between two pictures while steps are taken, in seconds.
  static let interval = 0.05

  private let script: Script
  private let manner: Manner
  private let environment: SessionEnvironment
  private let camera: Camera
  private var state: ScreenState
  private var session: Session
  private var isRunning = false
  private var watch: ExerciseWatch?
  private var nextTask: Exercise?
  private var imagined: ImaginedElement?
  private var outcome: Outcome

  /// Prepares to film a script.
  ///
  /// - Parameters:
  ///   - script: what is played.
  ///   - session: where it begins.
  ///   - arrangement: how the screen is arranged then.
  ///   - manner: how the film is made.
  ///   - environment: the files, and whether to go on with a long command.
  init(
    _ script: Script, from session: Session = Session(), arrangement: Arrangement = Arrangement(),
    manner: Manner = Manner(), in environment: SessionEnvironment
  ) {
    (self.script, self.session, self.manner, self.environment) = (script, session, manner, environment)
    state = ScreenState(session: session)
    state.arrangement = arrangement
    if let layout = manner.layout { _ = state.arrangement.apply(.layout(layout), in: session) }
    state.glyphs = manner.glyphs
    state.theme = manner.theme
    state.size = manner.size
    state.demoManner.speed = manner.speed
    state.demoManner.showsClock = manner.showsClock
    camera = Camera(Film(size: manner.size, title: script.title, theme: manner.theme))
    outcome = Outcome(film: camera.film, session: session)
  }

  /// Plays the script to its end; a line that is refused ends it.
  mutating func shoot() -> Outcome {
    if state.start(script, from: session) {
      perform(.play(restoring: true))
      while outcome.status <= 1, goOn() {}
    }
    camera.end()
    outcome.film = camera.film
    outcome.session = session
    return outcome
  }

  /// Holds the picture as long as somebody looks at it, and goes on to what comes next.
  ///
  /// - Returns: whether there is anything to come.
  private mutating func goOn() -> Bool {
    guard let demo = state.demo else { return false }
    switch demo.phase {
    case .playing, .ended: return false
    case .working: hold(Self.readingTime(of: demo.scene))
    case .holding(let seconds):
      hold(seconds ?? Self.readingTime(of: demo.scene))
      let isLast = demo.index + 1 == demo.scenes.count
      if isLast, !demo.mayTurnPage || demo.page + 1 >= CaptionView.pages(state) { return false }
    }
    perform(state.nextScene())
    return true
  }

  /// How long a scene stands that waits for a key: a second and a half, and three seconds for fifty letters.
  private static func readingTime(of scene: Scene) -> Double {
    let letters = scene.caption.count + (scene.question?.choiceLines.joined().count ?? 0)
    return 1.5 + Double(letters) * 0.06
  }

  /// Lets time pass; what runs takes its steps meanwhile.
  private mutating func hold(_ seconds: Double) {
    let end = camera.time + seconds / manner.speed
    // At full speed as many steps as there are pictures: how many a machine would take is no part of a film.
    let rest = max(Self.interval, session.viewer.secondsPerStep ?? Self.interval)
    var due = camera.time + rest
    while isRunning, due <= end {
      camera.time = due
      step()
      due += rest
    }
    camera.time = end
    shoot(at: end)
  }

  /// Takes as many steps as a picture's time has room for.
  private mutating func step() {
    let perPicture = session.viewer.secondsPerStep.map { max(1, Int(Self.interval / $0)) } ?? 1
    carryOut(.session(.step(perPicture, nil)), line: nil, isRun: true)
  }

  private mutating func shoot(at time: Double) {
    let passed = time - camera.last
    if passed > 0 { state.demo?.passClock(seconds: passed) }
    camera.shoot(state, at: time)
  }

  // MARK: What the screen's loop does

  private mutating func perform(_ step: DemoPlayer.Step) {
    guard let demo = state.demo, case .play(let restoring) = step else { return shoot(at: camera.time) }
    if restoring { session = demo.moment.session }
    isRunning = false
    watch = nil
    // A task's solution and a scene's answer belong to the chapter of their scene.
    if camera.film.chapters.count <= demo.index { camera.begin(Self.chapter(demo)) }
    for line in demo.lines where !carryOut(line.command, line: line) { break }
    beginTask()
    tell([.finished(run: demo.run)])
  }

  /// A scene's place and the beginning of what it says.
  static func chapter(_ demo: DemoPlayer) -> String {
    let caption = demo.scene.caption.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let text = caption.count <= 60 ? caption : String(caption.prefix(57)).trimmingBlanks + "..."
    return "\(demo.index + 1)/\(demo.scenes.count) \(text)".escapingControls
  }

  private mutating func perform(_ wanted: [ScreenState.Action]) {
    for action in wanted {
      switch action {
      case .imagine(let element):
        imagined = element
        tell([])
      case .submit(let commands): for command in commands where !carryOut(command, line: nil) { break }
      case .drawScreen(let path, let size):
        try? ScreenPicture.write(state, size: size ?? manner.size, to: path, environment.files)
      case .forgetTask: watch = nil
      case .useTheme(let name): state.theme = name
      case .demo, .startDemo, .record, .setRunning, .reportMouse, .copy, .interrupt, .suspend, .redraw, .quit,
        .endInterrupted:
        break
      }
    }
  }

  // MARK: What the engine does

  private mutating func beginTask() {
    guard let exercise = nextTask else { return }
    nextTask = nil
    watch = ExerciseWatch(exercise)
    look(after: 0)
  }

  private mutating func look(after steps: Int) {
    if watch?.look(at: &session, after: steps) == true { isRunning = false }
  }

  /// Lets the time pass that a command's steps take.
  private func passTime(of command: Command, since begun: Double, steps: Int) {
    guard let pace = ScenePace.secondsPerStep(of: command) else { return }
    camera.time = max(camera.time, begun + Double(steps) * pace / manner.speed)
  }

  /// Carries out a command at the pace of a demo; false when what follows it should not run.
  @discardableResult
  private mutating func carryOut(_ command: Command, line: Script.Line?, isRun: Bool = false) -> Bool {
    if case .face(.record) = command { return true }
    var said: [Output] = []
    var environment = isRun ? environment : filming(command)
    environment.isRun = isRun
    environment.emit = { said.append($0) }
    let before = session.step
    let begun = camera.time
    do throws(CommandError) {
      let outputs = try command.carryOut(on: &session, in: environment)
      note(outputs, line)
      let steps = command.stepsTaken(from: before, to: session.step)
      if !isRun { passTime(of: command, since: begun, steps: steps) }
      look(after: steps)
      if outputs.contains(.face(.run)) { isRunning = true }
      if outputs.contains(.pause) || outputs.contains(.face(.pause)) { isRunning = false }
      tell(outputs.map(Engine.Event.output))
      return true
    } catch {
      note(said, line)
      look(after: command.stepsTaken(from: before, to: session.step))
      // A task that is done ends the command that did it.
      let isReached = watch?.isDone == true && error.kind == .interrupted
      if !isReached { complain(line?.place(of: error) ?? script.name, error.message, error.exitStatus) }
      tell(said.map(Engine.Event.output) + (isReached ? [] : [.failure(error)]))
      return false
    }
  }

  private mutating func note(_ outputs: [Output], _ line: Script.Line?) {
    for output in outputs {
      switch output {
      case .task(let exercise): nextTask = exercise
      case .finished(_, let result):
        (nextTask, watch) = (nil, nil)
        if !result.ok { complain(line?.place ?? script.name, result.failure, 1) }
      case .assertion(let result):
        if !result.ok { complain(line?.place ?? script.name, result.failure, 1) }
      default: break
      }
    }
  }

  private mutating func complain(_ place: String, _ text: String, _ status: Int32) {
    outcome.complaints.append((place, text))
    outcome.status = max(outcome.status, status)
  }

  /// What a command needs of the world: while it goes on, pictures are taken as they are due.
  private func filming(_ command: Command) -> SessionEnvironment {
    var environment = environment
    let goesOn = environment.shouldContinue
    let watch = watch?.isDone == false ? watch : nil
    let camera = camera
    let first = session.step
    let begun = camera.time
    let pace = ScenePace.secondsPerStep(of: command).map { $0 / manner.speed }
    var filmed = state
    environment.shouldContinue = { step, session in
      let done = step - first
      if let pace { camera.time = begun + Double(done) * pace }
      if pace != nil, camera.time - camera.last >= Self.interval {
        let progress = EngineProgress(done: done, total: command.stepCount)
        let now = session()
        _ = filmed.receive(
          EngineUpdate(
            session: now, isRunning: false, progress: progress, findings: filmed.findings,
            preview: now.preview(), watch: watch))
        camera.shoot(filmed, at: camera.time)
      }
      return goesOn(step, session) && watch?.isReached(by: session()) != true
    }
    return environment
  }

  /// Shows how things stand.
  private mutating func tell(_ events: [Engine.Event]) {
    let update = EngineUpdate(
      session: session, isRunning: isRunning, events: events, findings: (try? session.diagnosis()) ?? [],
      preview: session.preview(with: imagined), watch: watch)
    perform(state.receive(update))
    shoot(at: camera.time)
  }
}

/// What takes the pictures, and the clock that they are taken by.
private final class Camera {
  var film: Film
  /// Seconds from the beginning.
  var time = 0.0
  /// When the last picture was taken.
  private(set) var last = 0.0

  init(_ film: Film) { self.film = film }

  func shoot(_ state: ScreenState, at time: Double) {
    last = time
    film.show(ScreenView.draw(state, size: film.size), at: Self.milliseconds(time))
  }

  func begin(_ chapter: String) { film.begin(chapter, at: Self.milliseconds(time)) }

  func end() { film.end(at: Self.milliseconds(time)) }

  private static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
