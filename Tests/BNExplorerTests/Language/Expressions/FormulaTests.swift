import BNCore
import Testing

@testable import BNExplorer

@Suite("Penalties and projections written as formulas")
struct FormulaTests {
  private func formula(_ text: String) throws -> Formula { try Formula(Word(text: text, column: 1)) }

  private func penalty(_ text: String) throws -> Regularizer { try formula(text).regularizer(column: 1) }

  static let penalties = [
    "sum(w)", "0.1*sum(w^2)", "sum(abs(w))/3", "mean(w)*mean(w)", "variance(w)", "std(w)+1", "max(w)-min(w)",
    "median(w)", "median(w^2)*sum(w)",
    "sum(exp(-w^2))", "sum(log(1+w*w))", "sqrt(sum(w^2))", "sum(w/(1+abs(w)))", "sum((w-mean(w))^3)", "2^mean(w)",
    "sum(abs(w)^1.5)", "-sum(w*max(w))", "7", "sum(1-w)/sum(w^2)",
  ]

  @Test("have the derivative that central differences find", arguments: penalties)
  func derivative(_ text: String) throws {
    let regularizer = try penalty(text)
    let w = [0.7, -1.3, 2.1, 0.4]
    let step = 1e-5
    for (index, slope) in regularizer.gradient(w).enumerated() {
      var up = w
      var down = w
      up[index] += step
      down[index] -= step
      let difference = (regularizer.loss(up) - regularizer.loss(down)) / (2 * step)
      // Central differences err by step²/6 times a third derivative, below 100 for these, and 2^-53 · |loss| / step.
      #expect(abs(slope - difference) < 2e-8, "\(text) by w[\(index)]: \(slope), differences say \(difference)")
    }
  }

  @Test("equal elements share the derivative of an extreme, as in TensorFlow")
  func ties() throws {
    #expect(try penalty("max(w)").gradient([3.0, 1, 3]) == [0.5, 0, 0.5])
  }

  @Test("a projection gives a value for each, and one number stands for all")
  func projections() throws {
    let w: [Float] = [1, 2, 5]
    #expect(try formula("w/sum(w)").constraint.project(w) == Constraint.divideBySum.project(w))
    #expect(try formula("w/max(w)").constraint.project(w) == [0.2, 0.4, 1])
    #expect(try formula("2").constraint.project(w) == [2, 2, 2])
  }

  @Test(
    "a session keeps them as they were written, and its script sets them again",
    arguments: [
      (Parameter.gammaRegularizer, "\"0.1 * sum(w^2)\""), (.betaRegularizer, "\"sum(abs(w))\""),
      (.gammaConstraint, "\"w/max(w)\""), (.betaConstraint, "\"w/sum(w)\""),
    ])
  func inSessions(_ parameter: Parameter, _ text: String) throws {
    let session = try Session("batch [[3], [7]]; set \(parameter.rawValue) \(text)")
    #expect(parameter.text(in: session.configuration) == text)
    #expect(session.log.lines.last == "set \(parameter.rawValue) \(text)")
    let replayed = try Session(session.log.lines.joined(separator: ";"))
    #expect(replayed.configuration == session.configuration)
  }

  @Test("formulas of one text are equal, of two texts are not")
  func equality() throws {
    #expect(try penalty("sum(w)") == penalty("sum(w)"))
    #expect(try penalty("sum(w)") != penalty("sum( w )"))
  }

  @Test(
    "what is no penalty is refused with what would be one",
    arguments: [
      ("w^2", "a penalty is one number; write sum(w^2), for example"), ("sum(gamma)", "gamma"), ("sum(w[0])", "["),
      ("sum(v)", "\"v\""), ("", "expected a number, w or a function"),
    ])
  func refusals(_ text: String, _ words: String) throws {
    let error = try #require(throws: CommandError.self) { try penalty(text) }
    #expect(error.message.contains(words), "\(error.message)")
  }
}
