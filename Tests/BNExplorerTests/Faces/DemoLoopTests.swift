import BNTestSupport
import Testing

@testable import BNExplorer
@testable import TerminalKit

@Suite("A demo in the loop")
@MainActor
struct DemoLoopTests {
  @Test(
    "plays by itself to its last scene, which stays until a key; and the session stays",
    arguments: Lesson.quick.map(\.name))
  func alone(_ name: String) throws {
    let script = try #require(Lesson.named(name)).script()
    let run = try LoopRun(
      Self.stops(in: script) + [
        .shows("Space end"), .press(" "), .shows("the demo is over"), .press(" "), .press(.escape), .shows("left"),
        .press("q"),
      ],
      demo: script, demoSpeed: 1e5)
    #expect(run.status == 0)
    #expect(run.state.demo == nil)
    var session = Session()
    for line in script.checkedLines {
      _ = try line.command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
    }
    #expect(SessionNumbers(run.state.session) == SessionNumbers(session))
  }

  /// What a person does at questions and tasks, which wait for it.
  private static func stops(in script: Script) -> [ScriptedTerminal.Step] {
    Scene.scenes(of: script).flatMap { scene -> [ScriptedTerminal.Step] in
      if let question = scene.question, !scene.reveals {
        return [
          .shows("1-\(question.choices.count) answer"), .press("1"), .hides("1-\(question.choices.count) answer"),
        ]
      }
      return scene.exercise == nil ? [] : [.shows("PgDn solution"), .press(.pageDown), .hides("PgDn solution")]
    }
  }

  @Test("goes on with Space, back with b, and is left with Escape")
  func keys() throws {
    let run = try LoopRun([
      .shows("not fused"), .enter("demo memory"), .shows("A memory of 69 steps  1/12"),
      .shows("momentum              0.9"), .shows("Space next"),
      .press(" "), .shows("2/12"), .press(" "), .shows("step 500"), .shows("moving_mean = [4.9999"),
      .shows("Space next"), .press(" "), .shows("3/12"), .press("b"), .shows("2/12"), .press(" "), .shows("step 500"),
      .press("b"), .shows("1/12"),
      .shows("step 0"), .press("b"), .shows("1/12"), .press(.escape), .shows("left the demo"), .press("s"),
      .shows("step 1 "), .press("q"),
    ])
    #expect(run.status == 0)
  }

