import BNTestSupport
import BNCore
import Testing

@Suite("Passes at the edges")
struct ForwardEdgeTests {
  @Test("one element a channel gives beta, fused or not, and a variance of 0")
  func oneElement() throws {
    for shape in [[3], [1, 3], [1, 1, 1, 3]] {
      var layer = try BatchNormalization<Float>(
        options: .with { $0.betaInitializer = .values([0.5, -2, 7]) }, inputShape: shape)
      let pass = try layer.train(Tensor(shape: shape, scalars: [1, 1e4, -3]))
      // x·inv + (beta − x·inv) cancels exactly where x·inv and beta add without rounding; else up to an ulp of x·inv.
      expectNear(pass.output.scalars, [0.5, -2, 7], within: [4e-6, 0.04, 2e-5])
      #expect(pass.batchVariance == [0, 0, 0])
      #expect(pass.varianceForUpdate == [0, 0, 0])
      #expect(layer.variables.movingVariance == [0.99, 0.99, 0.99])
    }
  }

  @Test("two values leave their sign only", arguments: [(1, 0.998006), (100, 0.9999998), (0.001, 0.0158094)])
  func twoValues(high: Float, expected: Double) throws {
    // ±δ/√(δ² + epsilon) with δ half the distance; the numbers are TensorFlow 1.4.1's, to their seven digits.
    let layer = try BatchNormalization<Float>(inputShape: [2, 1])
    let output = try layer.forward(Tensor(column: [0, high]), mode: .training).output.scalars
    expectNear(output, [-expected, expected], within: 5.1e-7)
  }

  @Test("before any update inference is x / √(1 + epsilon)")
  func fresh() throws {
    let layer = try BatchNormalization<Float>(inputShape: [3, 1])
    let pass = try layer.forward(Tensor(column: [-10, 0, 10]), mode: .inference)
    #expect(pass.output.scalars == [-9.995004, 0, 9.995004])
  }

  @Test("a constant input need not give exactly beta outside the fused path")
  func constant() throws {
    // TensorFlow 1.4.0: seven values 3.3 have the mean 3.2999997 and the output 7.6e-6.
    let layer = try BatchNormalization<Float>(options: .with { $0.arithmetic = .reference }, inputShape: [7, 1])
    let pass = try layer.forward(Tensor(shape: [7, 1], repeating: 3.3), mode: .training)
    #expect(pass.batchMean == [3.2999997])
    // One ulp of the two terms around 104, 2⁻¹⁷.
    #expect(pass.output.scalars == [Float](repeating: 0x1p-17, count: 7))
  }

