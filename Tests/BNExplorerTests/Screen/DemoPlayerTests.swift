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
    try Lesson.all.map { try $0.script() } + [
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
      stage.press(" ")
      scenes.append(Scene(stage))
    }
    return (stage, scenes)
  }

  @Test("goes back to exactly what a scene left when it was played first", arguments: 0..<5)
  func back(_ number: Int) throws {
    let script = try Self.scripts()[number]
    var (stage, scenes) = try play(script)
    let last = scenes.count - 1
    #expect(stage.state.demo?.index == last)
    for index in stride(from: last - 1, through: 0, by: -1) {
      // What a person does by hand meanwhile must leave no trace.
      stage.press("s", "R", "t")
      stage.press("b")
      #expect(Scene(stage) == scenes[index])
    }
    stage.press("b")
    #expect(Scene(stage) == scenes[0])
    for index in scenes.indices.dropFirst() {
      stage.press(" ")
      #expect(Scene(stage) == scenes[index])
    }
  }

  @Test("plays a lesson to the numbers that it has without a screen", arguments: Lesson.all.map(\.name))
  func headless(_ name: String) throws {
    let script = try #require(Lesson.named(name)).script()
    var session = Session()
    let environment = SessionEnvironment(files: MemoryFiles())
    for line in script.lines {
      for case .assertion(let outcome) in try line.command.carryOut(on: &session, in: environment) {
        #expect(outcome.ok, "\(line.place): \(outcome.failure)")
      }
    }
    let (stage, _) = try play(script)
    #expect(SessionNumbers(stage.session) == SessionNumbers(session))
  }

  @Test("says what failed and goes on")
  func failures() throws {
    let (_, scenes) = try play(try Self.scripts()[3])
    #expect(scenes.map(\.numbers.step) == [3, 5, 9, 9])
    #expect(scenes[1].message?.isError == true)
    #expect(scenes[1].message?.text.hasPrefix("assertion failed: step == 4") == true)
    #expect(scenes[2].message?.text.contains("no channel 7") == true)
    #expect(scenes[3].shown == ["step = 9"])
  }

  @Test("is over behind its last scene, and the session stays")
  func end() throws {
    var (stage, scenes) = try play(try Self.scripts()[0])
    stage.press(" ")
    #expect(stage.state.demo == nil)
    #expect(stage.state.message?.text.contains("is over") == true)
    #expect(SessionNumbers(stage.session) == scenes.last?.numbers)
    stage.actions = []
    stage.press(" ")
    #expect(stage.actions == [.setRunning(true)], "Space runs again")
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

  @Test("hurries a scene that plays, holds one that is done, and plays the next after it")
  func phases() throws {
    let script = try Script(text: "say \"a\"\nwait 6\nsay \"b\"", name: "phases.bn")
    var player = try #require(DemoPlayer(script: script, session: Session()))
    #expect(player.phase == .playing)
    #expect(player.next(from: Session()) == .hurry)
    player.finished(speed: 3)
    #expect(player.phase == .holding(seconds: 2))
    player.finished(speed: 1)
    #expect(player.phase == .holding(seconds: 2), "a scene is done once")
    #expect(player.next(from: Session()) == .play(restoring: false))
    #expect(player.index == 1)
    #expect(player.next(from: Session()) == .hurry)
    player.finished(speed: 1)
    #expect(player.phase == .holding(seconds: nil))
    #expect(player.back() == .play(restoring: true))
    #expect(player.index == 0)
    #expect(player.back() == .play(restoring: true), "the first scene begins anew")
    #expect(player.index == 0)
    player.finished(speed: 1)
    #expect(player.next(from: Session()) == .play(restoring: false))
    player.finished(speed: 1)
    #expect(player.next(from: Session()) == .none)
    #expect(player.phase == .ended)
    #expect(player.next(from: Session()) == .none)
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
