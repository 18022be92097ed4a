import BNFiles

/// Where a demo is: a value that the keys move and the clock reads.
///
/// Before each scene the session is kept, so that going back is putting it there again.
struct DemoPlayer: Sendable {
  let scenes: [Scene]
  private(set) var index = 0
  private(set) var phase = Phase.playing
  /// Counts the scenes begun, so that news of a scene that was broken off is not taken for the present one's.
  private(set) var run = 0
  /// How things stood before each scene that has begun.
  private(set) var moments: [Moment]
  /// What the scene's commands have shown so far.
  var shown: [String] = []
  var manner: DemoManner
  /// Seconds since the demo began.
  private(set) var elapsed = 0.0
  /// Whether the commands of the present scene stand still.
  private(set) var isFrozen = false
  /// What is carried out at present: the scene's lines, or those behind its task.
  private(set) var lines: [Script.Line]
  /// How the scene's task was done.
  private(set) var outcome: TaskOutcome?
  /// Whether a key comes too late to pause what ran until the task was done.
  private var isSpaceLate = false
  /// Whether the scene's question has been answered, so that it need not hold any longer.
  private(set) var isAnswered = false
  /// The page of the caption, where it is longer than the screen.
  private(set) var page = 0
  /// The script's name, without its ending.
  let name: String
  /// How far the person has come, and how questions and tasks went.
  private(set) var progress: LessonProgress

  enum Phase: Equatable, Sendable {
    /// The scene's commands are being carried out.
    case playing
    /// They are done; the picture holds for so many seconds as written, or until a key when `nil`.
    case holding(seconds: Double?)
    /// The person is at the scene's task.
    case working
    /// The last scene is over; nothing goes on from here until the person leaves.
    case ended
  }

  /// How a task was done.
  enum TaskOutcome: Equatable, Sendable {
    case byHand(steps: Int)
    /// By its solution.
    case shown
    /// By its solution, in which something failed.
    case failed
    /// Not at all: there is no solution.
    case left
  }

  /// What the player wants done.
  enum Step: Equatable, Sendable {
    /// Carry out the present scene, from the kept session if it was gone back to.
    case play(restoring: Bool)
    /// Finish the present scene's commands without their pace.
    case hurry
    /// Carry out the present scene's commands at the present pace.
    case pace
    case none
  }

  /// How things stood before a scene.
  struct Moment: Sendable {
    var session: Session
    var arrangement = Arrangement()
    var question: OpenQuestion?
  }

  /// Begins at the first scene; `nil` for a script without any.
  init?(script: Script, at moment: Moment, manner: DemoManner = DemoManner()) {
    scenes = Scene.scenes(of: script)
    guard !scenes.isEmpty else { return nil }
    moments = [moment]
    lines = scenes[0].lines
    self.manner = manner
    name = script.title
    progress = LessonProgress(scenes: scenes.count)
    progress.reached = 1
  }

  /// Skips scenes, each carried out at once, so that it can be gone back to.
  ///
  /// - Parameters:
  ///   - count: how many; one fewer where the scene behind them says the answer to a question.
  ///   - carryOut: carries out lines on how things stand.
  mutating func skip(_ count: Int, carryOut: ([Script.Line], inout Moment) -> Void) {
    guard scenes.indices.contains(count) else { return }
    let start = scenes[count].reveals ? count - 1 : count
    for scene in scenes.prefix(max(0, start)) {
      var moment = moments[index]
      carryOut(scene.lines + scene.solution + scene.rest, &moment)
      moment.question = scene.question.map(OpenQuestion.init)
      moments.append(moment)
      index += 1
    }
    lines = self.scene.lines
    progress.reached = index + 1
  }

  /// Notes how the person answered the present scene's question.
  mutating func note(answer isRight: Bool?) {
    if let isRight { progress.note(answer: isRight, at: index + 1) }
  }

  var scene: Scene { scenes[index] }

  /// What to go back to before the present scene.
  var moment: Moment { moments[index] }

  /// What was there before the demo.
  var beginning: Moment { moments[0] }

  /// Whether the scenes arrange the screen, which is the person's own again when the demo is left.
  var arranges: Bool {
    scenes.contains { scene in
      scene.lines.contains { if case .face(.screen) = $0.command { true } else { false } }
    }
  }

  private var isLast: Bool { index + 1 == scenes.count }

  /// How fast the present scene's commands are to go; 0 while they stand still.
  var pace: Double { isFrozen ? 0 : manner.speed }

  // MARK: From scene to scene

  /// The person wants the next scene, or the hold is over.
  mutating func next(from moment: Moment) -> Step {
    switch phase {
    case .playing:
      isFrozen = false
      return .hurry
    case .ended: return .none
    case .working:
      outcome = scene.solution.isEmpty ? .left : .shown
      progress.note(task: false, at: index + 1)
      return carryOn(scene.solution + scene.rest)
    case .holding:
      guard !isLast else {
        phase = .ended
        return .none
      }
      index += 1
      progress.reached = max(progress.reached, index + 1)
      moments.append(moment)
      return begin(restoring: false)
    }
  }

