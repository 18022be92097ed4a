import BNCore
import Testing

@testable import BNFiles
@testable import TerminalKit
@testable import BNExplorer
@testable import Platform

@Suite("Explanations")
struct ExplanationTests {
  @Test("print the formula with names, with numbers, the result, every factor and the branch")
  func text() throws {
    let session = try Session("batch [[0], [4]]; set epsilon 0; set gamma_initializer constant 3; train")
    #expect(
      try session.explained("y[1,0]").lines == [
        "y[1,0] = (x - batch_mean) / sqrt(batch_variance + epsilon) * gamma + beta",
        "       = (4.0 - 2.0) / sqrt(4.0 + 0.0) * 3.0 + 0.0",
        "       = 3.0",
        "  x               4.0  x[1,0], the element itself",
        "  batch_mean      2.0  mean of the 2 elements of channel 0, before it is rounded to float32",
        "  batch_variance  4.0  biased variance of the 2 elements of channel 0, before it is rounded to float32",
        "  epsilon         0.0  added to the variance",
        "  gamma           3.0  factor of channel 0",
        "  beta            0.0  offset of channel 0",
        "because  training: by the batch's own moments",
        "         not fused: rank 2; arithmetic fast, moments in double precision",
        // 18 roundings for four differences or sums, a root, a quotient, a product, six numbers and the result: 1.9e-5
        // is below 20 · 2⁻²⁴ · (4 + 2) / 2 · 3.
        "rounded  float32; the numbers above give it within 1.1e-5",
      ])
  }

  @Test("state a bound that leaves no digit of an ordinary number in doubt, and that a wrong factor breaks")
  func bound() throws {
    let session = try Session("generate normal mean=2 std=3 shape=64x4 seed=5; train 20")
    for (subject, wrong) in [("y[3,2]", "y[4,2]"), ("moving_mean[1]", "moving_mean[2]")] {
      let explanation = try session.explained(subject)
      let printed = try PrintedFormula(explanation.lines, of: subject)
      #expect(explanation.roundingBound < 1e-5 * max(1, explanation.result.magnitude))
      let other = try PrintedFormula(session.explained(wrong).lines, of: wrong)
      #expect((other.value - printed.result).magnitude > explanation.roundingBound)
    }
  }

  @Test("put in the numbers that show prints")
  func factors() throws {
    let session = try Session(
      "generate normal mean=2 std=3 shape=8x4 seed=5; set arithmetic reference; set renorm on; train 5;"
        + "assign gamma 2; assign beta 3; train")
    let terms = try session.explained("y[3,2]").terms
    for term in terms where term.name != "epsilon" {
      let element = term.name == "x" ? "x[3,2]" : "\(term.name)[2]"
      #expect(try session.numbers(element) == [term.value], "\(term.name)")
    }
    #expect(terms.map(\.name) == ["x", "batch_mean", "batch_variance", "epsilon", "r", "d", "gamma", "beta"])
  }

  @Test(
    "say which branch ran",
    arguments: [
      ("train", "y[0,0]", "training: by the batch's own moments"),
      ("infer", "y[0,0]", "inference: by the moving statistics"),
      ("train", "y[0,0]", "not fused: rank 2; arithmetic fast"),
      ("set arithmetic reference; train", "y[0,0]", "arithmetic reference"),
      ("generate normal shape=2x2x2x2; train", "y[0,0,0,0]", "fused; arithmetic fast"),
      ("generate normal shape=2x2x2x2; set fused off; train", "y[0,0,0,0]", "not fused: fused=off"),
      ("generate normal shape=2x2x2x2; train", "moving_variance[0]", "fused: the unbiased variance"),
      ("infer", "moving_mean[0]", "no update operations"),
      ("set update_ops off; train", "moving_mean[0]", "update_ops off"),
      ("set training_mode placeholder; infer", "moving_mean[0]", "moved by 0"),
      ("set renorm on; train", "moving_mean[0]", "renorm's own averages"),
      ("set renorm on; train", "r[0]", "r has no limits"),
      ("set renorm on; set rmax 2; set rmin 0.5; train", "r[0]", "r is within its limits"),
      ("set renorm on; train; set rmax 0.5; train", "r[0]", "r is clipped to rmax"),
      ("set renorm on; train; set rmin 1.5; train", "r[0]", "r is clipped to rmin"),
      ("set renorm on; train; set rmax 0.5; train", "y[0,0]", "r is clipped to rmax"),
      ("set renorm on; train; assign renorm_mean -9; set dmax 0.5; train", "d[0]", "d is clipped to dmax"),
      ("set renorm on; train; assign renorm_mean 9; set dmax 0.5; train", "d[0]", "d is clipped to -dmax"),
      ("train; assign moving_mean 5", "moving_mean[0]", "now it is 5.0"),
    ])
  func branch(_ lines: String, _ element: String, _ reason: String) throws {
    let explanation = try Session("generate normal seed=1 shape=8x2; \(lines)").explained(element)
    #expect(explanation.branch.contains { $0.contains(reason) }, "\(explanation.branch)")
  }

  @Test("show r and d as they were before they were clipped")
  func clipped() throws {
    let session = try Session(
      "generate normal seed=1 shape=8x2; set renorm on; train; set rmax 0.5; train")
    let lines = try session.explained("r[1]").lines
    let before = try PrintedFormula(lines, of: "r[1] before clipping")
    let after = try PrintedFormula(lines, of: "r[1]")
    #expect(after.result == 0.5)
    // Eight operations on float32 numbers.
    #expect((before.value / before.result - 1).magnitude < 1e-6)
    #expect(before.result > 0.5)
  }

  @Test("count from the end, need no index where there is one number, and explain the second pipeline")
  func indices() throws {
    let session = try Session(
      "generate normal seed=1 shape=8x2; eval generate normal seed=2 shape=4x2; set renorm on; train")
    #expect(try session.explained("y[-1,-2]") == session.explained("y[7,0]"))
    #expect(try session.explained("renorm_mean_weight").result == session.numbers("renorm_mean_weight")[0])
    #expect(try Session("batch [[1], [2]]; train").explained("moving_mean").subject == "moving_mean[0]")
    let eval = try session.explained("eval_y[3,1]")
    #expect(eval.terms.first?.value == (try session.numbers("eval_x[3,1]")[0]))
    #expect(eval.branch.contains { $0.contains("inference") })
  }

  static let refusals = [
    WrongText("explain y[0,0]", "y: no batch has been taken yet; step, train or infer first", column: 9),
    WrongText("train; explain y[8,0]", "y: index 8 of dimension 0 is outside the shape 8x2; expected 0..7", column: 16),
    WrongText("train; explain y[3]", "y has the shape 8x2; name one element, such as explain y[0,0]", column: 16),
    WrongText(
      "train; explain moving_mean", "moving_mean has the shape 2; name one element, such as explain moving_mean[0]",
      column: 16),
    WrongText(
      "train; explain y[:,0]", "explain takes one element; expected a whole number for each dimension", column: 17),
    WrongText(
      "train; explain 2*y[0,0]", "explain takes one element of a quantity, such as y[3,2]; show computes formulas",
      column: 16),
    WrongText(
      "train; explain r[0]", "r: the last pass had no renorm correction; set renorm on and train first", column: 16),
    WrongText(
      "infer; explain batch_mean[0]",
      "batch_mean: the last pass was inference, which does not look at the batch; train first", column: 16),
    WrongText(
      "train; explain grad_beta[0]", "grad_beta: the last pass had no loss; set loss sum first, and take a step",
      column: 16),
    WrongText(
      "train; set renorm on; explain renorm_mean[0]",
      "renorm_mean: the last pass was taken without it; take a step first", column: 31),
  ]

  @Test("are refused in one line that says what to do", arguments: refusals)
  func refused(_ wrong: WrongText) throws {
    let error = try refusal(of: wrong.text, in: try Session("generate normal seed=1 shape=8x2"))
    #expect(error.message == wrong.message)
    #expect(error.column == wrong.column)
  }

  @Test("are refused for what has no formula, with what has one, and for nothing")
  func noFormula() throws {
    #expect(try refusal(of: "explain gamma[0]").message.hasPrefix("gamma has no formula in a step; expected y, "))
    #expect(try refusal(of: "explain").message.hasPrefix("the command ends here; expected one element"))
    #expect(try refusal(of: "explain yy[0]").message.hasPrefix("unknown quantity \"yy\""))
  }

  @Test("change nothing and leave no line in the log")
  func pure() throws {
    var session = try Session("generate normal seed=1 shape=8x2; train 3")
    let before = session.fingerprint
    try session.run("explain y[0,0]; explain moving_variance[1]")
    #expect(session.fingerprint == before)
  }

  @Test("are completed with the quantities that have a formula")
  func completion() {
    let texts = CommandCompleter.complete("explain mov", 11) { _ in [] }.candidates.map(\.text)
    #expect(texts == ["moving_mean", "moving_variance"])
    #expect(
      CommandCompleter.complete("explain g", 9) { _ in [] }.candidates.map(\.text).allSatisfy { $0.hasPrefix("grad_") })
  }

  @Test("are JSON objects with their terms")
  func json() throws {
    let explanation = try Session("batch [[0], [4]]; train").explained("moving_mean[0]")
    let text = JSONLine.explanation(explanation, line: 3, command: "explain moving_mean", step: 1).text
    #expect(text.hasPrefix(#"{"line":3,"command":"explain moving_mean","step":1,"formula":"moving_mean - "#))
    #expect(text.contains(#""numbers":"0.0 - (0.0 - 2.0) * 0.01","result":0.02,"dtype":"float32""#))
    #expect(text.contains(#"{"name":"batch_mean","value":2.0,"meaning":"mean of the 2 elements of channel 0"}"#))
  }
}

