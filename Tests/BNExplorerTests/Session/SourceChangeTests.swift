import BNTestSupport
import BNCore
import Testing

@testable import BNExplorer

@Suite("Where batches come from")
struct SourceChangeTests {
  static let csv = MemoryFiles([
    "data.csv": Array("a,b,label\n1,2,0\n3,4,1\n5,6,0\n7,9,1\n".utf8), "bad.csv": Array("a,b\n1,x\n".utf8),
    "one.csv": Array("a,b\n1,2\n".utf8),
  ])

  @Test(
    "a new source of as many channels keeps the layer and starts with its first batch",
    arguments: ["batch [[5, 5], [7, 7], [9, 9]]", "generate ramp shape=4x2", "load data.csv columns=a,b"])
  func keepsLayer(line: String) throws {
    var session = try Session("batch [[1, 2], [3, 6]]; assign gamma [2, 3]; train 3", Self.csv)
    let before = session.layer?.variables
    let notes = try session.run(line, Self.csv).notes
    #expect(session.layer?.variables == before)
    #expect(session.position == 0)
    #expect(session.step == 3)
    #expect(session.history.count == 3)
    #expect(!notes.contains { $0.contains("made") })
    try session.run("train", Self.csv)
    #expect(session.step == 4)
    #expect(session.position == 1)
  }

  @Test("what is known of the data is that of the present source and axis, and again of an earlier one that comes back")
  func population() throws {
    var session = try Session("batch [[1, 2], [3, 6]]; train", Self.csv)
    func moments() throws -> [[Double]] {
      [try session.numbers("population_mean"), try session.numbers("population_variance")]
    }
    let first = [[2.0, 4], [1, 4]]
    #expect(try moments() == first && moments() == first)
    try session.run("set axis 0", Self.csv)
    #expect(try moments() == [[1.5, 4.5], [0.25, 2.25]])
    try session.run("undo; batch [[1, 2], [3, 8]]", Self.csv)
    #expect(try moments() == [[2, 5], [1, 9]])
    try session.run("load data.csv columns=a,b batch=2", Self.csv)
    #expect(try moments() == [[4, 5.25], [5, 6.6875]])
    try session.run("generate constant value=3 shape=2x2; undo; undo; undo", Self.csv)
    #expect(try moments() == first)
  }

  @Test("keeps of the channels that were chosen before there was a layer those that it has")
  func channelsBeforeLayer() throws {
    var session = try Session("channel 9; generate normal shape=8x4; step 3")
    #expect(session.viewer.channels == [])
    #expect(session.prediction(of: .movingMean, channel: 9) == nil)
    session = try Session("channel 1 9; generate normal shape=8x4; step 3")
    #expect(session.viewer.channels == [1])
    session = try Session("set renorm on; set training on; generate normal shape=8x4; step 3")
    // Renorm's weights are one number each, whichever channel is asked for.
    #expect(session.prediction(of: .renormMeanWeight, channel: 3)?.limit == 1)
  }

  @Test("batches follow one another: literal ones repeat, files wrap with a smaller last batch")
  func order() throws {
    var session = try Session("load data.csv batch=3 columns=a,b", Self.csv)
    var seen: [[Double]?] = []
    for _ in 0..<3 {
      try session.run("train")
      seen.append(session.lastStep?.numbers(.input))
    }
    #expect(seen == [[1, 2, 3, 4, 5, 6], [7, 9], [1, 2, 3, 4, 5, 6]])
    session = try Session("load data.csv batch=3 columns=b,a divide=2 drop_last=on; train 2", Self.csv)
    #expect(session.lastStep?.numbers(.input) == [1, 0.5, 2, 1.5, 3, 2.5])
    session = try Session("load data.csv columns=a labels=label; train", Self.csv)
    #expect(session.lastStep?.shape == [4, 1])
    #expect(session.lastStep?.numbers(.input) == [1, 3, 5, 7])
  }

  @Test("generated batches are those of the generator, fresh each step unless fixed, and drift")
  func generated() throws {
    let spec = try GeneratorSpec(.normal(mean: [1, 2], std: 0.5), shape: [8, 2], seed: 7, drift: 3)
    var session = try Session("generate normal mean=[1, 2] std=0.5 shape=8x2 seed=7 drift=3")
    for index in 0..<3 {
      try session.run("infer")
      #expect(session.lastStep?.numbers(.input) == spec.batch(at: index, as: Float.self).scalars.map(Double.init))
    }
    let fixed = try Session("generate normal shape=4x2 fixed=on; train; infer")
    let again = try Session("generate normal shape=4x2; train")
    #expect(fixed.lastStep?.numbers(.input) == again.lastStep?.numbers(.input))
  }

  @Test("per-channel parameters run along the session's axis")
  func alongAxis() throws {
    let session = try Session("set axis 0; generate constant value=[5, 7] shape=2x3; train")
    #expect(session.lastStep?.numbers(.input) == [5, 5, 5, 7, 7, 7])
    #expect(try session.numbers("batch_mean") == [5, 7])
  }

  @Test("nobody named a source: the digits come, 32 at a time, and the layer has their 64 features")
  func digits() throws {
    for line in ["step", "assign gamma 2"] {
      var session = Session()
      let notes = try session.run(line).notes
      #expect(notes.first == "digits: 1437 examples, batches of 32x64")
      #expect(session.layer?.channels == 64)
      #expect(session.log.lines.first == "load builtin:digits batch=32 flatten=on")
    }
    let named = try Session("load builtin:digits batch=32 flatten=on; step")
    #expect(named.replayed == (try Session("step")).replayed)
    // Pixels are whole numbers from 0 to 16.
    #expect(try named.numbers("x").allSatisfy { $0 == $0.rounded() && (0...16).contains($0) })
    #expect(try named.numbers("max(x)") == [16])
  }

  @Test(
    "what can't be read is refused with the file's own exit status",
    arguments: [
      ("load nothing.csv", "nothing.csv: there is no such file", 66),
      ("load bad.csv", "bad.csv:2:3: \"x\" in column 2 (\"b\") is not a number", 65),
      ("load one.csv batch=5 drop_last=on", "one.csv: 1 examples do not fill a batch of 5", 64),
      ("load data.csv divide=0", "data.csv: the data cannot be divided by 0.0", 64),
      ("generate normal mean=[1, 2, 3] shape=4x2", "mean is a list of 3 for 2 channels", 64),
      ("generate normal shape=0x2", "the shape 0x2 has a dimension below 1", 64),
      ("generate normal std=-1", "std is -1.0; it must be finite and not negative", 64),
      ("generate normal shape=99999x99999", "the shape 99999x99999 holds too many elements", 64),
      ("generate uniform low=2 high=1", "low is 2.0 and high is 1.0; low must not be above high", 64),
      ("batch [] shape=2x0", "Input has undefined `axis` dimension. Input shape: (2, 0)", 64),
      ("assign gamma nothing.npy", "nothing.npy: there is no such file", 66),
    ])
  func refused(line: String, message: String, status: Int32) throws {
    let error = try #require(throws: CommandError.self) {
      var session = Session()
      try session.run(line, Self.csv)
    }
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.exitStatus == status)
  }
}
