import BNCore
import Testing

/// What frameworks were measured to put out, given back to find out who it was.
@Suite("Measured outputs, identified")
struct MeasuredOutputTests {
  @Test(
    "every output names its framework among those that would do the same", arguments: FrameworkRules.all.map(\.name))
  func named(framework: String) throws {
    let inputs = try #require(MeasuredInputs.all)
    for record in MeasuredRecord.all where record.framework == framework {
      for question in MeasuredQuestion.outputs(record, inputs) {
        let answer = question.identifier.output(question.output)
        let match = answer.frameworks.first { $0.name == framework && $0.mode == question.mode }
        #expect(match != nil, "\(framework) \(record.case) \(record.settings) \(question.mode): \(answer)")
      }
    }
  }
}