@Suite("What a session expects of its moving statistics")
struct PredictionTests {
  @Test("is the population's mean, and of the variance what the implementation averages")
  func limits() throws {
    let start = "generate normal mean=2 std=3 shape=2x2x2x3; train"
    let fused = try Session(start)
    let mean = try #require(fused.prediction(of: .movingMean, channel: 1))
    #expect(mean.limit == 2)
    // Eight elements of variance 9.
    #expect(mean.batchDeviation == (9.0 / 8).squareRoot())
    #expect(mean.start == (try fused.numbers("moving_mean[1]")[0]))
    #expect(fused.prediction(of: .movingVariance, channel: 1)?.limit == 9)
    let other = try Session(start + "; set fused off; train")
    #expect(other.prediction(of: .movingVariance, channel: 1)?.limit == 9.0 * 7 / 8)
  }

  @Test("comes true to the last bit but a few where every batch is the same")
  func same() throws {
    var session = try Session("set dtype float64; batch [[3, 1], [7, 5]]; train 3")
    let predictions = try [VariableName.movingMean, .movingVariance].map {
      try #require(session.prediction(of: $0, channel: 1))
    }
    #expect(predictions.allSatisfy { $0.band == 0 })
    try session.run("train 50")
    let found = try session.numbers("moving_mean[1]") + session.numbers("moving_variance[1]")
    for (prediction, value) in zip(predictions, found) {
      // 1 - momentum is rounded to float32 once (6e-8 of it), which 50 updates carry on.
      #expect((prediction.expected(after: 50) / value - 1).magnitude < 1e-7)
    }
  }

