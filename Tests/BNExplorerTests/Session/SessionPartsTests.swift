import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer
@testable import BNFiles

@Suite("The parts of a session")
struct SessionPartsTests {
  /// Lines that leave no field of an experiment as it is in a fresh one.
  static let lines =
    "generate normal mean=3 std=2 shape=8x3 seed=4; eval generate normal shape=9x3 seed=5; set optimizer momentum; "
    + "set loss mse target=1; train 3; set update_ops off; train 2; set update_ops on; set name other; train 4; "
    + "open /m.json epsilon=0.01; layer \"\"; infer"

  /// A disk with a model of as many channels.
  private static func files(_ others: [String: [UInt8]] = [:]) throws -> MemoryFiles {
    let arrays = ["moving_mean", "moving_variance", "beta", "gamma"].enumerated().map { place, name in
      NamedArray(name: name, shape: [3], values: [1.5, 2, 3].map { $0 + Double(place) })
    }
    let model = try ArrayFile.encode(arrays, path: "m.json")
    return MemoryFiles(others.merging(["/m.json": model]) { $1 })
  }

  private func names(of value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label) }

  // What goes to a part as a whole takes along what is added to it. A part that is added needs a place in
  // `TimedExperiment` and `Branch`, in `Session.light`, `become`, `reset` and `session(before:)`, and in the fingerprint.
  @Test("are those that branches, checkpoints, reset and undo deal with")
  func parts() throws {
    let session = try Session(Self.lines, Self.files())
    #expect(names(of: session) == ["experiment", "timeline", "branches", "log", "undo", "viewer"])
    #expect(names(of: session.branch) == ["experiment", "timeline"])
    #expect(names(of: session.experiment) == ["setup", "state", "passes"])
    #expect(names(of: session.checkpoint) == ["setup", "state"])
  }

  /// The fields of an experiment that differ from those of another one.
  private func differing(_ experiment: Experiment, from other: Experiment) -> [String] {
    zip(experiment.fields, other.fields).filter { $0.bits != $1.bits }.map(\.0.name)
  }

  @Test("of an experiment all have a value of their own here, so that none of them is lost unseen")
  func example() throws {
    let experiment = try Session(Self.lines, Self.files()).experiment
    let alike = Set(experiment.fields.map(\.name)).subtracting(differing(experiment, from: Experiment()))
    // What is known of the data is no part of what an experiment is.
    #expect(alike == ["setup.populations"])
  }

  @Test(
    "of an experiment all come back",
    arguments: [
      "back 6; forward 6", "goto 0; goto 10", "fork b; train 2; switch main", "fork b; switch next; switch main",
      "train; undo", "undo; redo", "back 3; undo", "set momentum 0.5; undo", "set name third; undo",
      "eval none; generate normal shape=4x2; undo; undo", "eval none; undo", "reset; undo", "back 2; train; undo; undo",
      "source more.bn; undo",
      "fork b; undo", "reset; switch main~1", "back 4; set momentum 0.5; switch main~1",
    ])
  func wayBack(lines: String) throws {
    let files = try Self.files(["more.bn": Array("train 3; set renorm on; eval none; reset".utf8)])
    var session = try Session(Self.lines, files)
    let before = session.experiment
    try session.run(lines, files)
    #expect(differing(session.experiment, from: before) == [])
  }

  @Test("of an experiment all come from its lines, and all but the passes from a checkpoint")
  func kept() throws {
    let session = try Session(Self.lines, Self.files())
    #expect(differing(try Session(session.log.script, Self.files()).experiment, from: session.experiment) == [])
    #expect(
      differing(Experiment(session.checkpoint), from: session.experiment) == ["passes.last", "passes.lastEval"])
  }

  @Test("reset leaves all of the setup, and the rest is as before the first step")
  func reset() throws {
    var session = try Session(Self.lines, Self.files())
    var fresh = Experiment(setup: session.experiment.setup)
    fresh.state.layer = try fresh.built(session.configuration, for: try #require(session.batchShape))
    // Of a layer from a file the numbers before the first step are the file's.
    fresh.setup.taken?.begin(in: &fresh.state.layer)
    try session.run("reset")
    #expect(differing(session.experiment, from: fresh) == [])
    #expect(session.step == 0 && session.history.isEmpty && !session.isInPast)
  }

  @Test("of the person stay wherever the session goes, and come back with the way back")
  func viewer() throws {
    var session = try Session(
      Self.lines + "; fork b; channel 1; speed 7; figure1 steps=1 width=2 batch=2", Self.files())
    let viewer = session.viewer
    #expect(zip(Bits.fields(of: viewer), Bits.fields(of: Viewer())).allSatisfy { $0.bits != $1.bits })
    for line in ["back 3", "switch main", "reset", "undo", "undo", "train 2"] {
      try session.run(line)
      #expect(session.viewer == viewer, "\(line)")
    }
    try session.run("channel all; speed max; undo; undo")
    #expect(session.viewer == viewer)
  }
}

@Suite("The bits of a value")
struct BitsTests {
  @Test("tell apart what differs in one bit anywhere, and nothing else")
  func difference() throws {
    #expect(Bits.of(0.0) != Bits.of(-0.0) && Bits.of(Double.nan) == Bits.of(Double.nan))
    #expect(Bits.of([1.0, 2]) != Bits.of([2.0, 1]) && Bits.of([Float]()) != Bits.of([Float(0)]))
    var long = (0..<1000).map(Double.init)
    let before = Bits.of(long)
    long[712] = long[712].nextUp
    #expect(Bits.of(long) != before)
    #expect(Bits.of(["a": 1, "b": 2, "c": 3]) == Bits.of(["c": 3, "b": 2, "a": 1]))
    #expect(Bits.of(Double?.none as Any) != Bits.of(Double?.some(0) as Any))
    // Behind a reference and a type that only the running program knows.
    let steps = try [0, 1].map { try #require(Session("batch [[3], [\($0)]]; train").lastStep) }
    #expect(Bits.of(steps[0]) != Bits.of(steps[1]) && Bits.of(steps[0]) == Bits.of(steps[0]))
  }
}
