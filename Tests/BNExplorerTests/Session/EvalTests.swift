import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("A second input pipeline")
struct EvalTests {
  static let training = "generate normal mean=[1, 5, -2] std=2 shape=16x3 seed=1"
  static let evaluation = "generate uniform low=-3 high=[1, 2, 3] shape=10x3 seed=8"
  static let files = MemoryFiles([
    "d.csv": Array("1,2,3\n3,4,9\n5,6,1\n7,9,2\n-2,0.1,4\n".utf8), "/d.csv": Array("1,2,3\n3,4,9\n".utf8),
  ])

  /// Kinds of session that step in different ways.
  static let manners = [
    "", "set momentum 0.5; set renorm on", "set optimizer adam; set loss mse target=1", "set dtype float64",
    "set training_mode placeholder; set update_ops after; set optimizer sgd; set loss sum", "set training off",
  ]

  @Test("takes its own next batch after every step through what the step left, as infer does", arguments: manners)
  func asInfer(manner: String) throws {
    var session = try Session("\(manner); \(Self.training); eval \(Self.evaluation)")
    for count in 1...4 {
      try session.run("step")
      // The same steps without a second pipeline, and then the evaluation batches as the only ones.
      var other = try Session("\(manner); \(Self.training); step \(count); set optimizer none; set update_ops off")
      try other.run("\(Self.evaluation); infer \(count)")
      #expect(try session.numbers("eval_x") == other.numbers("x"))
      #expect(try session.numbers("eval_y") == other.numbers("y"))
      #expect(try session.value("eval_y").dtype == other.value("y").dtype)
    }
  }

  @Test("changes nothing: training gives the same numbers with and without it", arguments: manners)
  func harmless(manner: String) throws {
    let lines = "\(manner); \(Self.training)"
    let alone = try Session(lines + "; step 7; infer; train 3")
    let watched = try Session(lines + "; eval \(Self.evaluation); step 7; infer; eval load d.csv; train 3", Self.files)
    #expect(alone.layer?.variables == watched.layer?.variables)
    #expect(alone.layer?.optimizerBits == watched.layer?.optimizerBits)
    #expect(alone.lastStep?.bits == watched.lastStep?.bits)
    #expect(alone.updatesRun == watched.updatesRun)
    #expect(alone.position == watched.position)
  }

  @Test("takes batches from files in turn, and begins again at a reset")
  func order() throws {
    var session = try Session(Self.training + "; eval load d.csv batch=2", Self.files)
    var seen: [[Double]] = []
    for _ in 0..<4 {
      try session.run("step")
      seen.append(try session.numbers("eval_x"))
    }
    let whole = [1, 2, 3, 3, 4, 9, 5, 6, 1, 7, 9, 2].map(Double.init)
    #expect(seen == [Array(whole[..<6]), Array(whole[6...]), [-2, Double(Float(0.1)), 4], Array(whole[..<6])])
    try session.run("reset")
    #expect(throws: CommandError.self) { try session.numbers("eval_x") }
    try session.run("step")
    #expect(try session.numbers("eval_x") == seen[0])
    // Another pipeline begins with its own first batch.
    try session.run("eval load d.csv batch=2 shuffle=1; eval load d.csv batch=2; step", Self.files)
    #expect(try session.numbers("eval_x") == seen[0])
  }

