import BNCore
import BNTestSupport
import Testing

@testable import BNExplorer

@Suite("The count of a variable's updates")
struct VariableRecordTests {
  static let start = "generate normal mean=3 std=2 shape=64x2 seed=1; set momentum 0.9; "
  static let files = MemoryFiles(["mean.csv": Array("3,3\n".utf8)])

  /// A session's lines, and what the moving mean and the moving variance have to show for them.
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: String
    let mean: VariableRecord
    let variance: VariableRecord
    var testDescription: String { lines }

    init(_ lines: String, _ mean: VariableRecord, variance: VariableRecord? = nil) {
      self.lines = lines
      self.mean = mean
      self.variance = variance ?? mean
    }
  }

  static func made(_ run: Int, forgotten: Int = 0) -> VariableRecord {
    VariableRecord(updatesRun: run, updatesForgotten: forgotten)
  }

  static func given(_ run: Int, _ origin: VariableRecord.Origin = .assigned, forgotten: Int = 0) -> VariableRecord {
    VariableRecord(from: origin, updatesRun: run, updatesForgotten: forgotten)
  }

  static let cases: [Case] = [
    Case("train 6", made(6)),
    Case("train 6; infer 3", made(6)),
    Case("train 2; set update_ops off; train 3; infer", made(2, forgotten: 3)),
    // What still fits by name and shape is kept, and its count with it.
    Case("train 6; generate uniform shape=16x2", made(6)),
    Case("train 6; set dtype float64; train", made(7)),
    Case("train 6; set renorm on; set center off; train", made(7)),
    // Another shape, axis or initializer makes others.
    Case("train 6; generate normal shape=64x4", made(0)),
    Case("train 6; generate normal shape=64x4; train 2; generate normal shape=64x2", made(0)),
    Case("set update_ops off; train 6; generate normal shape=64x4", made(0)),
    Case("generate normal shape=4x3x2; train 6; set axis 1; train 2", made(2)),
    Case("train 6; set moving_mean_initializer constant 2; train", made(1), variance: made(7)),
    // Assigned, from a file, and by hand what the initializer makes.
    Case("train 6; assign moving_mean 3", given(0), variance: made(6)),
    Case(
      "train 6; assign moving_mean 3; set update_ops off; train 2", given(0, forgotten: 2),
      variance: made(6, forgotten: 2)),
    Case("train 6; assign moving_variance [4, 4]; train 2", made(8), variance: given(2)),
    Case("train 6; assign moving_mean mean.csv; train", given(1, .file), variance: made(7)),
    Case("train 6; assign moving_mean 0; assign moving_variance 1; train 2", made(2)),
    Case("set moving_mean_initializer constant 0.1; train 6; assign moving_mean 0.1", made(0), variance: made(6)),
    Case("train 6; assign gamma 2; train", made(7)),
    Case("train 6; assign moving_mean 3; generate normal shape=16x2; train", given(1), variance: made(7)),
    // Another name has its own, and back is what was.
    Case("set name a; train 3; set name b", made(0)),
    Case("set name a; train 3; set name b; train 2", made(2)),
    Case(
      "set name a; train 3; assign moving_mean 5; train; set name b; train 2; set reuse auto; set name a",
      given(1), variance: made(4)),
    Case("set name a; train 3; set name b; train 2; set reuse auto; set name a; train 4; set name b", made(2)),
    Case("set name a; train 3; set name b; train 2; set reuse auto; set name a; train 4", made(7)),
    // The steps before and after a change, from its other side.
    Case("train 3; assign moving_mean 5; train 2; goto 2", made(2)),
    Case("train 3; assign moving_mean 5; train 2; goto 2; goto 3", given(0), variance: made(3)),
    Case("train 3; assign moving_mean 5; train 2; goto 2; goto 5", given(2), variance: made(5)),
    Case("train 3; generate normal shape=64x4; train 2; goto 2; train", made(3)),
    Case("train 3; generate normal shape=64x4; train 2; goto 1; goto 4", made(1)),
    Case("train 3; set name b; train 2; goto 3", made(0)),
    Case("train 3; set name b; train 2; goto 2", made(2)),
    // Branches, and taking back.
    Case("train 3; fork b; assign moving_mean 5; train 2", given(2), variance: made(5)),
    Case("train 3; fork b; assign moving_mean 5; train 2; switch main; train", made(4)),
    Case("train 3; fork b; generate normal shape=64x4; train; switch main; train; switch b", made(1)),
    Case("train 3; goto 1; set update_ops off; train; switch main~1", made(3)),
    Case("train 3; assign moving_mean 5; undo", made(3)),
    Case("train 3; assign moving_mean 5; train 2; undo; undo; train", made(4)),
    Case("train 3; assign moving_mean 5; undo; redo; train", given(1), variance: made(4)),
    Case("train 3; generate normal shape=64x4; train; undo; undo", made(3)),
    Case("train 3; set name b; train; undo; undo", made(3)),
    Case("train 3; reset", made(0)),
    Case("train 3; assign moving_mean 5; reset; train", made(1)),
    Case("train 3; assign moving_mean 5; reset; undo", given(0), variance: made(3)),
  ]

  /// A record as far as it counts.
  private func counts(_ record: VariableRecord) -> VariableRecord {
    VariableRecord(
      from: record.origin, updatesRun: record.updatesRun, updatesForgotten: record.updatesForgotten)
  }

  @Test("is that of the variable, wherever it goes", arguments: cases)
  func counts(_ test: Case) throws {
    let records = try #require(try Session(Self.start + test.lines, Self.files).layer?.records)
    #expect(counts(records[.movingMean]) == test.mean)
    #expect(counts(records[.movingVariance]) == test.variance)
  }

  @Test("begins when the variable is made, not when the layer is")
  func late() throws {
    let lines = "train 3; set renorm on; train 2; set center off; set center on; train"
    let records = try #require(try Session(Self.start + lines).layer?.records)
    #expect(counts(records[.movingMean]) == Self.made(6))
    #expect(records[.renormMean] == Self.made(3))
    #expect(records[.beta] == Self.made(1))
  }

  /// Lines, and the momenta by which they move the moving variance from what it began with, each so many times.
  static let schedules: [(lines: String, momenta: [(Double, Int)])] = [
    ("step 40; set momentum 0.5", [(0.99, 40)]),
    ("step 40; set momentum 0.5; step", [(0.99, 40), (0.5, 1)]),
    ("step 12; set momentum 0.98; step 47", [(0.99, 12), (0.98, 47)]),
    ("step 12; set momentum 0.98; step 47; back 50", [(0.99, 9)]),
    ("step 12; set momentum 0.98; step 47; goto 3; goto 40", [(0.99, 12), (0.98, 28)]),
    ("step 12; set momentum 0.98; step 3; set update_ops off; step 5; set momentum 0.5", [(0.99, 12), (0.98, 3)]),
    ("step 5; set momentum 1; step 5; set momentum 0.9; infer 3; step", [(0.99, 5), (0.9, 1)]),
    ("step 5; set momentum 0; step; set momentum 0.9; step", [(0, 1)]),
    ("step 5; set momentum 0.9; step 2; reset; step 3", [(0.9, 3)]),
    ("step 5; set momentum 0.9; step 2; undo; undo; step", [(0.99, 6)]),
    ("step 5; assign moving_variance 1; set momentum 0.9; step 2", [(0.9, 2)]),
    ("step 5; fork b; set momentum 0.9; step 4; switch main; step", [(0.99, 6)]),
    ("step 5; fork b; set momentum 0.9; step 4; switch main; step; switch b", [(0.99, 5), (0.9, 4)]),
    ("step 5; set momentum 0.9; set renorm on; step 2", [(0.99, 5), (0.9, 2)]),
    ("step 5; generate constant value=0 shape=8x4; set momentum 0.9; step 2", [(0.99, 5), (0.9, 2)]),
    (
      "set name a; step 5; set name b; set momentum 0.9; step 2; set reuse auto; set name a; step",
      [(0.99, 5), (0.9, 1)]
    ),
    ("step 5; generate constant value=0 shape=32x3; set momentum 0.9; step 2", [(0.9, 2)]),
  ]

  // Batches of zeros have variance 0: what is left of the initial 1 is the moving variance itself.
  @Test("goes with the momenta that updates ran with", arguments: schedules.indices)
  func momenta(_ index: Int) throws {
    let (lines, momenta) = Self.schedules[index]
    let session = try Session("set dtype float64; set momentum 0.99; generate constant value=0 shape=32x4; " + lines)
    let expected = momenta.reduce(1.0) { share, part in (0..<part.1).reduce(share) { left, _ in left * part.0 } }
    let record = try #require(session.layer?.records[.movingVariance])
    // A rounding or two in each of 60 products.
    #expect(abs(record.shareLeft - expected) <= 1e-14)
    // TensorFlow has 1 - momentum in float32: 0.01 is 2e-10 off in each step.
    #expect(abs(try session.numbers("moving_variance")[0] - expected) <= 1e-7)
    let sentence = TwoTruths(session, try #require(session.preview()))
    #expect(sentence?.share == record.shareLeft)
    guard expected > 0.01, session.updatesRun > 0 else { return }
    let finding = try session.diagnosis().first { $0.code == .notSettled }
    #expect(try #require(finding).figure == record.shareLeft)
  }

  @Test("leaves as many steps to take as it then takes", arguments: [0.98, 0.9, 0.5, 0])
  func stepsLeft(momentum: Double) throws {
    var session = try Session(
      "set dtype float64; set momentum 0.99; generate constant value=0 shape=32x4; step 11; set momentum \(momentum)")
    let preview = try #require(session.preview())
    let truths = try #require(TwoTruths(session, preview))
    let steps = try #require(truths.stepsLeft)
    try session.run("step \(steps)")
    #expect(try session.numbers("moving_variance")[0] <= 0.01)
    try session.run("back 1")
    #expect(try session.numbers("moving_variance")[0] > 0.01)
  }

  @Test("leaves the passes of the whole session as they are")
  func passes() throws {
    let lines = "train 3; generate normal shape=64x4; train 2; set name b; assign moving_mean 3; train; infer"
    #expect(try Session(Self.start + lines).numbers("updates") == [6])
    #expect(try Session(Self.start + lines + "; goto 4").numbers("updates") == [4])
    #expect(try Session(Self.start + lines + "; reset; train").numbers("updates") == [1])
  }

  /// What is to be judged by the count of variables, and not by the updates of those before them.
  struct Judgement: Sendable, CustomTestStringConvertible {
    let lines: String
    /// The share of the initial values that is left; `nil` where nothing is to be said of it.
    let left: Double?
    let without: [Finding.Code]
    var testDescription: String { lines }

    init(_ lines: String, left: Double?, without: [Finding.Code] = []) {
      self.lines = lines
      self.left = left
      self.without = without
    }
  }

  // 0.99 to the power of the updates; 600 of them leave 0.0024, which is settled.
  static let judgements = [
    Judgement("train 600", left: nil),
    Judgement("train 600; generate normal mean=30 shape=64x4", left: 1, without: [.drift, .staleMean]),
    Judgement("train 600; generate normal mean=30 shape=64x4; train 10", left: 0.9043820750088044, without: [.drift]),
    Judgement("set name online; train 300", left: 0.04904089407128576),
    Judgement("set name online; train 300; set name target", left: 1, without: [.drift]),
    Judgement("train 600; assign moving_mean 0; assign moving_variance 1; train 10", left: 0.9043820750088044),
    Judgement("train 600; assign moving_mean 0; train 10", left: 0.9043820750088044),
    // The statistics are somebody's, and nothing of them is initial.
    Judgement("assign moving_mean 3; assign moving_variance 4; train 5", left: nil, without: [.drift]),
    Judgement(
      "set update_ops off; train 5; generate normal shape=64x4; set update_ops on", left: nil,
      without: [.updatesForgotten]),
    Judgement(
      "set update_ops off; train 5; assign moving_mean 3; assign moving_variance 4", left: nil,
      without: [.updatesForgotten]),
  ]

  @Test("is what findings go by", arguments: judgements)
  func findings(_ test: Judgement) throws {
    let findings = try Session("generate normal mean=3 std=2 shape=64x2 seed=1; " + test.lines).diagnosis()
    let settling = findings.first { $0.code == .notSettled }
    if let left = test.left {
      // The powers are taken by squaring here and there; a few roundings lie between.
      #expect(abs(try #require(settling).figure - left) < 1e-12)
    } else {
      #expect(settling == nil)
    }
    #expect(!findings.contains { test.without.contains($0.code) })
  }

  @Test("says of statistics that were given and are wrong that they are, at once")
  func given() throws {
    let session = try Session(Self.start + "assign moving_mean 30; assign moving_variance 400")
    #expect(try session.diagnosis().contains { $0.code == .drift && $0.severity == .error })
  }

  @Test("says of new variables that the optimizer moves in inference that they had no update")
  func untouched() throws {
    let lines = "train 600; set name b; set training off; set optimizer sgd; set loss sum; step"
    let finding = try Session(Self.start + lines).diagnosis().first { $0.code == .trainingOff }
    #expect(try #require(finding).figure == 0)
  }
}