  /// Back to the scene before; from the first, to its own beginning.
  mutating func back() -> Step {
    index = max(0, index - 1)
    return again()
  }

  /// Back to the beginning of the present scene.
  mutating func again() -> Step {
    moments.removeLast(moments.count - index - 1)
    return begin(restoring: true)
  }

  private mutating func begin(restoring: Bool) -> Step {
    phase = .playing
    run += 1
    shown = []
    isFrozen = false
    isAnswered = false
    isSpaceLate = false
    outcome = nil
    lines = scene.lines
    page = 0
    return .play(restoring: restoring)
  }

  /// The scene's commands are done.
  mutating func finished() {
    guard phase == .playing else { return }
    isFrozen = false
    if scene.exercise != nil, outcome == nil { phase = .working } else { hold() }
  }

  /// The person has done the scene's task.
  ///
  /// - Parameters:
  ///   - steps: how many they took.
  ///   - isRunning: whether steps were taken on their own, so that a key may be on its way to pause them.
  /// - Returns: what stands behind the task, to be carried out.
  mutating func solved(after steps: Int, whileRunning isRunning: Bool) -> Step {
    guard phase == .working else { return .none }
    outcome = .byHand(steps: steps)
    progress.note(task: true, at: index + 1)
    isSpaceLate = isRunning
    guard !scene.rest.isEmpty else {
      hold()
      return .none
    }
    return carryOn(scene.rest)
  }

  /// Something in the solution failed, or it does not reach its goal.
  mutating func solutionFailed() {
    if outcome == .shown { outcome = .failed }
  }

  /// Carries out what stands behind the task.
  private mutating func carryOn(_ lines: [Script.Line]) -> Step {
    guard !lines.isEmpty else {
      hold()
      return .none
    }
    self.lines = lines
    phase = .playing
    run += 1
    return .play(restoring: false)
  }

  /// Whether a press of Space was meant to pause what ran until the task was done.
  mutating func takesSpaceForPause() -> Bool {
    defer { isSpaceLate = false }
    return isSpaceLate
  }

  /// The scene's question has been answered: the scene behind it, which says what became of that, begins when this one is
  /// done.
  ///
  /// - Returns: `nil` where there is no such scene.
  mutating func answered() -> Step? {
    guard scene.question != nil, !scene.reveals, !isLast, scenes[index + 1].reveals else { return nil }
    isAnswered = true
    isFrozen = false
    return phase == .playing ? .hurry : Step.none
  }

  /// Whether what is left of a caption comes before what is behind it.
  var mayTurnPage: Bool {
    switch phase {
    case .holding, .working: !isAnswered
    case .playing, .ended: false
    }
  }

  /// Shows the next page of a caption that is longer than the screen, for as long as the scene holds.
  mutating func turnPage() {
    page += 1
    if case .holding = phase { hold() }
  }

  /// The last scene stays until a key: what comes behind it is the person's own session, and nobody should be dropped into
  /// that.
  private mutating func hold() { phase = .holding(seconds: isLast ? nil : scene.hold) }

  // MARK: Pace

  /// Holds the present scene, its steps, too, and those after it; or lets them go on.
  mutating func togglePause() -> Step {
    manner.isPaused.toggle()
    isFrozen = manner.isPaused && phase == .playing
    return .pace
  }

  mutating func change(_ change: (inout DemoManner) -> Void) -> Step {
    change(&manner)
    return .pace
  }

  // MARK: Time

  /// Time passes.
  mutating func pass(seconds: Double) {
    elapsed += seconds
    guard !manner.isPaused, case .holding(let left?) = phase else { return }
    phase = .holding(seconds: max(0, left - seconds * manner.speed))
  }

  /// Time passes that is only to be shown: whoever films a demo ends its scenes.
  mutating func passClock(seconds: Double) { elapsed += seconds }

  /// Whether the picture has held as long as it was to.
  var isHoldOver: Bool {
    guard case .holding(let left) = phase else { return false }
    return isAnswered || (left == 0 && !manner.isPaused)
  }

  /// How long nothing changes by itself; `nil` where nothing does before a key.
  var secondsToNews: Double? {
    var seconds: [Double] = []
    // A day is for ever, and still a number that every clock can hold.
    if !manner.isPaused, case .holding(let left?) = phase { seconds.append(min(left / manner.speed, 86_400)) }
    if manner.showsClock { seconds.append(1 - elapsed.truncatingRemainder(dividingBy: 1)) }
    return seconds.min()
  }

  // MARK: In words

  /// Where the demo is, and how it plays.
  var title: String {
    var parts = ["\(scene.title)  \(index + 1)/\(scenes.count)"]
    if phase == .ended { parts.append("the end") }
    if manner.isPaused { parts.append("paused") }
    if manner.speed != 1 { parts.append("x\(ValueText.text(manner.speed))") }
    if manner.showsClock { parts.append(clock) }
    return parts.joined(separator: "  ")
  }

  /// The time that has gone, as minutes and seconds.
  private var clock: String {
    let seconds = Int(min(elapsed, 1e9))
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
