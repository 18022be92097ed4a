import BNCore
import Testing

/// What frameworks were measured to store after a step, given back to find out who it was.
@Suite("Measured statistics, identified")
struct MeasuredStatisticsTests {
  @Test(
    "all statistics name their framework among those that would store the same",
    arguments: FrameworkRules.all.filter(\.trains).map(\.name))
  func named(framework: String) throws {
    let inputs = try #require(MeasuredInputs.all)
    for record in MeasuredRecord.all where record.framework == framework && record.probe == nil {
      for question in MeasuredUpdate.all(record, inputs) {
        let answer = question.identifier.statistics(mean: question.mean, variance: question.variance)
        #expect(
          answer.frameworks.contains { $0.name == framework },
          "\(framework) \(record.case) \(record.settings) \(question.name): \(answer)")
      }
    }
  }
}
