import BNCore
import Testing

/// What 37 ways of calling a framework did with the same batches, given back number by number by one table of rules.
@Suite("Rules of frameworks")
struct FrameworkRulesTests {
  @Test("all records are here, and each has its rules and its version")
  func complete() {
    #expect(MeasuredRecord.all.count == 938)
    #expect(Set(MeasuredRecord.all.map(\.framework)) == Set(FrameworkRules.all.map(\.name)))
    #expect(FrameworkRules.all.count == 37)
    for record in MeasuredRecord.all {
      let version = record.version.split(separator: " ")[0]
      let rules = FrameworkRules.all.first { $0.name == record.framework }
      #expect(rules?.version.contains(version) == true, "\(record.framework) \(record.version)")
    }
  }

  @Test("every number comes out within the roundings of float32", arguments: FrameworkRules.all.map(\.name))
  func measured(name: String) {
    let check = MeasuredCheck.replay(MeasuredRecord.all.filter { $0.framework == name }, by: FrameworkRules.all)
    let unexplained = check.failures.filter { !$0.isUnexplained }
    #expect(unexplained.isEmpty, "\(unexplained.map(\.description).joined(separator: "\n"))")
    #expect(check.numbers > 50)
  }

  @Test("what the rules do not explain is still so: 24 numbers of one framework")
  func unexplained() {
    let check = MeasuredCheck.replay(MeasuredRecord.all.filter { $0.framework == "mindspore" }, by: FrameworkRules.all)
    #expect(check.failures.filter(\.isUnexplained).map(\.numbers).reduce(0, +) == 24)
  }

  /// A step with nothing kept of the old statistics, so that the batch's own moments are what is stored.
  private func stored(_ name: String, _ case: String) throws -> (rules: [Float], measured: [Float]) {
    let rules = try #require(FrameworkRules.all.first { $0.name == name })
    let inputs = try #require(MeasuredInputs.all)
    let record = try #require(
      MeasuredRecord.all.first { $0.framework == name && $0.case == `case` && $0.settings == "all new" })
    var layer = FrameworkLayer(
      rules, rank: record.rank, gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0], epsilon: 1e-3, shareOfOld: 0)
    _ = layer.step(record.isLong ? inputs.longBatch(record) : inputs.batch("N1"))
    return (layer.state.variance, try #require(record.steps[0].variance?.values))
  }

  @Test(
    "a mean of squares loses the very digits that the framework's own loses",
    arguments: [
      ("keras3 torch", "D", [0, 8, 0, 0]), ("keras3 torch", "D3", [40, 40, 40, 32]),
      ("keras3 numpy", "D3", [-9416, -9416, -9416, -9416]), ("keras3 numpy", "D", [4584, 4584, 4592, 4688]),
      ("haiku", "N", [-0.0625, 0.0625, -0.0625, 0]), ("flax linen", "N", [0, 0.0625, 0, 0]),
      ("keras3 torch", "N", [-0.0625, 0.0625, -0.0625, 0]),
    ] as [(String, String, [Float])])
  func lost(name: String, case: String, variance: [Float]) throws {
    let stored = try stored(name, `case`)
    #expect(stored.rules == variance)
    #expect(stored.measured == variance)
  }

  @Test("a plain float32 sum of 4096 rows makes a variance of 0.0001 more than 0.136", arguments: ["torch", "mlx"])
  func rows(name: String) throws {
    for variance in try stored(name, "D3").rules { #expect(abs(variance - 0.1365) < 0.0002) }
    for variance in try stored("torch", "D4").rules { #expect(abs(variance - 1e-4) < 5e-6) }
  }
}
