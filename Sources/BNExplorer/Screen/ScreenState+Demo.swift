import TerminalKit
import BNFiles

// What keys and the clock do in a demo.
extension ScreenState {
  /// How things stand now, to be gone back to.
  private var moment: DemoPlayer.Moment {
    DemoPlayer.Moment(session: session, arrangement: arrangement, question: question)
  }

  /// The arrangement that is the person's own: a demo's goes with it.
  var ownArrangement: Arrangement {
    guard let demo, demo.arranges else { return arrangement }
    return demo.beginning.arrangement
  }

  /// Begins a demo in place of the session, and of another demo.
  ///
  /// - Parameters:
  ///   - script: what is played.
  ///   - session: where it begins.
  ///   - speed: how many times as fast as written; as before where it is `nil`.
  ///   - skipping: how many scenes are carried out at once.
  ///   - carryOut: carries out a line of these on a session.
  /// - Returns: false for a script that has nothing to play.
  mutating func start(
    _ script: Script, from session: Session, speed: Double? = nil, skipping: Int = 0,
    carryOut: (Script.Line, inout Session) -> Void = { _, _ in }
  ) -> Bool {
    rememberDemo()
    arrangement = ownArrangement
    var manner = demo?.manner ?? demoManner
    if let speed { manner.speed = speed }
    let beginning = DemoPlayer.Moment(session: session, arrangement: arrangement)
    guard var player = DemoPlayer(script: script, at: beginning, manner: manner) else { return false }
    player.skip(skipping) { lines, moment in
      for line in lines {
        if case .face(.screen(let request)) = line.command {
          _ = moment.arrangement.apply(request, in: moment.session)
        } else {
          carryOut(line, &moment.session)
        }
      }
    }
    play(player)
    return true
  }

  /// Keeps how far the learner came, where what plays is a lesson.
  mutating func rememberDemo() {
    guard let demo, Lesson.all.contains(where: { $0.name == demo.name }) else { return }
    course.take(demo.progress, of: demo.name)
  }

  /// Lets a demo go on from the session that it has kept, which takes the place of the present one.
  private mutating func play(_ player: DemoPlayer) {
    demo = player
    browser = nil
    differences = nil
    if player.arranges { arrangement = player.moment.arrangement }
    arrangementLog.goOn(with: player.moment.session)
    question = player.moment.question
    askWhatSceneAsks()
  }

  /// Puts the present scene's question, or says what became of it; with another scene the one before goes.
  private mutating func askWhatSceneAsks() {
    guard let scene = demo?.scene else { return }
    hintsGiven = 0
    if !scene.reveals || question?.question != scene.question { question = scene.question.map(OpenQuestion.init) }
    if scene.reveals { question?.reveal() }
  }

  /// The scene before the present one, or its beginning.
  mutating func previousScene() -> DemoPlayer.Step { restart { $0.back() } }

  /// The present scene from its beginning.
  mutating func sceneAgain() -> DemoPlayer.Step { restart { $0.again() } }

  private mutating func restart(_ move: (inout DemoPlayer) -> DemoPlayer.Step) -> DemoPlayer.Step {
    guard var player = demo else { return .none }
    let step = move(&player)
    message = nil
    play(player)
    return step
  }

  /// Goes on to what comes next in the demo: the rest of a caption, or another scene.
  mutating func nextScene() -> DemoPlayer.Step {
    guard var player = demo else { return .none }
    if player.mayTurnPage, player.page + 1 < CaptionView.pages(self) {
      player.turnPage()
      demo = player
      return .none
    }
    let step = player.next(from: moment)
    let isNext = player.index != demo?.index
    demo = player
    if isNext {
      // What was said of the scene before is no news of this one.
      message = nil
      browser = nil
      differences = nil
      askWhatSceneAsks()
    }
    if player.phase == .ended { sayThatDemoIsOver() }
    return step
  }

  /// Goes on as Space does, unless it was pressed to pause what ran until a task was done.
  mutating func goOn() -> DemoPlayer.Step {
    guard demo?.takesSpaceForPause() == true else { return nextScene() }
    message = Message(text: "the task is done; Space goes on")
    return .none
  }

  /// Nothing but leaving and going back is left to do: no key that was meant for a scene should train the session.
  mutating func sayThatDemoIsOver() {
    message = Message(text: "the demo is over; Esc leaves it, and its session is yours")
  }

  mutating func leaveDemo() -> DemoPlayer.Step {
    rememberDemo()
    arrangement = ownArrangement
    demo = nil
    question = nil
    message = Message(text: "left the demo; the session is yours")
    return .none
  }

  mutating func pauseDemo() -> DemoPlayer.Step { demo?.togglePause() ?? .none }

  /// Changes how the demo plays.
  mutating func changeDemo(_ change: (inout DemoManner) -> Void) -> DemoPlayer.Step { demo?.change(change) ?? .none }
}
