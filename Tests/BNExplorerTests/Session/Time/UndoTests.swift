import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("Taking back")
struct UndoTests {
  static let source = "generate normal mean=3 shape=8x2 seed=4"

  /// All of a session that a person can come upon, to the bit; `nil` parts are of no account.
  private func everything(_ session: Session) -> [String] {
    session.fingerprint.filter { !$0.hasPrefix("history") } + ["charts \(session.history.last?.step ?? 0)"]
      + ["together \(session.branches.together)", "origin \(String(describing: session.timeline.origin))"]
  }

  /// Lines as replays have them, and those that only branches and views have.
  private func line(_ source: inout RandomCommands) -> String {
    source.chance(4)
      ? source.pick([
        "fork", "switch next", "together", "together on", "channel 1", "channel next", "speed faster", "speed 7",
        "back 3 at_most", "forward 4 at_most", "step; step",
      ]) : ReplayTests.line(&source)
  }

  // The truth is a copy of the session, kept whole before each command.
  @Test("gives every session back that there was, to the bit, and doing again those behind them", arguments: 1...40)
  func property(seed: UInt64) throws {
    var source = RandomCommands(seed: seed)
    var session = Session()
    var states = [everything(session)]
    var endsInMove = false
    while states.count < 40 {
      for located in try CommandParser.commands(of: line(&source)) {
        let isTaken =
          (try? located.command.carryOut(on: &session, in: SessionEnvironment(files: ReplayTests.files))) != nil
        guard isTaken || everything(session) != states[states.count - 1] else { continue }
        // Moves in a row are one.
        let isMove = located.command.isMove
        if isMove, endsInMove { states.removeLast() }
        states.append(everything(session))
        endsInMove = isMove
      }
    }
    // Of the commands that begin another timeline only so many are kept.
    let count = session.undo.done.count
    try #require(count > 10)
    for back in 1...count {
      try session.run("undo", ReplayTests.files)
      #expect(everything(session) == states[states.count - 1 - back], "\(back) back")
    }
    #expect(try refusal(of: "undo", in: session).message == "there is nothing to take back")
    for forward in 1...count {
      try session.run("redo", ReplayTests.files)
      #expect(everything(session) == states[states.count - 1 - count + forward], "\(forward) again")
    }
    #expect(try refusal(of: "redo", in: session).message == "there is nothing to do again; redo follows an undo")
  }

  @Test("leaves no line, and save writes what leads there")
  func log() throws {
    var session = try Session(
      "\(Self.source); set momentum 0.5; step 3; step 2; set momentum 0.9; step; undo; undo; undo")
    #expect(session.log.lines.suffix(2) == ["set momentum 0.5", "step 3"])
    #expect(try Session(session.log.script).replayed == session.replayed)
    try session.run("redo; step")
    #expect(session.log.lines.suffix(2) == ["set momentum 0.5", "step 6"])
    #expect(throws: CommandError.self) { try session.run("redo") }
  }