  @Test("has a loss of its own where the loss says something of other batches")
  func loss() throws {
    var session = try Session(
      "set dtype float64; \(Self.training); set loss mse target=[1, 2, 3]; eval \(Self.evaluation)")
    try session.run("train 3")
    let y = try session.numbers("eval_y")
    let squares = y.enumerated().map { element, value in
      let distance = value - [1.0, 2, 3][element % 3]
      return distance * distance
    }
    // Thirty terms of about 1, in double precision.
    #expect((try session.numbers("eval_loss")[0] - squares.reduce(0, +) / 30).magnitude < 1e-14)
    #expect(session.history.points(.evalLoss, channel: nil).values.last == (try session.numbers("eval_loss")[0]))
    try session.run("generate normal shape=2x3; set loss upstream [[1, 2, 3], [4, 5, 6]]; train")
    #expect(
      try refusal(of: "show eval_loss", in: session).message
        == "eval_loss: the loss is given for each element of the training batch; set loss sum, or mse with a number")
    try session.run("set loss none; train")
    #expect(
      try refusal(of: "show eval_loss", in: session).message
        == "eval_loss: there was no loss; set loss sum first, and take a step")
  }

  @Test("may have another rank, as long as the channels along the axis are as many")
  func ranks() throws {
    let session = try Session(Self.training + "; eval generate normal shape=2x4x4x3; step")
    #expect(try session.value("eval_y").shape == [2, 4, 4, 3])
    let first = try Session("set axis 0; generate normal shape=4x9; eval generate normal shape=4; step")
    #expect(try first.value("eval_y").shape == [4])
  }

  @Test(
    "is refused in one line where it does not fit, and so is what would make it not fit",
    arguments: [
      (
        "eval generate normal shape=8x5",
        "eval batches of shape 8x5 have 5 channels on axis -1, and the layer has 3; name others"
      ),
      (
        "generate normal shape=8x5",
        "eval batches of shape 10x3 have 3 channels on axis -1, and the layer has 5; eval none first"
      ),
      ("set axis 0", "eval batches of shape 10x3 have 10 channels on axis 0, and the layer has 16; eval none first"),
      ("eval batch [1, 2]", "eval batches of shape 2 have 2 channels on axis -1, and the layer has 3; name others"),
      ("eval generate normal std=-1 shape=8x3", "std is -1.0; it must be finite and not negative: give 0 or more"),
      ("eval load none.csv", "none.csv: there is no such file"),
      ("eval train", "unknown pipeline \"train\"; expected generate, batch, load or none"),
      (
        "eval generate normal dtype=float64",
        "evaluation batches are of the layer's type; leave dtype= out, or set dtype"
      ),
      ("eval", "the command ends here; expected generate, batch, load or none"),
      ("eval none 3", "unexpected \"3\"; the command is complete before it"),
      ("eval generate nrmal", "unknown kind of batch \"nrmal\"; did you mean normal?"),
    ])
  func refused(line: String, message: String) throws {
    var session = try Session("\(Self.training); eval \(Self.evaluation); step")
    let before = session.fingerprint
    let error = try #require(throws: CommandError.self) { try session.run(line) }
    #expect(error.message.hasSuffix(message), "\(error.message)")
    #expect(session.fingerprint == before)
  }

  @Test("before a layer is known it waits, and a layer that it does not fit is refused")
  func early() throws {
    var session = try Session("eval \(Self.evaluation)")
    #expect(throws: CommandError.self) { try session.run("step") }
    try session.run(Self.training + "; step")
    #expect(try session.value("eval_y").shape == [10, 3])
    // A smaller last batch, where the axis is that of the examples, is refused before the step changes anything.
    var uneven = try Session("set axis 0; generate normal shape=2x3; eval load d.csv batch=2; step 2", Self.files)
    let before = uneven.fingerprint
    #expect(throws: CommandError.self) { try uneven.run("step") }
    #expect(uneven.fingerprint == before)
  }

  @Test("ends with eval none, and is saved with paths from the root")
  func ending() throws {
    var session = try Session("\(Self.training); eval load d.csv batch=2; step; save s.bn", Self.files)
    #expect(session.log.lines.contains("eval load /d.csv batch=2"))
    try session.run("eval none; step")
    #expect(session.eval == nil)
    #expect(
      try refusal(of: "show eval_y", in: session).message
        == "eval_y: there is no second pipeline; name one with eval generate, eval load or eval batch")
    #expect(try session.run("eval load d.csv batch=2", Self.files).notes == ["eval: d.csv: 5 examples, batches of 2x3"])
    #expect(
      try refusal(of: "show eval_loss", in: session).message
        == "eval_loss: no batch has been evaluated yet; take a step first")
  }

  @Test("points at what is wrong in its line")
  func columns() throws {
    for (line, column) in [
      ("eval generate normal men=3", 22), ("eval load", 10), ("eval generate normal dtype=float64", 22), ("eval x", 6),
    ] {
      let error = try #require(throws: CommandError.self) { try CommandParser.commands(of: line) }
      #expect(error.column == column, "\(line): \(error.message)")
    }
  }
}
