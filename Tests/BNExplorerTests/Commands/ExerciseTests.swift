import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("A task")
struct ExerciseTests {
  private func exercise(_ line: String) throws -> Exercise {
    let command = try #require(try CommandParser.commands(of: line).first).command
    guard case .session(.task(let exercise)) = command else { throw CommandError("no task") }
    return exercise
  }

  @Test("is a text, a claim and hints, and reads back from its line")
  func reading() throws {
    let line = "task \"Bring it to 5; how?\" until moving_mean[0] ~ 5 within 1% hint \"s steps\" hint \"Space runs\""
    let exercise = try exercise(line)
    #expect(exercise.text == "Bring it to 5; how?" && exercise.goalText == "moving_mean[0] ~ 5 within 1%")
    #expect(exercise.hints == ["s steps", "Space runs"])
    #expect(exercise.goal.tolerance == .relative(0.01))
    #expect(exercise.line == line)
    let bare = try self.exercise("task Take  three steps   until step >= 3 hint press s hint and again")
    #expect(bare.text == "Take  three steps" && bare.goalText == "step >= 3")
    #expect(bare.hints == ["press s", "and again"])
    #expect(try self.exercise(bare.line).line == bare.line)
    #expect(try self.exercise("task \"until\" until step == 1").text == "until")
  }

  @Test(
    "that is wrong is refused where it is wrong",
    arguments: [
      ("task", 5, "expected until"), ("task x", 7, "expected until"), ("task until step == 1", 6, "text is missing"),
      ("task x until", 8, "claim is missing"), ("task x until hint a", 8, "claim is missing"),
      ("task x until stp == 1", 14, "unknown quantity"), ("task x until step ~ 1", 22, "needs a tolerance"),
      ("task x until step == 1 hint", 24, "text is missing"), ("solution", 9, "a line that does"),
      ("solution trian 5", 10, "unknown command"), ("solution train x", 16, "x"),
      ("solution say x", 10, "does something"),
      ("solution solution train", 10, "does something"), ("hint 2", 6, "unexpected"),
    ])
  func wrong(line: String, column: Int, message: String) throws {
    let error = try #require(throws: CommandError.self) { try CommandParser.commands(of: line) }
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.column == column, "\(error.message)")
  }

  private func checked(_ text: String) throws -> [String] {
    try Script(text: text, name: "t").checkedLines.map { line in
      if case .session(.finish) = line.command { "check of line \(line.number)" } else { line.text }
    }
  }

  @Test("is checked behind its solution, or where the next scene begins")
  func checks() throws {
    #expect(
      try checked("task a until step == 2\nset momentum 0.5\nsolution step\nsolution step\nshow y\nsay b")
        == [
          "task a until step == 2", "set momentum 0.5", "solution step", "solution step", "check of line 1", "show y",
          "say b",
        ])
    #expect(
      try checked("task a until step == 2\nstep 2\ntask b until step == 3\nsolution step")
        == [
          "task a until step == 2", "step 2", "check of line 1", "task b until step == 3", "solution step",
          "check of line 3",
        ])
    #expect(try checked("solution step\nsay a") == ["solution step", "say a"], "a solution of nothing is carried out")
  }

  @Test("is kept in a saved session with what did it, or not at all")
  func saved() throws {
    var session = try Session("batch [[3], [7]]; train 3")
    var log = session.log
    log.append(.task(try exercise("task a until step == 5")))
    log.append(steps: 2, .training)
    #expect(log.saved == ["batch [[3.0], [7.0]] shape=2x1", "train 3", "train 2"], "nobody has done it")
    log.append(.ask(Question(text: "b")))
    log.completeTask()
    log.append(steps: 4, .training)
    let lines = [
      "batch [[3.0], [7.0]] shape=2x1", "train 3", "ask \"b\"", "task \"a\" until step == 5", "solution train 2",
      "train 4",
    ]
    #expect(log.saved == lines)
    // A session that is replayed has done the task in the same way.
    session = try Session(log.script)
    #expect(session.step == 5 + 4)
    var again = Session()
    let environment = SessionEnvironment(files: MemoryFiles())
    for line in try Script(text: log.script, name: "s").checkedLines {
      for case .finished(_, let outcome) in try line.command.carryOut(on: &again, in: environment) {
        #expect(outcome.ok)
      }
    }
    #expect(again.log.saved == lines)
  }

  @Test("counts the steps that are taken, not the moves through time, and is done once")
  func watch() throws {
    var session = try Session("batch [[3], [7]]")
    var watch = ExerciseWatch(try exercise("task a until moving_mean[0] > 0.1"))
    for (line, isDone) in [
      ("train", false), ("back", false), ("forward", false), ("set momentum 0.5", false), ("train", true),
    ] {
      let before = session.step
      let command = try #require(try CommandParser.commands(of: line).first).command
      _ = try command.carryOut(on: &session, in: SessionEnvironment(files: MemoryFiles()))
      #expect(watch.look(at: &session, after: command.stepsTaken(from: before, to: session.step)) == isDone)
    }
    #expect(watch.steps == 2 && watch.isDone)
    #expect(watch.look(at: &session, after: 1) == false && watch.steps == 2)
  }

  @Test("whose goal has no value yet is not done")
  func noValue() throws {
    var session = Session()
    var watch = ExerciseWatch(try exercise("task a until y == 0"))
    #expect(watch.look(at: &session, after: 0) == false)
  }
}