  @Test("says what it takes back")
  func notes() throws {
    var session = try Session(
      "\(Self.source); step 3; step 2; set momentum 0.5; back 2; step; channel 1; speed 3; fork a")
    var notes: [String] = []
    for _ in 0..<8 { notes += try session.run("undo").notes }
    #expect(
      notes == [
        "took back fork a", "took back the speed", "took back the choice of channels", "took back step 1",
        "took back goto 3", "took back set momentum 0.5", "took back step 2", "took back step 3",
      ])
    #expect(try session.run("redo").notes == ["done again; step 3 of 3"])
  }

  @Test("takes a run back as one, and the next run for itself")
  func run() throws {
    var session = try Session("\(Self.source); step 3")
    var environment = SessionEnvironment(files: MemoryFiles())
    environment.isRun = true
    for _ in 0..<7 { _ = try session.apply(.step(1, nil), in: environment) }
    session.undo.endRun()
    for _ in 0..<5 { _ = try session.apply(.step(1, nil), in: environment) }
    #expect(session.step == 15)
    try session.run("undo")
    #expect(session.step == 10)
    try session.run("undo")
    #expect(session.step == 3)
    try session.run("redo; redo")
    #expect(session.present == (try Session("\(Self.source); step 15")).present)
  }

  @Test("takes moves in a row back as one, so that a key that is held throws nothing else out")
  func moves() throws {
    var session = try Session("\(Self.source); set momentum 0.5; step 300")
    let before = everything(session)
    for _ in 0..<150 { try session.run("back") }
    try session.run("forward 20; goto 7; back 9 at_most; forward 3")
    let after = everything(session)
    #expect(session.log.lines.suffix(2) == ["step 300", "goto 3"])
    #expect(try session.run("undo").notes == ["took back goto 3"])
    #expect(everything(session) == before && session.log.lines.last == "step 300")
    try session.run("redo")
    #expect(everything(session) == after && session.log.lines.suffix(2) == ["step 300", "goto 3"])
    #expect(try Session(session.log.script).replayed == session.replayed)
    try session.run("undo; undo; undo")
    #expect(session.step == 0 && session.configuration.options.momentum == 0.99)
  }

  @Test("takes moves back for themselves where something came between them, or was taken back")
  func movesApart() throws {
    var session = try Session("\(Self.source); step 9; back 2; channel 1; back 1")
    try session.run("undo")
    #expect(session.step == 7 && session.viewer.channels == [1])
    try session.run("undo; back 3; back 1")
    #expect(session.step == 3 && session.log.lines.suffix(2) == ["step 9", "goto 3"])
    try session.run("undo")
    #expect(session.step == 7 && session.log.lines.suffix(2) == ["step 9", "goto 7"])
    try session.run("undo")
    #expect(session.step == 9 && session.log.lines.last == "step 9")
  }

  @Test("takes a script back as one, which takes back its own lines only")
  func script() throws {
    let files = MemoryFiles([
      "a.bn": Array("step 2; set momentum 0.5; step; fork b; undo; undo".utf8),
      "bad.bn": Array("step 2; assign gamma [1]".utf8), "worse.bn": Array("undo".utf8),
    ])
    var session = try Session("\(Self.source); step 3")
    let before = everything(session)
    try session.run("source a.bn", files)
    #expect(session.step == 5)
    #expect(session.configuration.options.momentum == 0.5)
    try session.run("undo", files)
    #expect(everything(session) == before)
    #expect(throws: CommandError.self) { try session.run("source bad.bn", files) }
    #expect(session.step == 5)
    try session.run("undo", files)
    #expect(everything(session) == before)
    #expect(throws: CommandError.self) { try session.run("source worse.bn", files) }
    try session.run("undo", files)
    #expect(session.step == 0)
  }

  @Test("counts the commands that were carried out and not taken back, whether or not they are kept")
  func depth() throws {
    var session = try Session("\(Self.source); step; step; undo")
    #expect(session.undo.depth == 2)
    try session.run("redo; back 1; forward; back 1")
    #expect(session.undo.depth == 6 && session.undo.done.count == 4)
    try session.run("undo")
    #expect(session.undo.depth == 3)
    try session.run("redo")
    #expect(session.undo.depth == 6)
    // A script is one, and while it runs what it does comes after what was before it.
    let files = MemoryFiles(["a.bn": Array("set momentum 0.5; step 3".utf8)])
    var depths: Set<Int> = []
    let environment = SessionEnvironment(files: files) { _, session in
      depths.insert(session().undo.depth)
      return true
    }
    _ = try Command.source(path: "a.bn").carryOut(on: &session, in: environment)
    #expect(depths == [7] && session.undo.depth == 7)
    for number in 1...200 { try session.run("set momentum 0.\(number)") }
    #expect(session.undo.depth == 207 && session.undo.done.count < 130)
  }

  @Test("reaches at least a hundred commands, and holds no pass and few sessions for it")
  func bounded() throws {
    var session = try Session(Self.source)
    for number in 1...300 { try session.run("set momentum 0.\(number); step") }
    #expect((UndoLog.bound...UndoLog.bound + 28).contains(session.undo.done.count))
    for _ in 0..<100 { try session.run("undo") }
    #expect(session.step == 250)
    #expect(session.configuration.options.momentum == 0.25)
    for _ in 0..<40 { try session.run("back; step") }
    #expect(session.undo.done.count(where: \.isHeavy) == UndoLog.mostHeavy)
    for entry in session.undo.done {
      guard case .whole(let kept) = entry.past else { continue }
      #expect(kept.lastStep == nil && kept.end.lastStep == nil && kept.undo.done.isEmpty)
      #expect(kept.branches.names.allSatisfy { kept.branches.branch(named: $0)?.lastStep == nil })
    }
  }

  @Test("can be interrupted, and nothing has moved then")
  func interrupted() throws {
    var session = try Session("\(Self.source); step 3000; step 1500")
    let before = everything(session)
    let error = try #require(throws: CommandError.self) {
      try session.apply(.undo, in: SessionEnvironment(files: MemoryFiles()) { _, _ in false })
    }
    #expect(error.kind == .interrupted)
    #expect(everything(session) == before)
    try session.run("undo")
    #expect(session.step == 3000)
  }

  @Test("takes an interrupted command's steps back")
  func interruptedSteps() throws {
    var session = try Session("\(Self.source); step 3")
    #expect(throws: CommandError.self) {
      try session.apply(.step(9, nil), in: SessionEnvironment(files: MemoryFiles()) { step, _ in step < 7 })
    }
    #expect(session.step == 7)
    try session.run("undo")
    #expect(session.step == 3)
  }

  @Test("is not held up by a line that was refused")
  func refusedLine() throws {
    var session = try Session("\(Self.source); step 3; undo")
    #expect(throws: CommandError.self) { try session.run("assign gamma [1]") }
    #expect(throws: CommandError.self) { try session.run("source missing.bn") }
    try session.run("redo")
    #expect(session.step == 3)
  }
}

extension Command {
  fileprivate var isMove: Bool {
    switch self {
    case .session(.back), .session(.forward), .session(.goto): true
    default: false
    }
  }
}