  @Test("moments are taken in two passes: mean 1e4 and standard deviation 1e-2 keep their variance")
  func twoPasses() throws {
    var random = SplitMix(state: 48)
    let batch = Tensor<Float>(column: (0..<64).map { _ in 1e4 + 0.02 * Float.random(in: -1...1, using: &random) })
    let variance = try #require(
      BatchNormalization<Float>(inputShape: [64, 1]).forward(batch, mode: .training).batchVariance?.first)
    let exact = Definition(shape: [64, 1], x: batch.scalars.map(Double.init), axis: 1).variance()[0]
    // The mean's own rounding, half an ulp of 1e4 and what 64 additions gather, enters squared; E[x²] − E[x]² would be
    // off by ulps of 1e8, 8 each.
    let meanError = Double(Float(1e4).ulp) * 4
    #expect((Double(variance) - exact).magnitude < meanError * meanError)
    #expect(exact > 1e-5)
  }

  @Test("1e20 overflows the variance: the output is beta and the gradient 0")
  func huge() throws {
    let layer = try BatchNormalization<Float>(
      options: .with { $0.betaInitializer = .constant(0.25) }, inputShape: [2, 1])
    let pass = try layer.forward(Tensor(column: [1e20, -1e20]), mode: .training)
    #expect(pass.batchVariance == [.infinity])
    #expect(pass.output.scalars == [0.25, 0.25])
    #expect(try pass.gradients(upstream: Tensor(column: [1, 3])).input.scalars == [0, 0])
  }

  @Test("1e-20 has a variance of 0, not 1e-40")
  func tiny() throws {
    var layer = try BatchNormalization<Float>(
      options: .with { $0.movingVarianceInitializer = .zeros }, inputShape: [2, 1])
    let pass = try layer.train(Tensor(column: [1e-20, -1e-20]))
    #expect(pass.batchVariance == [0])
    #expect(layer.variables.movingVariance == [0])
    // Squares flush one by one: of 1e-38 and 2e-38 only the latter is left, and half of it is below the normal numbers.
    let reference = try BatchNormalization<Float>(options: .with { $0.arithmetic = .reference }, inputShape: [4, 1])
    let mixed = try reference.forward(Tensor(column: [1e-19, -1e-19, 1.4142e-19, -1.4142e-19]), mode: .training)
    #expect(mixed.batchVariance == [0])
    let above = try layer.forward(Tensor(column: [1.4142e-19, -1.4142e-19]), mode: .training)
    #expect(above.batchVariance?[0].isNormal == true)
  }

  @Test(
    "an empty batch makes mean, variance and moving statistics NaN in training", arguments: [[0, 3], [0, 2, 2, 3]])
  func emptyTraining(shape: [Int]) throws {
    var layer = try BatchNormalization<Float>(inputShape: shape)
    let pass = try layer.train(Tensor(shape: shape, scalars: []))
    #expect(pass.implementation.isFused == (shape.count == 4))
    #expect(pass.output == Tensor(shape: shape, scalars: []))
    for values in [pass.batchMean, pass.batchVariance, layer.variables.movingMean, layer.variables.movingVariance] {
      #expect(try #require(values).allSatisfy { $0.isNaN })
    }
    let gradients = try pass.gradients(upstream: Tensor(shape: shape, scalars: []))
    #expect(gradients.beta == [0, 0, 0])
    #expect(gradients.gamma.allSatisfy { pass.implementation.isFused ? $0 == 0 : $0.isNaN })
  }

  @Test("an empty batch harms nothing in inference")
  func emptyInference() throws {
    var layer = try BatchNormalization<Float>(
      options: .with { $0.trainingSwitch = .placeholder }, inputShape: [4, 3])
    let before = layer.variables
    let pass = try layer.forward(Tensor(shape: [0, 3], scalars: []), mode: .inference)
    layer.apply(pass.updates)
    #expect(pass.output.count == 0)
    #expect(layer.variables == before)
    #expect(try pass.gradients(upstream: pass.output).gamma == [0, 0, 0])
  }

  @Test("NaN and infinity spoil their own channel alone")
  func nonFinite() throws {
    var layer = try BatchNormalization<Float>(inputShape: [2, 3])
    let pass = try layer.train(Tensor(shape: [2, 3], scalars: [.nan, .infinity, 1, 0, 0, 3]))
    let mean = try #require(pass.batchMean)
    #expect(mean[0].isNaN)
    #expect(mean[1] == .infinity)
    #expect(mean[2] == 2)
    #expect(pass.output.scalars.map(\.isNaN) == [true, true, false, true, true, false])
    #expect(layer.variables.movingMean[0].isNaN)
    #expect(layer.variables.movingVariance[1].isNaN)
    #expect(layer.variables.movingVariance[2] == 1)
  }

  @Test("epsilon 0 with a constant input is NaN, and a negative epsilon is taken as it is")
  func noFloor() throws {
    let zero = try BatchNormalization<Float>(options: .with { $0.epsilon = 0 }, inputShape: [2, 1])
    #expect(try zero.forward(Tensor(column: [3, 3]), mode: .training).output.scalars.allSatisfy { $0.isNaN })
    let negative = try BatchNormalization<Float>(options: .with { $0.epsilon = -0.75 }, inputShape: [2, 1])
    // Variance 1: 1/√(1 − 0.75) = 2.
    #expect(try negative.forward(Tensor(column: [-1, 1]), mode: .training).output.scalars == [-2, 2])
  }

  @Test("the fused path uses an epsilon of at least 1.001e-5, in training, inference and gradients")
  func floor() throws {
    let batch = Tensor<Float>(shape: [2, 1, 1, 1], scalars: [-0.01, 0.01])
    let layer = try BatchNormalization<Float>(
      options: .with {
        $0.epsilon = 1e-8
        $0.movingVarianceInitializer = .constant(1e-4)
      }, inputShape: batch.shape)
    let floored = 1 / (1e-4 + 1.001e-5).squareRoot()
    for mode in Mode.allCases {
      let pass = try layer.forward(batch, mode: mode)
      #expect(pass.epsilon == 1.001e-5)
      // Eight roundings.
      expectNear(pass.output.scalars, [-0.01 * floored, 0.01 * floored], within: 8 * 0x1p-24)
      let gradient = try pass.gradients(upstream: Tensor(shape: batch.shape, scalars: [1, 1])).input.scalars
      expectNear(gradient, mode == .inference ? [floored, floored] : [0, 0], within: floored * 8 * 0x1p-24)
    }
    let other = try BatchNormalization<Float>(
      options: .with {
        $0.epsilon = 1e-8
        $0.fused = false
      }, inputShape: batch.shape)
    #expect(try other.forward(batch, mode: .training).epsilon == 1e-8)
    let above = try BatchNormalization<Float>(options: .with { $0.epsilon = 1.1e-5 }, inputShape: batch.shape)
    #expect(try above.forward(batch, mode: .training).epsilon == 1.1e-5)
  }
}
