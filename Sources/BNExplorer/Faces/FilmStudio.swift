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
    /// What did not hold or was refused, with its place.
    var complaints: [(place: String, text: String)] = []
    /// 0, 1 where an assertion failed, or the status of what was refused.
    var status: Int32 = 0
    /// Why a picture of the screen could not be written.
    var pictureError: CommandError?
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
    /// The least time between two pictures while steps are taken, in seconds.
    var interval = 0.05
    /// Whether it looks like a demo, with captions; else like the screen while a person types the lines.
    var isDemo = true
  }

  let script: Script
  let manner: Manner
  let environment: SessionEnvironment
  let camera: FilmCamera
  var state: ScreenState
  var session: Session
  var isRunning = false
  var watch: ExerciseWatch?
  var nextTask: Exercise?
  var imagined: ImaginedElement?
  /// The list or page that stands over the screen.
  var list: Output?
  var outcome: Outcome

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
    camera = FilmCamera(Film(size: manner.size, title: script.title, theme: manner.theme))
    outcome = Outcome(film: camera.film)
  }

  /// Plays the script to its end; a line that is refused ends it.
  mutating func shoot() -> Outcome {
    if !manner.isDemo {
      typeLines()
    } else if state.start(script, from: session) {
      perform(.play(restoring: true))
      while outcome.status <= 1, goOn() {}
    }
    camera.end()
    outcome.film = camera.film
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
      hold(seconds ?? demo.scene.hold ?? Self.readingTime(of: demo.scene))
      let isLast = demo.index + 1 == demo.scenes.count
      if isLast, !demo.mayTurnPage || demo.page + 1 >= CaptionView.pages(state) { return false }
    }
    perform(state.nextScene())
    return true
  }

  /// How long a line stands before it is carried out, and what came of it, in seconds.
  private static let lineTime = (before: 0.7, behind: 0.8)

  /// Carries the lines out one by one, each seen before; at the end the screen is that of the session.
  private mutating func typeLines() {
    for line in script.lines where outcome.status <= 1 {
      // What was opened was read.
      (state.overlay, state.browser, state.differences) = (nil, nil, nil)
      if case .session = line.command { list = nil }
      state.message = ScreenState.Message(text: ":" + line.text)
      camera.begin(line.text.escapingControls)
      hold(Self.lineTime.before)
      if case .face(.wait(let seconds)) = line.command {
        hold(seconds)
      } else if carryOut(line.command, line: line), line.command.takesAPicture {
        hold(Self.lineTime.behind)
      }
      beginTask()
    }
    state = picture
    hold(Self.lineTime.before + Self.lineTime.behind)
  }

  /// The screen as it is exported: behind the lines of a scene, and without the line that is being typed.
  private var picture: ScreenState {
    var picture = state
    if state.demo != nil {
      picture.demo?.finished()
    } else {
      picture = ScreenState(picturing: session, state.arrangement, browsing: list)
      (picture.glyphs, picture.theme, picture.size) = (state.glyphs, state.theme, state.size)
    }
    return picture
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
    let rest = max(manner.interval, session.viewer.secondsPerStep ?? manner.interval)
    let begun = camera.time
    // The last step belongs to the hold, whatever its sum of tenths has become.
    var due = begun + rest
    while isRunning, due <= end + Self.roundings {
      camera.time = due
      step()
      due += rest
    }
    camera.time = end
    shoot(at: end)
  }

  /// Takes as many steps as a picture's time has room for.
  private mutating func step() {
    let perPicture = session.viewer.secondsPerStep.map { max(1, Int(manner.interval / $0 + Self.roundings)) } ?? 1
    carryOut(.session(.step(perPicture, nil)), line: nil, isRun: true)
  }

  /// More than sums of tenths are off, and less than anybody sees, in seconds.
  static let roundings = 1e-6

  mutating func shoot(at time: Double) {
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
    // What is said is read while the scene does what it says.
    shoot(at: camera.time)
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

  mutating func perform(_ wanted: [ScreenState.Action]) {
    for action in wanted {
      switch action {
      case .imagine(let element):
        imagined = element
        tell([])
      case .submit(let commands): for command in commands where !carryOut(command, line: nil) { break }
      case .drawScreen(let path, let size):
        do throws(CommandError) {
          try ScreenPicture.write(picture, size: size ?? manner.size, to: path, environment.files)
        } catch {
          outcome.pictureError = error
          complain(script.name, error.message, error.exitStatus)
        }
      case .forgetTask: watch = nil
      case .useTheme(let name): state.theme = name
      case .demo, .startDemo, .record, .setRunning, .reportMouse, .copy, .interrupt, .beep, .suspend, .redraw, .quit,
        .takeUpLeft, .forgetLeft,
        .endInterrupted:
        break
      }
    }
  }
}

extension Command {
  /// Whether there is something to look at behind it that the line itself does not say.
  fileprivate var takesAPicture: Bool { if case .face(.drawScreen) = self { false } else { true } }
}
