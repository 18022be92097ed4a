import BNTestSupport
import Testing

@testable import TerminalKit
@testable import BNExplorer

@Suite("A demo")
struct DemoPlayerTests {
  /// A script like no lesson: a title between scenes, waits of 0, a claim that fails, a line that can't be done.
  static let odd = """
    title "Odd"
    say "first"
    generate normal shape=6x2 seed=3
    train 3
    wait 0
    say "the claim is wrong"
    assert step == 4
    train 2
    title "Odder"
    say "channel 7 is not there"
    train 4
    channel 7
    train 100
    wait 0
    say "the end"
    show step
    """

  static func scripts() throws -> [Script] {
    try Lesson.quick.map { try $0.script() } + [
      try Script(text: odd, name: "odd.bn"),
      try Script(text: "batch [[3], [7]]\ntrain 5\nassert step == 6", name: "bare.bn"),
    ]
  }

  /// What a scene leaves: the session's numbers and what was shown.
  private struct Scene: Equatable {
    let index: Int?
    let numbers: SessionNumbers
    let shown: [String]?
    let message: ScreenState.Message?

    init(_ stage: Stage) {
      index = stage.state.demo?.index
      numbers = SessionNumbers(stage.session)
      shown = stage.state.demo?.shown
      message = stage.state.message
    }
  }

  private func play(_ script: Script) throws -> (stage: Stage, scenes: [Scene]) {
    var stage = try Stage()
    stage.start(script)
    var scenes = [Scene(stage)]
    while let player = stage.state.demo, player.index + 1 < player.scenes.count {
      goOn(&stage)
      scenes.append(Scene(stage))
    }
    return (stage, scenes)
  }

  /// Goes on to the next scene, where a task is done by its solution.
  private func goOn(_ stage: inout Stage) {
    stage.press(.pageDown)
    if stage.state.isWorking { stage.press(.pageDown) }
  }

  private func goBack(_ stage: inout Stage) {
    stage.press(.pageUp)
    if stage.state.isWorking { stage.press(.pageDown) }
  }

  @Test("goes back to exactly what a scene left when it was played first", arguments: 0..<(Lesson.quick.count + 2))
  func back(_ number: Int) throws {
    let script = try Self.scripts()[number]
    var (stage, scenes) = try play(script)
    let last = scenes.count - 1
    #expect(stage.state.demo?.index == last)
    for index in stride(from: last - 1, through: 0, by: -1) {
      // What a person does by hand meanwhile must leave no trace.
      stage.press("s", "R", "t")
      goBack(&stage)
      #expect(Scene(stage) == scenes[index])
    }
    goBack(&stage)
    #expect(Scene(stage) == scenes[0])
    for index in scenes.indices.dropFirst() {
      goOn(&stage)
      #expect(Scene(stage) == scenes[index])
    }
  }

  @Test("plays a lesson to the numbers that it has without a screen", arguments: Lesson.quick.map(\.name))
  func headless(_ name: String) throws {
    let script = try #require(Lesson.named(name)).script()
    var session = Session()
    let environment = SessionEnvironment(files: MemoryFiles())
    for line in script.checkedLines {
      for output in try line.command.carryOut(on: &session, in: environment) {
        switch output {
        case .assertion(let outcome), .finished(_, let outcome):
          #expect(outcome.ok, "\(line.place): \(outcome.failure)")
        default: break
        }
      }
    }
    let (stage, _) = try play(script)
    #expect(SessionNumbers(stage.session) == SessionNumbers(session))
  }

  @Test("says what failed and goes on")
  func failures() throws {
    let (_, scenes) = try play(try Self.scripts()[Lesson.quick.count])
    #expect(scenes.map(\.numbers.step) == [3, 5, 9, 9])
    #expect(scenes[1].message?.isError == true)
    #expect(scenes[1].message?.text.hasPrefix("assertion failed: step == 4") == true)
    #expect(scenes[2].message?.text.contains("no channel 7") == true)
    #expect(scenes[3].shown == ["step = 9"])
  }

