import BNTestSupport
import BNCore
import Testing

@testable import TerminalKit
@testable import BNExplorer
@testable import BNFiles

@Suite("Going back in time")
struct TimeTravelTests {
  static let files = TimePath.files

  // The second implementation is a session that has never gone anywhere.
  @Test("gives what a fresh session had at that step, to the bit, whatever was set on the way", arguments: 1...40)
  func fidelity(seed: UInt64) throws {
    let path = TimePath(seed: seed, lines: 40)
    var session = path.session
    var random = SplitMix(state: seed)
    for _ in 0..<12 {
      let target = Int.random(in: 0...path.last, using: &random)
      try session.run("goto \(target)", Self.files)
      let differing = zip(session.present, try #require(path.states[target])).filter { $0 != $1 }
      #expect(differing.isEmpty, "step \(target) of \(path.last)")
    }
    // And the end is still there.
    try session.run("goto \(path.last)", Self.files)
    #expect(session.replayed == path.session.replayed)
  }

  @Test("knows how far it was, and where something was changed, without a look at its end")
  func extent() throws {
    var session = try Session("generate normal shape=4x2; step 3; set momentum 0.5; step 4; set momentum 0.7; step 2")
    for step in [9, 5, 0, 9] {
      try session.run("goto \(step)")
      #expect(session.lastRecordedStep == 9 && session.end.step == 9)
      let bar = TimeView.bar(session)
      #expect(bar.last == 9 && bar.present == step && bar.events == [3, 7])
    }
    try session.run("goto 5; step")
    #expect(session.lastRecordedStep == 6 && TimeView.bar(session).events == [3])
    try session.run("reset")
    #expect(session.lastRecordedStep == 0 && TimeView.bar(session).events == [])
  }

  @Test("and going on from there gives what a fresh session with the same commands has", arguments: 1...20)
  func newFuture(seed: UInt64) throws {
    let path = TimePath(seed: seed, lines: 40)
    var random = SplitMix(state: seed)
    let target = Int.random(in: 0..<path.last, using: &random)
    var session = path.session
    var fresh = try path.fresh(to: target)
    try session.run("goto \(target)", Self.files)
    for line in ["set momentum 0.25", "train 3", "set optimizer adam", "infer", "set renorm on", "step 2"] {
      let isTaken = (try? session.run(line, Self.files)) != nil
      let isTakenFresh = (try? fresh.run(line, Self.files)) != nil
      #expect(isTaken == isTakenFresh)
      #expect(session.present == fresh.present, "\(line)")
    }
    // The future that was left is as it was, and can be gone to at any of its steps.
    try session.run("switch main~1", Self.files)
    #expect(session.present == path.session.present)
    let other = Int.random(in: 0...path.last, using: &random)
    try session.run("goto \(other)", Self.files)
    #expect(session.present == path.states[other])
  }

  @Test("works over many checkpoints, with a source that remembers an order of its examples")
  func manySteps() throws {
    var fresh = try Session("load builtin:digits batch=4 shuffle=3 flatten=on; set optimizer momentum; set loss sum")
    var session = fresh
    try session.run("train 2000; set learning_rate 1e-3; train 200")
    var states: [Int: [String]] = [:]
    let targets = [2199, 1999, 2000, 2001, 1, 1024, 1500, 1499, 0, 2048]
    for target in targets.sorted() {
      if target == 2000 { try fresh.run("train; set learning_rate 1e-3") }
      if target > fresh.step { try fresh.run("train \(target - fresh.step)") }
      states[target] = fresh.present
    }
    for target in targets {
      try session.run("goto \(target)")
      let isSame = session.present == states[target]
      #expect(isSame, "step \(target)")
    }
  }

  @Test("steps back and forward by as many as asked for, from where it stands")
  func relative() throws {
    var session = try Session("batch [[3], [7]]; step 20; back")
    #expect(session.step == 19)
    try session.run("back 10; forward 3; forward")
    #expect(session.step == 13)
    try session.run("forward 7")
    #expect(session.step == 20)
    #expect(!session.isInPast)
    #expect(session.log.lines.last == "goto 20")
  }

  @Test("goes to the first or the last step where fewer will do, and is refused where it stands there")
  func atMost() throws {
    var session = try Session("batch [[3], [7]]; step 4")
    #expect(try session.run("back 10 at_most").notes == ["the first step", "step 0 of 4"])
    #expect(try refusal(of: "back 10 at_most", in: session).message == "step 0 is the first")
    #expect(try session.run("forward 3 at_most").notes == ["step 3 of 4"])
    #expect(try session.run("forward 10 at_most").notes == ["the last step", "step 4 of 4"])
    #expect(try refusal(of: "forward at_most", in: session).message == "step 4 is the last; step takes another one")
    #expect(session.log.lines == ["batch [[3.0], [7.0]] shape=2x1", "step 4", "goto 4"])
  }

  @Test("leaves a parameter as it was then, and the charts what was before")
  func configuration() throws {
    var session = try Session("batch [[3], [7]]; step 10; set momentum 0.5; step 10; back 5")
    #expect(session.configuration.options.momentum == 0.5)
    #expect(session.history.last?.step == 15)
    #expect(session.history.count == 15)
    try session.run("back 6")
    #expect(session.configuration.options.momentum == 0.99)
    #expect(session.history.points(.movingMean, channel: nil).steps == (1...9).map(Double.init))
    // What was set at a step belongs to it.
    try session.run("forward")
    #expect(session.configuration.options.momentum == 0.5)
    try session.run("forward 10")
    #expect(session.history.count == 20)
  }

  @Test("needs no file a second time")
  func files() throws {
    let files = MemoryFiles(["d.csv": Array("1,2\n3,4\n5,9\n".utf8), "t.npy": Self.target])
    var session = try Session(
      "load d.csv batch=2 shuffle=1; step 3; set loss mse target=t.npy; set loss none; assign gamma [2, 3]; step", files
    )
    let before = session.present
    try files.write([], to: "d.csv")
    try session.run("goto 2; goto 4", files)
    #expect(session.present == before)
    try session.run("goto 0; forward 3", files)
    #expect(try session.numbers("gamma") == [2, 3])
  }

  private static let target = NpyWriter.encode(
    NamedArray(name: "t", shape: [2, 2], values: [Float](repeating: 1, count: 4)))

  @Test(
    "is refused where there is no such step, and nothing moves",
    arguments: [
      ("goto 21", "there is no step 21; steps 0 to 20 are recorded"),
      ("back 13", "there is no step before 0; steps 0 to 20 are recorded"),
      ("forward 9", "there is no step 21; steps 0 to 20 are recorded"),
    ])
  func refused(line: String, message: String) throws {
    let session = try Session("batch [[3], [7]]; step 20; goto 12")
    #expect(try refusal(of: line, in: session).message == message)
    #expect(try refusal(of: "back", in: Session()).message == "there is no step before 0; no step has been taken yet")
  }

  @Test("can be interrupted, and nothing has moved then")
  func interrupted() throws {
    var session = try Session("batch [[3], [7]]; step 5000")
    let before = session.fingerprint
    let error = try #require(throws: CommandError.self) {
      try session.apply(.goto(4097), in: SessionEnvironment(files: MemoryFiles()) { _, _ in false })
    }
    #expect(error.kind == .interrupted)
    #expect(session.fingerprint == before)
  }

