import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("Branches that go along")
struct TogetherTests {
  static let source = "generate normal mean=3 shape=8x2 seed=4"

  // The truth is each branch alone.
  @Test("are what they would be alone, to the bit, and a saved session replays to the same", arguments: 1...20)
  func property(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let changes = [
      "set momentum 0.5", "set renorm on", "set update_ops off", "set optimizer adam; set loss sum", "infer 2",
      "generate uniform shape=5x2 seed=9", "eval generate normal shape=4x2", "toggle training",
    ]
    func change() -> String { changes[Int.random(in: 0..<changes.count, using: &random)] }
    let (common, a, b, c) = (Int.random(in: 1...9, using: &random), change(), change(), change())
    let counts = (0..<4).map { _ in Int.random(in: 1...6, using: &random) }
    let steps = counts.map { "\(["step", "train", "infer"][Int.random(in: 0..<3, using: &random)]) \($0)" }
    let back = Int.random(in: 0..<common, using: &random)
    let session = try Session(
      "\(Self.source); step \(common); \(a); fork a; \(b); switch main; goto \(back); fork b; \(c); together on; "
        + steps.joined(separator: "; "))
    let target = session.step
    #expect(target >= back + counts.reduce(0, +))
    // Each step of the present branch as it was asked for, and the first kind for what a branch had to catch up.
    func kinds(behind step: Int) -> String {
      var kinds: [String] = []
      var at = session.step - counts.reduce(0, +)
      for (line, count) in zip(steps, counts) {
        for _ in 0..<count {
          at += 1
          kinds += at > step ? [String(line.prefix { $0 != " " })] : []
        }
      }
      let behind = session.step - counts.reduce(0, +) - step
      let first = String(steps[0].prefix { $0 != " " })
      return (Array(repeating: first, count: max(0, behind)) + kinds).joined(separator: "; ")
    }
    for (name, lines) in [("main", "step \(common); \(a)"), ("a", "step \(common); \(a); \(b)")] {
      var alone = try Session("\(Self.source); \(lines)")
      try alone.run(kinds(behind: alone.step))
      let other = try #require(session.branches.branch(named: name))
      #expect(other.end.present == alone.present, "\(name)")
      #expect(other.end.step >= target)
    }
    let replay = try Session(session.log.script)
    #expect(replay.replayed == session.replayed)
    #expect(replay.branches.together)
  }

  @Test("go on from their ends, once the present one has come as far")
  func fromTheirEnds() throws {
    var session = try Session("\(Self.source); step 20; goto 10; fork low; set momentum 0.5; together on; step 9")
    #expect(session.branches.branch(named: "main")?.step == 10)
    try session.run("step 3")
    let main = try #require(session.branches.branch(named: "main"))
    #expect(!main.isInPast)
    #expect(main.present == (try Session("\(Self.source); step 22")).present)
    try session.run("together off; step 5")
    #expect(session.branches.branch(named: "main")?.step == 22)
  }

  @Test("are not the futures that were left")
  func futures() throws {
    var session = try Session("\(Self.source); step 4; back; step; fork a; together on; step 3")
    #expect(session.branches.names == ["main", "main~1", "a"])
    #expect(session.branches.branch(named: "main~1")?.step == 4)
    #expect(session.branches.branch(named: "main")?.step == 7)
    try session.run("back 2; step 4")
    #expect(session.branches.branch(named: "a~1")?.step == 7)
    #expect(session.branches.branch(named: "main")?.step == 9)
  }

  @Test(
    "stay where they were, as the present one does, where one of them can't go on",
    arguments: [("train 2", "step"), ("train", "train 9"), ("train; back", "train 3")])
  func failing(before: String, line: String) throws {
    // Examples along the channels' axis: the digits' 45th batch has 29 of them and not 32.
    var session = try Session(
      "\(Self.source); step 2; fork good; fork bad; set axis 0; load builtin:digits batch=32 flatten=on; step 42; "
        + "switch good; step 42; together on; \(before)")
    let fingerprint = session.fingerprint.filter { !$0.hasPrefix("history") }
    let error = try #require(throws: CommandError.self) { try session.run(line) }
    #expect(error.message.hasPrefix("bad can't go along at step 47: "))
    #expect(error.message.hasSuffix("; or together off"))
    #expect(session.fingerprint.filter { !$0.hasPrefix("history") } == fingerprint)
    try session.run("together off; \(line)")
  }

  @Test("leave what a shorter command would where it is interrupted")
  func interrupted() throws {
    let lines = "\(Self.source); step 3; fork a; set momentum 0.5; step 2; switch main; together on"
    var session = try Session(lines)
    #expect(throws: CommandError.self) {
      try session.apply(.step(9, .training), in: SessionEnvironment(files: MemoryFiles()) { step, _ in step < 7 })
    }
    #expect(session.replayed == (try Session("\(lines); train 4")).replayed)
    // While one catches up nothing is done yet.
    try session.run("together off; train 5; together on")
    let before = session.replayed
    let error = try #require(throws: CommandError.self) {
      try session.apply(.step(1, .training), in: SessionEnvironment(files: MemoryFiles()) { _, _ in false })
    }
    #expect(error.message == "interrupted while a caught up, and no step was taken")
    #expect(session.replayed == before)
  }

  @Test("show a long command's progress as they stand")
  func progress() throws {
    var session = try Session("\(Self.source); step 3; fork a; together on")
    var steps: [[Int]] = []
    _ = try session.apply(
      .step(4, nil),
      in: SessionEnvironment(files: MemoryFiles()) { step, session in
        let session = session()
        steps.append([step, session.step, session.branches.branch(named: "main")?.step ?? -1])
        return true
      })
    #expect(steps == [[4, 4, 4], [5, 5, 5], [6, 6, 6]])
  }
}