  @Test("is over behind its last scene, where no key but those of the demo does anything")
  func end() throws {
    var (stage, scenes) = try play(try Self.scripts()[0])
    stage.press(" ")
    #expect(stage.state.demo?.phase == .ended)
    #expect(stage.state.message?.text.contains("is over") == true)
    let numbers = SessionNumbers(stage.session)
    #expect(numbers == scenes.last?.numbers)
    stage.actions = []
    // Space, which everybody presses once too often, and every key that types a line about the session.
    let keys = KeyBinding.all.map(\.key).filter { !["?", "q", .tab, "b", "r", "p", "<", ">", "c"].contains($0) }
    for key in keys + [" ", .pageDown, .enter, .left, .right, "+"] {
      stage.press(key)
      #expect(stage.actions == [], "\(key)")
      #expect(stage.state.demo?.phase == .ended, "\(key)")
      #expect(stage.state.message?.text.contains("Esc leaves it") == true, "\(key)")
    }
    stage.press(.escape)
    #expect(stage.state.demo == nil && SessionNumbers(stage.session) == numbers)
    stage.actions = []
    stage.press(" ")
    #expect(stage.actions == [.setRunning(true)], "Space runs again")
  }

  @Test("goes back from its end, and plays its last scene again", arguments: [("b", 2), ("r", 1)] as [(Key, Int)])
  func backFromTheEnd(_ key: Key, _ fromEnd: Int) throws {
    var (stage, scenes) = try play(try #require(Lesson.named("forgotten-line")).script())
    stage.press([" ", key])
    #expect(Scene(stage) == scenes[scenes.count - fromEnd])
    #expect(stage.state.demo?.phase != .ended)
  }

  @Test("plays a scene again from its beginning, whatever was done by hand meanwhile")
  func again() throws {
    var stage = try Stage()
    stage.enter("demo memory")
    stage.press(" ")
    let scene = Scene(stage)
    stage.press("s", "s", "t", "r")
    #expect(Scene(stage) == scene)
    stage.press("r")
    #expect(Scene(stage) == scene)
    stage.press("b", " ")
    #expect(Scene(stage) == scene)
  }

  @Test("is left by Escape, and the session stays")
  func leave() throws {
    var stage = try Stage()
    stage.enter("demo memory")
    stage.press(" ")
    let numbers = SessionNumbers(stage.session)
    stage.press(.escape)
    #expect(stage.state.demo == nil)
    #expect(SessionNumbers(stage.session) == numbers)
    stage.press("b")
    #expect(stage.state.demo == nil)
  }

  private func player(_ text: String, _ manner: DemoManner = DemoManner()) throws -> DemoPlayer {
    let script = try Script(text: text, name: "phases.bn")
    return try #require(DemoPlayer(script: script, at: DemoPlayer.Moment(session: Session()), manner: manner))
  }

  private let now = DemoPlayer.Moment(session: Session())

  @Test("hurries a scene that plays, holds one that is done, and plays the next after it")
  func phases() throws {
    var player = try player("say \"a\"\nwait 6\nsay \"b\"")
    #expect(player.phase == .playing)
    #expect(player.next(from: now) == .hurry)
    player.finished()
    #expect(player.phase == .holding(seconds: 6))
    player.pass(seconds: 1)
    player.finished()
    #expect(player.phase == .holding(seconds: 5), "a scene is done once")
    #expect(player.next(from: now) == .play(restoring: false))
    #expect(player.index == 1)
    #expect(player.next(from: now) == .hurry)
    player.finished()
    #expect(player.phase == .holding(seconds: nil))
    #expect(player.back() == .play(restoring: true))
    #expect(player.index == 0)
    #expect(player.back() == .play(restoring: true), "the first scene begins anew")
    #expect(player.index == 0)
    player.finished()
    #expect(player.next(from: now) == .play(restoring: false))
    #expect(player.again() == .play(restoring: true))
    #expect(player.index == 1 && player.moments.count == 2)
    player.finished()
    #expect(player.next(from: now) == .none)
    #expect(player.phase == .ended)
    #expect(player.next(from: now) == .none)
    #expect(player.back() == .play(restoring: true))
    #expect(player.index == 0)
  }

  @Test("holds as long as written, divided by its pace, and no longer")
  func holds() throws {
    var player = try player("say \"a\"\nwait 6\nsay \"b\"", DemoManner(speed: 3))
    player.pass(seconds: 60)
    player.finished()
    #expect(player.secondsToNews == 2)
    player.pass(seconds: 1)
    #expect(player.secondsToNews == 1 && !player.isHoldOver)
    // From the middle on half as fast: what is left takes twice as long.
    #expect(player.change { $0.speed = 1.5 } == .pace)
    #expect(player.secondsToNews == 2)
    player.pass(seconds: 2)
    #expect(player.isHoldOver)
  }

  @Test("paused holds a scene that waits as long as a person likes, and the scenes behind it")
  func pause() throws {
    var player = try player("say \"a\"\nwait 6\nsay \"b\"\nwait 2\nsay \"c\"")
    player.finished()
    player.pass(seconds: 2)
    #expect(player.togglePause() == .pace)
    #expect(player.secondsToNews == nil)
    player.pass(seconds: 1000)
    #expect(player.phase == .holding(seconds: 4) && !player.isHoldOver)
    #expect(player.next(from: now) == .play(restoring: false))
    #expect(player.pace == 1, "its commands are carried out")
    player.finished()
    player.pass(seconds: 1000)
    #expect(player.phase == .holding(seconds: 2) && !player.isHoldOver)
    #expect(player.togglePause() == .pace)
    #expect(player.secondsToNews == 2)
  }

  @Test("paused while a scene's steps are taken stands still until it goes on, or is hurried")
  func freeze() throws {
    var player = try player("say \"a\"\ntrain 100\nsay \"b\"", DemoManner(speed: 2))
    #expect(player.pace == 2)
    #expect(player.togglePause() == .pace && player.pace == 0)
    #expect(player.togglePause() == .pace && player.pace == 2)
    _ = player.togglePause()
    #expect(player.next(from: now) == .hurry && player.pace == 2)
    player.finished()
    #expect(player.manner.isPaused)
  }

  @Test("goes from pace to pace, and stays at the ends")
  func paces() {
    var manner = DemoManner()
    manner.goFaster()
    #expect(manner.speed == 1.5)
    for _ in 0..<20 { manner.goFaster() }
    #expect(manner.speed == 8)
    for _ in 0..<20 { manner.goSlower() }
    #expect(manner.speed == 0.25)
    // Chosen by --speed.
    manner.speed = 100
    manner.goFaster()
    #expect(manner.speed == 100)
    manner.goSlower()
    #expect(manner.speed == 8)
  }

  @Test("says where it is, how it plays, and how much time has gone where that is asked for")
  func title() throws {
    var player = try player("say \"a\"\nwait 6\nsay \"b\"")
    #expect(player.title == "phases.bn  1/2")
    player.pass(seconds: 61.25)
    _ = player.change { manner in
      manner.showsClock = true
      manner.goFaster()
    }
    #expect(player.title == "phases.bn  1/2  x1.5  1:01")
    #expect(player.secondsToNews == 0.75, "until the clock shows another second")
    _ = player.togglePause()
    player.pass(seconds: 540)
    #expect(player.title == "phases.bn  1/2  paused  x1.5  10:01")
    player.finished()
    _ = player.next(from: now)
    player.finished()
    _ = player.next(from: now)
    #expect(player.title.hasPrefix("phases.bn  2/2  the end  paused"))
  }

  @Test("arranges the panes as its scenes say, also when it goes back, and leaves the person's own")
  func panes() throws {
    var stage = try Stage("batch [[3], [7]]", "train 3")
    stage.enter("hide variance")
    stage.enter("focus output")
    let own = stage.state.arrangement
    stage.files = MemoryFiles([
      "talk.bn": Array("say one\npanes mean\nbatch [[3], [7]]\nsay two\npanes output batch\nsay three\nzoom on".utf8)
    ])
    func shown() -> [Pane] { stage.state.arrangement.panes(in: stage.session) }
    stage.enter("demo talk.bn")
    #expect(shown() == [.mean] && stage.state.focusedPane == .mean)
    #expect(stage.state.message == nil, "what a scene arranges is not talked about")
    stage.press(" ")
    #expect(shown() == [.batch, .output] && stage.state.focusedPane == .output)
    stage.press(" ")
    #expect(stage.state.arrangement.isZoomed)
    stage.press("b")
    #expect(shown() == [.batch, .output] && !stage.state.arrangement.isZoomed)
    stage.press("b")
    #expect(shown() == [.mean])
    #expect(stage.state.ownArrangement == own, "what is remembered for the next start")
    stage.enter("demo talk.bn")
    #expect(stage.state.ownArrangement == own, "also in a demo begun in a demo")
    stage.press(.escape)
    #expect(stage.state.arrangement == own)
  }

  @Test("leaves every key that is not its own to the screen")
  func otherKeys() throws {
    var stage = try Stage()
    stage.enter("demo memory")
    let step = stage.session.step
    stage.press("s")
    #expect(stage.session.step == step + 1)
    stage.type(":b b")
    #expect(stage.state.editor?.text == "b b")
    stage.press(.escape)
    #expect(stage.state.demo != nil, "Escape left the prompt only")
    stage.press("?", " ", .escape)
    #expect(stage.state.demo?.index == 0)
  }
}