  @Test("a step or a change from the past begins a new future, and says where the old one is")
  func futures() throws {
    var session = try Session("batch [[3], [7]]; step 20; back 5")
    #expect(
      try session.run("step 2").notes == ["a new future begins at step 15; the old one is main~1"])
    #expect(session.step == 17)
    #expect(!session.isInPast)
    try session.run("back 2")
    #expect(
      try session.run("set momentum 0.5").notes == ["a new future begins at step 15; the old one is main~2"])
    #expect(try session.run("set momentum 0.6").isEmpty)
    #expect(session.branches.names == ["main", "main~1", "main~2"])
    try session.run("switch main~1")
    #expect(session.step == 20)
  }

  @Test("a step that fails, or a change that does not fit, leaves past and future alone")
  func failing() throws {
    var session = try Session("set axis 0; load builtin:digits batch=32 flatten=on; train 44; goto 43")
    let before = session.fingerprint
    // The 45th batch has 29 examples along the channels' axis.
    #expect(throws: CommandError.self) { try session.run("train 2") }
    #expect(session.fingerprint == before)
    #expect(throws: CommandError.self) { try session.run("set axis 9") }
    #expect(session.fingerprint == before)
    try session.run("goto 44")
    #expect(throws: CommandError.self) { try session.run("train 3") }
    try session.run("goto 20; goto 44; back 3")
    #expect(session.step == 41)
  }
}
