import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("Steps")
struct LongCommandTests {
  @Test("are taken as set, in training or in inference, each with the next batch")
  func modes() throws {
    var session = try Session("generate normal shape=4x2; set training off; step")
    #expect(session.lastStep?.mode == .inference)
    try session.run("train")
    #expect(session.lastStep?.mode == .training)
    try session.run("set training on; step 3")
    #expect(session.lastStep?.mode == .training)
    try session.run("infer 2")
    #expect(session.lastStep?.mode == .inference)
    #expect(session.step == 7)
    #expect(session.position == 7)
    #expect(try session.numbers("updates") == [4])
    #expect(try session.numbers("step") == [7])
  }

  @Test("forget their update operations while those are off")
  func updateOps() throws {
    let session = try Session("batch [[3], [7]]; set update_ops off; train 5")
    #expect(try session.numbers("moving_mean") == [0])
    #expect(try session.numbers("moving_variance") == [1])
    #expect(try session.numbers("updates") == [0])
    #expect(session.layer?.records[.movingMean] == VariableRecord(updatesForgotten: 5))
  }

  @Test("that are interrupted stay taken, and the log says how many")
  func interrupted() throws {
    var session = try Session("batch [[3], [7]]")
    let environment = SessionEnvironment(files: MemoryFiles()) { step, _ in step < 37 }
    let error = try #require(throws: CommandError.self) {
      try session.apply(.step(1_000_000, .training), in: environment)
    }
    #expect(error.message == "interrupted after 37 of 1000000 steps")
    #expect(error.exitStatus == 130)
    #expect(session.step == 37)
    #expect(session.log.lines == ["batch [[3.0], [7.0]] shape=2x1", "train 37"])
    #expect(session.replayed == (try Session(session.log.script)).replayed)
    // An interruption that comes with the last step comes too late.
    #expect(throws: Never.self) { try session.apply(.step(1, nil), in: environment) }
  }

  @Test("within a script that is carried out can be interrupted too")
  func interruptedScript() throws {
    var session = Session()
    let files = MemoryFiles(["s.bn": Array("batch [[3], [7]]\ntrain 10\ntrain 1000\n".utf8)])
    let environment = SessionEnvironment(files: files) { step, _ in step < 12 }
    let error = try #require(throws: CommandError.self) {
      try Command.source(path: "s.bn").carryOut(on: &session, in: environment)
    }
    #expect(error.exitStatus == 130)
    #expect(session.step == 12)
  }

  @Test("of the same kind in a row become one line of the log, across looks and refusals")
  func merging() throws {
    var session = try Session(
      "batch [[3], [7]]; step; step 4; show y; train 2; train; step 3; set momentum 0.9; step 3")
    _ = try? session.run("set axis 9")
    try session.run("step 2; infer; infer; channel 0; infer; reset; infer")
    #expect(
      session.log.lines.dropFirst() == [
        "step 5", "train 3", "step 3", "set momentum 0.9", "step 5", "infer 3", "reset", "infer 1",
      ])
  }

  @Test("start over after reset: variables from their initializers, the first batch next")
  func reset() throws {
    var session = try Session(
      "generate normal mean=3 shape=4x2 seed=5; set gamma_initializer constant 2; set renorm on; train 5; assign beta 9"
    )
    let first = try Session(
      "generate normal mean=3 shape=4x2 seed=5; set gamma_initializer constant 2; set renorm on; train 5")
    #expect(try session.run("reset").notes == ["back to step 0; the old one is main~1"])
    #expect(session.step == 0)
    #expect(session.position == 0)
    #expect(session.lastStep == nil)
    #expect(session.history.isEmpty)
    #expect(try session.numbers("updates") == [0])
    #expect(try session.numbers("beta") == [0, 0])
    #expect(try session.numbers("gamma") == [2, 2])
    #expect(try session.numbers("renorm_mean_weight") == [0])
    try session.run("train 5")
    #expect(session.present == first.present)
    // Before anything has begun there is nothing to go back to, and that is fine.
    #expect(try Session("reset").replayed == Session().replayed)
  }

  @Test("sum the penalties of the regularizers that are set")
  func regularizationLoss() throws {
    var session = try Session("batch [[3, 1], [7, 1]]; assign gamma [3, -4]; assign beta [1, 2]")
    #expect(try session.numbers("regularization_loss") == [0])
    try session.run("set gamma_regularizer l2 0.5")
    #expect(try session.numbers("regularization_loss") == [6.25])
    try session.run("set beta_regularizer l1 2")
    #expect(try session.numbers("regularization_loss") == [12.25])
  }
}
