import BNTestSupport
import BNCore
import Testing

@testable import BNFiles
@testable import BNExplorer

@Suite("Diagnosis of a session")
struct DiagnosisTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let code: Finding.Code
    let fires: String
    let isQuiet: String
    var testDescription: String { "\(code.rawValue): \(fires)" }

    init(_ code: Finding.Code, _ fires: String, not isQuiet: String) {
      self.code = code
      self.fires = fires
      self.isQuiet = isQuiet
    }
  }

  static let start = "generate normal mean=2 std=3 shape=64x4; set momentum 0.9"

  static let cases: [Case] = [
    Case(.updatesForgotten, "set update_ops off; train 3", not: "train 3"),
    Case(
      .trainingOff, "set training off; set optimizer sgd; set loss sum; step",
      not: "set optimizer sgd; set loss sum; step"),
    Case(.momentum, "set momentum 0.1", not: "set momentum 0.9"),
    Case(.notSettled, "train 43", not: "train 44"),
    // 64 rows of another shape after 600 steps: these variables have had none.
    Case(.notSettled, "train 600; generate normal mean=3 shape=64x2", not: "train 600"),
    Case(.epsilonDominates, "batch [[1], [1]] shape=2x1; train 66", not: "batch [[1], [3]] shape=2x1; train 66"),
    Case(.deadChannel, "generate constant shape=64x4", not: "generate normal std=1e-3 shape=64x4"),
    Case(
      .deadChannel, "assign moving_variance [1, 9e-13, 1, 1]", not: "assign moving_variance [1, 1.1e-12, 1, 1]"),
    Case(
      .padding, "batch [[0,0,0,0],[1,2,3,4],[2,3,4,5],[0,0,0,0]]; train",
      not: "batch [[0,0,0,1],[1,2,3,4],[2,3,4,5],[0,0,0,2]]; train"),
    Case(
      .updatesForgotten, "set training off; step 100",
      // The initial statistics are right for these batches.
      not: "generate normal shape=64x4; set training off; step 100; train"),
    Case(.tinyBatch, "generate normal shape=15x4", not: "generate normal shape=16x4"),
    Case(.besselCorrection, "generate normal shape=4x4x4x3", not: "generate normal shape=4x4x4x3; set fused off"),
    Case(.nonFinite, "assign moving_mean nan", not: "assign moving_mean 1e30"),
    Case(
      .renormBeforeTraining, "set training_mode placeholder; set renorm on; set training off",
      not: "set training_mode placeholder; set renorm on; train; set training off"),
    Case(.negativeVariance, "assign moving_variance -1", not: "assign moving_variance 1"),
    Case(.largeMean, "assign moving_mean 1e6", not: "assign moving_mean 1e3"),
    Case(.notFrozen, "set trainable off; train", not: "set trainable off; infer"),
    Case(
      .wrongAxis, "set axis 1; generate normal mean=[0,9,18] shape=8x3x4x4; set axis -1; train",
      not: "set axis 1; generate normal mean=[0,9,18] shape=8x3x4x4; train"),
    Case(
      .unlikeBatches, "generate classes means=[-5,5] shape=32x4; train 20",
      not: "generate classes means=[-5,5] order=shuffled shape=32x4; train 20"),
    // The batches of another source are not compared with those of this one.
    Case(
      .unlikeBatches, "generate classes means=[-5,5] shape=32x4; train 20",
      not: "train 20; generate normal mean=50 shape=64x4; train 20"),
    // 0.4 / 3 of a deviation is less than a person sees, and more than noise makes.
    Case(.staleMean, "train 200; generate normal mean=2.4 std=3 shape=64x4", not: "train 200"),
    Case(
      .renormClipping, "set renorm on; set renorm_clipping rmax=1.001 rmin=0.999 dmax=0.001; train 20",
      not: "set renorm on; set renorm_clipping rmax=3 rmin=0.3 dmax=5; train 20"),
    Case(.renormMomenta, "set renorm on", not: "set renorm off"),
    Case(.penalty, "set gamma_regularizer l2 0.1", not: "set gamma_regularizer none"),
    Case(.shutChannel, "assign beta -4", not: "assign beta -2"),
    Case(.drift, "train 200; generate normal mean=40 std=3 shape=64x4", not: "train 200"),
    // The second pipeline's batches are judged like the layer's own.
    Case(
      .drift, "eval generate normal mean=9 std=3 shape=64x4; train 200",
      not: "eval generate normal mean=2 std=3 shape=64x4; train 200"),
    // A few rows of the population that it was trained on are no other population.
    Case(
      .drift, "train 200; generate normal mean=40 std=3 shape=8x4 fixed=on; set training off; infer",
      not: "train 200; generate normal mean=2 std=3 shape=8x4 fixed=on; set training off; infer"),
    Case(.drift, "train 200; batch [[900, 900, 900, 900]]; infer", not: "train 200; batch [[2, 5, -1, 8]]; infer"),
    // A batch that is the same every time is its own population.
    Case(
      .drift, "train 200; generate normal mean=40 std=3 shape=64x4",
      not: "generate normal shape=4x4 seed=3 fixed=on; train 200"),
  ]

  @Test("finds what is wrong with a session, and not where it is right", arguments: cases)
  func findings(_ test: Case) throws {
    let wrong = try Session(Self.start + "; " + test.fires).diagnosis()
    #expect(wrong.contains { $0.code == test.code }, "\(FindingText(for: .session).lines(for: wrong))")
    let right = try Session(Self.start + "; " + test.isQuiet).diagnosis()
    #expect(!right.contains { $0.code == test.code }, "\(FindingText(for: .session).lines(for: right))")
  }

  @Test("finds that a data file's last batch has one example")
  func lastBatch() throws {
    let files = MemoryFiles(["a.csv": Array("a,b\n1,2\n3,4\n5,7\n8,9\n1,3\n".utf8)])
    let wrong = try Session("load a.csv batch=2", files).diagnosis()
    #expect(wrong.contains { $0.code == .nonFinite && $0.severity == .warning })
    let right = try Session("load a.csv batch=2 drop_last=on", files).diagnosis()
    #expect(!right.contains { $0.code == .nonFinite })
  }

  @Test("finds the float16 average that stands still")
  func stalled() throws {
    guard NumberType.available.contains(.float16) else { return }
    let wrong = try Session("set dtype float16; generate normal mean=1000 std=1 shape=64x2; assign moving_mean 900")
      .diagnosis()
    #expect(wrong.contains { $0.code == .stalledAverage })
    let right = try Session("set dtype float32; generate normal mean=1000 std=1 shape=64x2; assign moving_mean 900")
      .diagnosis()
    #expect(!right.contains { $0.code == .stalledAverage })
  }

  @Test("changes nothing, leaves no line in the log, and says so where it finds nothing")
  func pure() throws {
    var session = try Session(Self.start + "; train 100")
    let before = session.fingerprint
    #expect(try session.run("diagnose") == [.findings([], step: 100)])
    #expect(session.fingerprint == before)
    #expect(
      FindingText(for: .session).lines(for: [])
        == ["nothing found: \(Finding.Code.allCases.count) criteria looked at"])
  }

  @Test("prints a finding as a line, and as JSON")
  func text() throws {
    let finding = Finding(.smallGamma, .info, channels: [0, 3], figure: 2.5e-7, threshold: 1e-3)
    #expect(
      FindingText(for: .session).line(for: finding)
        == "INFO  A22 channels 0, 3: median of |gamma| 2.5e-07 (limit 0.001): little comes through the layer; "
        + "usual for the last layer of a branch, else a sign of decay. Try: show gamma; look for weight decay on it.")
    #expect(
      JSONLine.finding(finding, line: 4, command: "diagnose", step: 9).text
        == #"{"line":4,"command":"diagnose","step":9,"code":"A22","severity":"INFO","channels":[0,3],"#
        + #""measure":"median of |gamma|","figure":2.5e-07,"threshold":0.001,"why":"little comes through the layer; "#
        + #"usual for the last layer of a branch, else a sign of decay","#
        + #""advice":"show gamma; look for weight decay on it"}"#
    )
  }

  @Test("asks for batches where there are none")
  func noLayer() throws {
    #expect(try refusal(of: "diagnose").message.contains("name batches with generate, batch or load"))
    #expect(try refusal(of: "diagnose now").message.contains("unknown criterion \"now\""))
  }
}
