import BNCore
import BNTestSupport
import Testing

@testable import BNFiles
@testable import BNExplorer

@Suite("Data as it comes")
struct DataAsItComesTests {
  private static func npy(_ shape: [Int], _ values: [Double]) -> [UInt8] {
    NpyWriter.encode(NamedArray(name: "x", shape: shape, values: values))
  }

  private static let files = MemoryFiles([
    "missing.csv": Array("t,temp,hum\n1,20.5,40\n2,,41\n3,21.0,NA\n4,21.5,43\n".utf8),
    "comma.csv": Array("Value\n1,5\n10,5\n3,0\n".utf8),
    "years.csv": Array("2001,2002\n1,2\n3,5\n".utf8),
    "preamble.csv": Array("Device\na b\n1 2\n".utf8),
    "bad.csv": Array("a,b\n# first\n1,2\n3,4\n5,6\n7,inf\n8,9\n".utf8),
    "one.npy": npy([4], [1, 2, 3, 6]),
    "bad.npy": npy([3, 2], [1, 2, 3, -.infinity, .nan, 6]),
    "cube.npy": npy([4, 2, 2], (0..<16).map(Double.init)),
    "padded.npy": npy([4, 4], [1, 2, 0, 0, 3, 0, 0, 0, 4, 5, 6, 0, 7, 0, 0, 0]),
    "full.npy": npy([4, 4], [1, 2, 0, 0, 3, 1, 1, 0, 4, 5, 6, 0, 7, 0, 0, 0]),
  ])

  private func notes(_ lines: String) throws -> [String] {
    var session = Session()
    return try session.run(lines, Self.files).notes
  }

  @Test("is read as the options say, the same again from the line that is saved")
  func options() throws {
    for (line, mean) in [
      ("load missing.csv columns=temp missing=drop", [21]), ("load missing.csv missing=mean columns=temp", [21]),
      ("load comma.csv decimal=comma", [5]), ("load years.csv header=on", [2, 3.5]),
      ("load preamble.csv skip=1 sep=space", [1, 2]),
    ] {
      var session = try Session(line + " dtype=float64; train", Self.files)
      #expect(try session.numbers("batch_mean") == mean, "\(line)")
      let saved = session.log.script
      session = Session()
      var files: [String: [UInt8]] = [:]
      for path in Self.files.paths { files["/" + path] = try Self.files.read(path) }
      try session.run(saved, MemoryFiles(files))
      #expect(try session.numbers("batch_mean") == mean, "\(saved)")
    }
  }

