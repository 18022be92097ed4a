import BNCore
import Testing

/// What numbers cannot tell is said, and so is what comes nearest where nothing fits.
@Suite("Outputs that do not tell")
struct OutputAmbiguityTests {
  @Test("large variances do not tell epsilons apart, and the variance that would is right")
  func epsilon() throws {
    let truth = Truth([40, 4], axis: 1, spread: [300, 500, 400, 900])
    let answer = truth.identify(truth.trained)
    #expect(answer.convention == truth.convention(.batch(.population)))
    let epsilon = try #require(answer.epsilon)
    #expect(epsilon.range.contains(1e-3) && epsilon.range.contains(1e-5) && epsilon.others.contains(1e-5))
    let telling = try #require(answer.tellingVariance)
    for (factor, isTold) in [(0.2, true), (20, false)] {
      let deviation = (factor * telling).squareRoot()
      let other = Truth([40, 4], axis: 1, spread: [deviation, deviation * 3, deviation * 4, deviation * 5])
      let others = other.identify(other.trained).epsilon?.others ?? []
      #expect(others.contains(1e-5) == !isTold, "\(telling) \(factor)")
    }
  }

  @Test("a layer whose statistics are the batch's own does not tell the mode")
  func mode() {
    var truth = Truth([40, 4], axis: 1)
    (truth.mean, truth.variance) = (truth.batch.mean.map(Truth.float), truth.batch.variance.map(Truth.float))
    let answer = truth.identify(truth.trained)
    let all = [answer.convention].compactMap { $0 } + answer.others
    #expect(all.contains(truth.convention(.batch(.population))) && all.contains(truth.convention(.given)))
    #expect(Set(answer.frameworks.map(\.mode)) == [.training, .inference])
  }

  @Test("a gamma of 1 does not tell whether it was applied")
  func gamma() {
    var truth = Truth([40, 4], axis: 1)
    truth.gamma = [1, 1, 1, 1]
    let answer = truth.identify(truth.trained)
    #expect(answer.convention == truth.convention(.batch(.population)))
    #expect(answer.others.map(\.gamma) == [.leftOut])
  }

  @Test("one example in training is beta, whatever epsilon is")
  func oneValue() {
    let truth = Truth([1, 4], axis: 1)
    let answer = truth.identify(truth.beta)
    #expect(answer.convention?.statistics == .batch(.population) && answer.epsilon?.source == .hidden)
    let names = answer.frameworks.filter { $0.mode == .training }.map(\.name)
    #expect(names.contains("keras3 jax") && !names.contains("torch") && !names.contains("paddle"))
  }

  @Test("an output that is its batch is said to be that")
  func identity() {
    let truth = Truth([1, 4], axis: 1)
    let answer = truth.identify(truth.x)
    #expect(answer.isInput && answer.convention == nil)
    #expect(answer.frameworks.map(\.name) == ["paddle", "paddle NHWC"])
  }

  @Test("where one channel is wrong the nearest convention is named, and the channel")
  func oneChannel() throws {
    let truth = Truth([40, 4], axis: 1)
    var output = truth.trained
    for index in output.indices where truth.channel(index) == 2 { output[index] += 0.5 }
    let answer = truth.identify(output)
    #expect(!answer.isFound)
    let nearest = try #require(answer.nearest)
    #expect(nearest.convention == truth.convention(.batch(.population)) && nearest.epsilon == 1e-3)
    #expect(nearest.groups == [2] && nearest.fitting == 120 && nearest.count == 160)
    #expect((nearest.largest - 0.5).magnitude < 1e-5)
  }

  @Test("where one example is wrong it is named")
  func oneExample() throws {
    let truth = Truth([40, 4], axis: 1)
    var output = truth.inferred
    for channel in 0..<4 { output[17 * 4 + channel] = 9 }
    let nearest = try #require(truth.identify(output).nearest)
    #expect(nearest.convention == truth.convention(.given) && nearest.examples == [17])
  }

  @Test("an output by unknown gamma and beta still shows its axis")
  func unknownParameters() throws {
    let truth = Truth([9, 5, 4], axis: 2)
    let nearest = try #require(truth.identify(truth.inferred, KnownLayer()).nearest)
    #expect(nearest.linearAxes == [2])
  }

  @Test("noise is nothing's output")
  func noise() throws {
    let truth = Truth([40, 4], axis: 1)
    let answer = truth.identify(Truth([40, 4], axis: 1, seed: 99).x)
    #expect(!answer.isFound && answer.nearest?.linearAxes == [])
  }

  @Test("frameworks that lose digits are told from those that do not, by three rows of mean 1000")
  func frameworks() throws {
    let inputs = try #require(MeasuredInputs.all)
    func names(_ framework: String) throws -> Set<String> {
      let record = try #require(
        MeasuredRecord.all.first { $0.framework == framework && $0.case == "A" && $0.settings == "same" })
      let question = try #require(MeasuredQuestion.outputs(record, inputs).dropLast().last)
      return Set(question.identifier.output(question.output).frameworks.filter { $0.mode == .training }.map(\.name))
    }
    #expect(try names("keras3 numpy") == ["keras3 numpy", "keras3 torch"])
    #expect(try names("keras3 torch") == ["keras3 numpy", "keras3 torch"])
    #expect(try names("flax linen jit") == ["flax linen jit"])
    #expect(try names("flax linen") == ["flax linen", "flax nnx", "haiku"])
    #expect(try names("torch").isDisjoint(with: ["keras3 numpy", "keras3 torch", "haiku", "flax nnx", "equinox ema"]))
  }
}
