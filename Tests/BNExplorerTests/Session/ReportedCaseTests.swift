import BNTestSupport
import Foundation
import Testing

@testable import BNCore
@testable import BNExplorer
@testable import BNFiles

/// The smallest forms of what people reported of normalization layers and their data.
///
/// The right values are closed forms.
@Suite("What people reported")
struct ReportedCaseTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")

  private static func files() throws -> MemoryFiles {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = Array(try Data(contentsOf: folder.appending(path: name)))
    }
    return MemoryFiles(files)
  }

  private func findings(_ lines: String) throws -> [Finding] { try Session(lines, Self.files()).diagnosis() }

  private func codes(_ lines: String, _ severity: Finding.Severity) throws -> [Finding.Code] {
    try findings(lines).filter { $0.severity == severity }.map(\.code)
  }

  // MARK: Judged by what is there

  @Test("one row to eight of the population that a layer was trained on are no finding", arguments: [1, 2, 3, 4, 6, 8])
  func fewRows(_ rows: Int) throws {
    let trained = "generate normal mean=3 std=2 shape=64x3 seed=5; train 1000; set training off; "
    #expect(try findings(trained + "generate normal mean=3 std=2 shape=\(rows)x3 seed=\(rows); infer").isEmpty)
    #expect(try findings(trained + "batch [[3, 3.5, 2]]; infer").isEmpty)
  }

  // y = (x - 0) / √(1 + 0.001) where nothing was ever moved.
  @Test("a layer that is only ever called in inference is an error")
  func neverTrained() throws {
    let lines = "generate normal mean=3 std=2 shape=64x3 seed=1; set training off; step 100"
    #expect(try codes(lines, .error) == [.updatesForgotten])
    let session = try Session(lines)
    for (y, x) in zip(try session.numbers("y"), try session.numbers("x/sqrt(1.001)")) { #expect(abs(y - x) < 1e-5) }
  }

  // r = √(49000 / 4900) = 3.162; |d| of the median channel: 1053 / √46240 = 4.897.
  @Test("statistics ten times too large are an error, with the ratio and the distance")
  func tenTimes() throws {
    let found = try findings(
      """
      generate normal mean=[104,117,123] std=[70,68,71] shape=64x3 seed=2
      assign moving_mean [1040, 1170, 1230]; assign moving_variance [49000, 46240, 50410]; set training off; infer
      """)
    let drift = try #require(found.first { $0.severity == .error })
    guard case .drift(let numbers) = drift.evidence else {
      Issue.record("\(drift)")
      return
    }
    #expect(abs(1 / (numbers.ratio ?? 0) - 3.162) < 0.001)
    #expect(abs(numbers.shift - 4.897) < 0.001)
  }

  @Test("right statistics, assigned or initialized, are not blamed after five steps")
  func goodStatistics() throws {
    let data = "generate normal mean=[104,117,123] std=[70,68,71] shape=64x3 seed=2; "
    for way in [
      "assign moving_mean [104, 117, 123]; assign moving_variance [4900, 4624, 5041]; ",
      "set moving_mean_initializer [104, 117, 123]; set moving_variance_initializer [4900, 4624, 5041]; ",
    ] { #expect(try findings(data + way + "train 5").allSatisfy { $0.severity == .info }) }
  }

  // 0.99^10 = 0.9044.
  @Test("counts belong to the variables: another shape, another name, numbers set by hand")
  func counts() throws {
    func share(_ lines: String) throws -> Double? {
      try findings(lines).first { $0.code == .notSettled && $0.severity == .error }?.figure
    }
    let first = "generate normal mean=3 std=2 shape=64x2 seed=1; train 600; "
    #expect(try share(first + "generate normal mean=3 std=2 shape=64x4 seed=2") == 1)
    #expect(try share(first + "reset; set name online; train 300; set name target") == 1)
    let byHand = try share(first + "assign moving_mean 0; assign moving_variance 1; train 10")
    #expect(abs(try #require(byHand) - 0.9044) < 1e-4)
  }

  @Test("a second pipeline from another domain is judged")
  func secondPipeline() throws {
    let lines = "generate normal mean=3 std=2 shape=64x3 seed=1; train 1000; "
    #expect(try codes(lines + "eval generate normal mean=30 std=2 shape=64x3 seed=9; train", .error) == [.drift])
    #expect(try codes(lines + "eval generate normal mean=3 std=2 shape=64x3 seed=9; train", .error) == [])
  }

  @Test("advice names another momentum than the one that is set")
  func advice() throws {
    let found = try findings("set momentum 0.5; generate normal shape=64x3 mean=1; train 3")
    for line in FindingText(for: .session).lines(for: found) { #expect(!line.contains("set momentum 0.5")) }
  }

  // MARK: Data

  @Test("the first number that is not finite is named: step, channel, index, line of the file")
  func firstBadBatch() throws {
    let lines = FindingText(for: .session).lines(for: try findings("load bad_row.csv batch=8; train 8"))
    #expect(lines.first?.contains("step 6: channel 1: x[0,1] = inf, line 42 of bad_row.csv") == true)
  }

  // Seconds since 1970: mean 1600000031.5, variance (64² - 1) / 12 = 341.25.
  @Test("float64 stays float64 from a file to the last bit")
  func float64() throws {
    var session = try Session("load epoch_seconds.csv dtype=float64; train", Self.files())
    #expect(try session.numbers("batch_mean")[0] == 1_600_000_031.5)
    #expect(try session.numbers("batch_variance")[0] == 341.25)
    try session.run("generate normal mean=3 std=2 shape=64x3 seed=5; assign moving_mean mean_float64.npy", Self.files())
    #expect(try session.numbers("moving_mean")[1...] == [1.0 / 3, 1_000_000_000.25])
    try session.run("load beyond_float32.npy; train", Self.files())
    #expect(try session.numbers("x")[0] == 1e39)
  }

  // gamma / √(V + epsilon) and beta - M · that, by hand from the three rows.
  @Test("epsilon and momentum can be used by their names")
  func byName() throws {
    let session = try Session(
      "batch [[1,2],[3,5],[4,1]]; assign gamma [-0.5, 0]; assign beta [0.1, 0.7]; train 200; infer")
    #expect(abs(try session.numbers("gamma/sqrt(moving_variance+epsilon)")[0] + 0.41070) < 1e-5)
    #expect(abs(try session.numbers("beta-moving_mean*gamma/sqrt(moving_variance+epsilon)")[0] - 1.04847) < 1e-5)
    #expect(try session.numbers("momentum") == [0.99])
  }

  @Test("tables are read as people have them")
  func tables() throws {
    let cases: [(String, [Double])] = [
      ("load missing.csv missing=drop", [2.5, 21, 41.5]), ("load comment_inside.csv", [2, 3]),
      ("load units_row.csv", [0.15, 2.5]), ("load comma_one_column.csv decimal=comma", [14 / 3.0]),
      ("load scope_export.csv", [-0.0002, (-0.012 - 0.011 + 0.0052) / 3]),
    ]
    for (line, mean) in cases {
      let session = try Session(line + " dtype=float64 batch=8; train", Self.files())
      for (found, right) in zip(try session.numbers("batch_mean"), mean) {
        #expect(abs(found - right) < 1e-12, "\(line)")
      }
    }
  }

  @Test("what cannot be read is refused with what helps")
  func refusals() throws {
    for (name, hint) in [
      ("missing.csv", "missing=drop"), ("comma_one_column.csv", "decimal=comma"),
      ("web_page_idx3-ubyte.gz", "web page"),
    ] {
      let error = try #require(throws: CommandError.self) { try Session("load \(name)", Self.files()) }
      #expect("\(error)".contains(hint), "\(error)")
    }
    let files = MemoryFiles([
      "last.csv": Array("a,b,\n1,2,\n3,4,\n".utf8), "years.csv": Array("year,2019\na,1\n".utf8),
      "sep.csv": Array("sep=;\na;b\n1;2\n3;4\n".utf8),
    ])
    for (name, hint) in [("last.csv", "columns=1-2"), ("years.csv", "header=on")] {
      let error = try #require(throws: CommandError.self) { try Session("load \(name)", files) }
      #expect("\(error)".contains(hint), "\(error)")
    }
    #expect(try Session("load sep.csv batch=8; train", files).numbers("batch_mean") == [2, 3])
  }
}