  @Test("says what was left out of it or filled")
  func said() throws {
    #expect(
      try notes("load missing.csv missing=drop") == [
        "missing.csv: 2 examples, batches of 2x3",
        "missing.csv:3:3: 2 lines left out for a missing number, the first in column 2 (\"temp\")",
      ])
    #expect(try notes("load bad.csv")[1] == "bad.csv: 1 line beginning with # left out as comment")
    #expect(
      try notes("generate normal shape=4x2; eval load years.csv")[1].hasPrefix("eval: years.csv:1:1: the first line"))
  }

  @Test("names its channels where they are columns of a table")
  func names() throws {
    var session = try Session("load missing.csv missing=drop columns=hum,temp batch=1", Self.files)
    #expect(session.columnNames == ["hum", "temp"])
    try session.run("fork b; train 2; back 1; switch main")
    #expect(session.columnNames == ["hum", "temp"])
    try session.run("set axis 0")
    #expect(session.columnNames == nil)
    #expect(try Session("load comma.csv decimal=comma; generate normal shape=4x1", Self.files).columnNames == nil)
    #expect(try Session("load cube.npy flatten=on", Self.files).columnNames == nil)
  }

  // MARK: Shapes

  @Test("of one dimension is a channel for each number, which is said, or one channel where it is asked for")
  func oneDimension() throws {
    #expect(
      try notes("load one.npy") == [
        "one.npy: 4 examples, batches of 4",
        "one.npy has one dimension: each of its numbers is a channel of its own; expand_dims=on makes them examples of "
          + "one channel",
      ])
    #expect(try notes("load one.npy expand_dims=on") == ["one.npy: 4 examples, batches of 4x1"])
    #expect(try Session("load one.npy expand_dims=on; train", Self.files).numbers("batch_mean") == [3])
    #expect(try notes("load one.npy batch=1") == ["one.npy: 4 examples, batches of 1"])
    #expect(
      try notes("batch [1, 2, 3]") == [
        "the batch has one dimension: each of its numbers is a channel of its own; shape=3x1 makes them examples of "
          + "one channel"
      ])
    #expect(try notes("batch [1, 2, 3] shape=3x1") == [] && notes("batch [5]") == [])
    let error = try #require(throws: CommandError.self) { try notes("load cube.npy expand_dims=on") }
    #expect(error.message.hasSuffix("expand_dims=on is for data of one dimension, and this is 4x2x2; leave it out"))
  }

  // MARK: Zeros

  @Test("says where half of its numbers are exactly 0")
  func zeros() throws {
    #expect(try notes("load padded.npy")[1].hasPrefix("padded.npy: 56 % of the numbers are exactly 0; "))
    #expect(try notes("load full.npy").count == 1)
    #expect(try notes("load builtin:digits").count == 1)
    #expect(try notes("generate normal shape=3x4; eval load padded.npy")[1].hasPrefix("eval: padded.npy: 56 %"))
  }

  // MARK: Numbers that are not finite

  @Test("says where the first number is that is not finite: line and column, or index")
  func nonFinite() throws {
    #expect(
      try notes("load bad.csv").last
        == "bad.csv:6:3: \"inf\" in column 2 (\"b\") is not finite: moving statistics never recover from it; correct it"
    )
    #expect(
      try notes("load bad.npy").last
        == "bad.npy[1, 1]: -inf is not finite, and 1 more: moving statistics never recover from it; correct it"
    )
  }

  @Test("explain of what is not finite names the first step, the channel, the element and its place in the file")
  func cause() throws {
    var session = try Session("load bad.csv batch=1; train 5", Self.files)
    let since = "not finite since step 4: channel 1: x[0,1] = inf, line 6 of bad.csv, column \"b\""
    #expect(try session.reasons("moving_mean[1]").contains(since))
    #expect(try session.reasons("moving_variance[1]").contains(since))
    #expect(try !session.reasons("moving_mean[0]").contains { $0.contains("not finite") })
    // The next time round changes nothing about the first time.
    try session.run("train 5")
    #expect(try session.reasons("moving_mean[1]").contains(since))
    try session.run("infer")
    #expect(try session.reasons("y[0,1]").contains(since))
    try session.run("back 8; forward 3")
    #expect(try session.reasons("moving_mean[1]").contains(since))
    let finding = try #require(try session.diagnosis().first { $0.code == .nonFinite })
    #expect(
      FindingText(for: .session).words(for: finding).advice.contains(
        "step 4: channel 1: x[0,1] = inf, line 6 of bad.csv"))
    // With values of its own the variable has another story, and then a new first time.
    try session.run("assign moving_mean 0")
    #expect(session.layer?.records.cause(of: .movingMean, channel: 1) == nil)
    try session.run("train 5")
    #expect(try session.reasons("moving_mean[1]").contains { $0.hasPrefix("not finite since step 9: ") })
    try session.run("assign moving_mean nan; reset; train 3")
    #expect(try !session.reasons("moving_mean[1]").contains { $0.contains("not finite") })
  }

  @Test("explain of a training step's numbers names the element of its own batch")
  func ownBatch() throws {
    var session = try Session("load bad.npy batch=3 dtype=float64; train 2", Self.files)
    for subject in ["y[0,1]", "batch_mean[1]"] {
      #expect(
        try session.reasons(subject).contains(
          "not finite since this batch, channel 1: x[1,1] = -inf, bad.npy[1, 1]"), "\(subject)")
    }
    try session.run("generate normal shape=3x2; infer")
    #expect(
      try session.reasons("y[0,1]").contains { $0.hasPrefix("not finite since step 1: channel 1: x[1,1] = -inf") })
    // In another order the place in the file stays what it is.
    session = try Session("load bad.npy batch=3 shuffle=4; train", Self.files)
    #expect(try session.reasons("moving_mean[1]").contains { $0.hasSuffix(" = -inf, bad.npy[1, 1]") })
  }

  @Test("where all of a batch is finite, and its square is not, the largest is named")
  func overflow() throws {
    let session = try Session("batch [[1, 1e30], [2, 3]]; train 4")
    #expect(
      try session.reasons("moving_variance[1]").contains(
        "not finite since step 1: channel 1: all of x is finite, the largest x[0,1] = 1e+30; it leaves the range of float32"
      ))
  }

  @Test("what an optimizer has spoiled has its step, too")
  func optimizer() throws {
    let session = try Session(
      "load bad.csv batch=1; set training off; set optimizer sgd; set loss mse target=0; step 5", Self.files)
    #expect(
      try session.reasons("grad_gamma[1]").isEmpty == false
        && session.layer?.records.cause(of: .gamma, channel: 1)?.step == 4)
  }

  // MARK: Targets

  @Test("targets from a second file follow the batches, shuffled or not")
  func targets() throws {
    let x = (0..<10).map { [Double($0), Double($0 * $0)] }
    let targets = x.map { [$0[0] / 2, -$0[1]] }
    let files = MemoryFiles([
      "x.npy": Self.npy([10, 2], x.flatMap(\.self)), "t.npy": Self.npy([10, 2], targets.flatMap(\.self)),
    ])
    for options in ["batch=4", "batch=4 shuffle=3", "batch=3 drop_last=on shuffle=1", "batch=10 shuffle=2"] {
      var session = try Session("load x.npy \(options) dtype=float64; set loss mse target=t.npy", files)
      for _ in 0..<7 {
        try session.run("train")
        let (taken, y) = (try session.numbers("x"), try session.numbers("y"))
        // The first number of an example tells which one it is.
        let squares = stride(from: 0, to: taken.count, by: 2).flatMap { start -> [Double] in
          let target = targets[Int(taken[start])]
          return [y[start] - target[0], y[start + 1] - target[1]].map { $0 * $0 }
        }
        let loss = squares.reduce(0, +) / Double(squares.count)
        // A sum of at most 20 numbers, each off by a few roundings.
        #expect(try abs(session.numbers("loss")[0] - loss) <= 32 * loss * 0x1p-53, "\(options)")
      }
      let before = session.experiment
      try session.run("back 3; forward 3")
      #expect(session.experiment.present == before.present)
    }
  }

  @Test("targets keep their order with the examples, whatever was named first, and fit flattened ones")
  func targetsAnyOrder() throws {
    let files = MemoryFiles(["x.npy": try Self.files.read("cube.npy")])
    for lines in [
      "set loss mse target=x.npy; load x.npy batch=3", "load x.npy batch=3; set loss mse target=x.npy",
      "load x.npy batch=3 flatten=on; set loss mse target=x.npy",
    ] {
      let followed = try Session(lines + "; train 2", files)
      let same = try Session(
        "\(lines.contains("flatten") ? "load x.npy batch=3 flatten=on" : "load x.npy batch=3"); set loss mse target=x; train 2",
        files)
      #expect(try followed.numbers("loss") == same.numbers("loss"), "\(lines)")
      #expect(try followed.numbers("grad_gamma") == same.numbers("grad_gamma"))
    }
  }

  @Test("targets that are not finite are said with their place")
  func targetsNotFinite() throws {
    #expect(
      try notes("load bad.npy; set loss mse target=bad.npy").last
        == "bad.npy[1, 1]: -inf is not finite, and 1 more: gamma and beta never recover from it; correct it"
    )
    #expect(try notes("load padded.npy; set loss mse target=padded.npy").count == 2)
  }

  @Test("target=x is the batch itself, taken as given, for the evaluation batch as for the training batch")
  func batchAsTarget() throws {
    let session = try Session(
      "set dtype float64; batch [[1, 2], [3, 6], [8, 1]]; eval batch [[4, 4]]; set loss mse target=x; train")
    let reference = try Session(
      "set dtype float64; batch [[1, 2], [3, 6], [8, 1]]; set loss mse target=t.npy; train",
      MemoryFiles(["t.npy": Self.npy([3, 2], [1, 2, 3, 6, 8, 1])]))
    for quantity in ["loss", "grad_input", "grad_gamma", "grad_beta"] {
      #expect(try session.numbers(quantity) == reference.numbers(quantity), "\(quantity)")
    }
    let distance = try session.numbers("eval_loss - mean((eval_y - eval_x)^2)")[0]
    // Two terms of about 10 in double precision.
    #expect(abs(distance) < 1e-14)
    #expect(session.log.lines.contains("set loss mse target=x"))
  }

  @Test("targets of another number are refused where they are named")
  func wrongTargets() throws {
    let error = try #require(throws: CommandError.self) {
      try notes("load cube.npy batch=2; set loss mse target=padded.npy; set loss mse target=bad.npy")
    }
    #expect(error.message == "The loss's target needs the output's shape (2, 2, 2), but has (3, 2)")
    let later = try #require(throws: CommandError.self) {
      try notes("load padded.npy batch=2; set loss mse target=full.npy; generate normal shape=2x4; train")
    }
    #expect(later.message == "The loss's target needs the output's shape (2, 4), but has (4, 4); set loss anew")
  }
}

extension Session {
  /// Why a number is what it is, line by line.
  fileprivate func reasons(_ element: String) throws -> [String] {
    guard case .session(.explain(let reference)) = try CommandParser.commands(of: "explain \(element)")[0].command
    else {
      return []
    }
    return try explanation(of: reference).branch
  }
}