  @Test(
    "is nothing where batches change, depend on each other, or nothing moves",
    arguments: [
      "generate normal drift=0.1", "generate classes means=[-1,1]", "generate normal fixed=on",
      "load builtin:digits batch=32 flatten=on",
      "generate normal; set training off", "generate normal; set update_ops off", "generate normal; set renorm on",
      "generate normal mean=[1,2,3,4] shape=4x4; set axis 0",
    ])
  func none(_ lines: String) throws {
    #expect(try Session(lines).prediction(of: .movingMean, channel: 0) == nil)
  }

  @Test("ends an explanation with its limit, its band, the updates to 1 % and the half-lives")
  func outlook() throws {
    // √(9 / 64) · √(0.01 / 1.99) = 0.026583.
    let session = try Session("generate normal mean=2 std=3; train")
    #expect(
      try session.explained("moving_mean[0]").lines.suffix(2) == [
        "expect   2 +- 0.026583 in the end, 1% of the way left after 459 more updates",
        "         half-life of momentum 0.99: 68.968 updates",
      ])
    let renorm = try Session("generate normal; set renorm on; set renorm_momentum 0.5; train").explained(
      "moving_mean[0]")
    #expect(
      renorm.outlook == ["half-life of momentum 0.99: 68.968 updates, half-life of renorm_momentum 0.5: 1 updates"])
  }
}