  @Test("breaks a scene off without a word when it goes elsewhere", arguments: [Key.escape, "b"])
  func breakOff(_ key: Key) throws {
    let script = try Script(
      text: "say \"one\"\nbatch [[3], [7]]\nwait 900\nsay \"two\"\ntrain 40\nsay \"three\"", name: "slow.bn")
    let run = try LoopRun(
      [
        .press(" "), .shows("1/3"), .shows("Space next"),
        .press(" "),
        .shows("2/3"), .shows("/40"), .press(key), .shows(key == .escape ? "left the demo" : "1/3"), .hides("/40"),
        .press("q"),
      ], demo: script, demoSpeed: 1e-6)
    #expect(run.status == 0)
    for frame in run.terminal.frames { #expect(!frame.text.contains { $0.contains("interrupted") }) }
  }

  @Test("plays a script like no lesson: no waits, waits of nothing, a wrong claim, a line that fails")
  func odd() throws {
    let script = try Script(text: DemoPlayerTests.odd, name: "odd.bn")
    let run = try LoopRun(
      [
        // The scene goes on behind its wrong claim, and a Space before its end would hurry it.
        .shows("assertion failed: step == 4"), .shows("Space next"), .press(" "), .shows("Odder  3/4"),
        .shows("no channel 7"), .shows("4/4"), .shows("step = 9"), .shows("Space end"), .press(" "),
        .shows("the demo is over"), .press("q"),
      ], demo: script, demoSpeed: 100)
    #expect(run.status == 0)
    #expect(run.state.session.step == 9)
  }

  @Test("holds for any time that a speed makes of a wait", arguments: [1e-300, 1e-20, 1e300])
  func speeds(_ speed: Double) throws {
    let script = try Script(text: "say \"one\"\nbatch [[3], [7]]\nwait 3600\nsay \"two\"", name: "speed.bn")
    let run = try LoopRun(
      // A Space before the scene has been carried out would hurry it and not end the hold.
      (speed < 1 ? [.shows("Space next"), .press(" ")] : []) + [.shows("2/2"), .press("q")], demo: script,
      demoSpeed: speed)
    #expect(run.status == 0)
  }

  @Test("stands still while it is paused, in its steps and in its waits, and goes on from there")
  func pause() throws {
    let script = try Script(
      text: "say \"one\"\nbatch [[3], [7]]\ntrain 400\nwait 0.01\nsay \"two\"", name: "paused.bn")
    let run = try LoopRun(
      [
        .shows("/400"), .press("p"), .shows("1/2  paused"), .press(" "), .shows("step 400"), .shows("Space next"),
        // The wait is long over.
        .press("c"), .shows("1/2  paused  0:01"), .press("p"), .shows("2/2"), .press("q"),
      ], demo: script)
    #expect(run.status == 0)
  }

  @Test("plays a file, at the speed that is asked for, and says what is wrong with one")
  func file() throws {
    let run = try LoopRun(
      [
        .shows("not fused"), .enter("demo none.bn"), .shows("none.bn"), .enter("batch [[1], [2]]"),
        .enter("save own.bn"), .shows("saved"), .enter("demo own.bn speed=4"), .shows("own.bn  1/1  x4"), .press("q"),
      ])
    #expect(run.status == 0)
    #expect(run.state.demo?.scene.caption == "A session of bnexplorer. Replay it with: bnexplorer run FILE")
  }

  @Test("waits for an answer, which goes on even where it is paused, and hurries what still computes")
  func question() throws {
    let text = """
      ask "Which?" choices=[one, two] answer=2 hide=y
      batch [[3], [7]]
      train 400
      wait 900
      reveal
      say "the end"
      """
    let script = try Script(text: text, name: "asks.bn")
    let run = try LoopRun(
      [
        .shows("/400"), .press("p"), .shows("paused"), .press("1"), .shows("You said one (1). It is two (2)."),
        .shows("step 400"), .press("b"), .shows("1-2 answer"), .press(" "), .shows("Space next"), .press("2"),
        .shows("Right: two (2)."), .shows("Space next"), .press(" "), .shows("the end"), .press("q"),
      ], demo: script)
    #expect(run.status == 0)
  }

  private static let task = """
    task "To 1." until moving_mean[0] ~ 1 within 0.02
    batch [[3], [7]]
    set momentum 0.99
    solution train 22
    say "the end"
    """

  @Test("stops a run, and a command that takes more steps, where a task is done", arguments: [false, true])
  func task(_ isRun: Bool) throws {
    let script = try Script(text: Self.task, name: "task.bn")
    // The mean is near enough to 1 at a single step of many that pass before a frame.
    let work: [ScriptedTerminal.Step] = isRun ? [.enter("speed max"), .press(" ")] : [.enter("train 5000")]
    let run = try LoopRun(
      [.shows("steps: 0")] + work + [.shows("Done after 22 steps."), .shows("step 22"), .shows("PAUSE"), .press("q")],
      demo: script)
    #expect(run.status == 0)
    #expect(run.state.session.step == 22)
    #expect(run.state.session.log.saved.last?.hasPrefix("solution ") == true)
    for frame in run.terminal.frames { #expect(!frame.text.contains { $0.contains("interrupted") }) }
  }

  @Test("forgets a task that was left: what runs then goes on past it")
  func leftTask() throws {
    let script = try Script(text: Self.task, name: "task.bn")
    let run = try LoopRun(
      [
        .shows("steps: 0"), .press(.escape), .shows("left the demo"), .enter("train 30"), .shows("step 30"),
        .press("q"),
      ], demo: script)
    #expect(run.status == 0)
    #expect(run.state.exercise == nil)
  }

  @Test("without a scene there is nothing to play")
  func nothing() throws {
    let script = try Script(text: "title \"Nothing\"", name: "nothing.bn")
    let run = try LoopRun([.shows("nothing.bn has nothing to play"), .press("q")], demo: script)
    #expect(run.status == 0)
    #expect(run.state.demo == nil)
  }
}
