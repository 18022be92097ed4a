import BNCore
import Testing

/// Counterparts of tests in TensorFlow 1.4's normalization_test.py, under their names there.
@Suite("TensorFlow's tests: what a layer has")
struct LayerCreationTests {
  static let shape = [5, 4, 3]

  func layer(_ change: (inout BatchNormalizationOptions) -> Void) throws -> BatchNormalization<Float> {
    try BatchNormalization(
      options: .with {
        $0.axis = 1
        $0.trainingSwitch = .placeholder
        change(&$0)
      }, inputShape: Self.shape)
  }

  func pass(of layer: BatchNormalization<Float>) throws -> Pass<Float> {
    var random = MersenneTwister(seed: 1)
    return try layer.forward(.uniform(Self.shape, from: &random), mode: .training)
  }

  @Test("testCreateBN: four variables of the axis's extent, two updates, an output of the input's shape")
  func testCreateBN() throws {
    let layer = try layer { _ in }
    #expect(layer.variables.names == [.gamma, .beta, .movingMean, .movingVariance])
    #expect(layer.variables.names.allSatisfy { layer.variables[$0]?.count == 4 })
    let pass = try pass(of: layer)
    #expect(pass.output.shape == Self.shape)
    #expect(pass.updates?.count == 2)
  }

  @Test("testNoCenter: three variables, of which only gamma is trained")
  func testNoCenter() throws {
    let layer = try layer { $0.center = false }
    #expect(layer.variables.names == [.gamma, .movingMean, .movingVariance])
    let pass = try pass(of: layer)
    #expect(pass.output.shape == Self.shape)
    #expect(pass.updates?.count == 2)
  }

  @Test("testNoScale: three variables, of which only beta is trained")
  func testNoScale() throws {
    let layer = try layer { $0.scale = false }
    #expect(layer.variables.names == [.beta, .movingMean, .movingVariance])
    let pass = try pass(of: layer)
    #expect(pass.output.shape == Self.shape)
    #expect(pass.updates?.count == 2)
  }

  @Test("testRegularizers: one loss, 0.1 times the sum, for beta in one layer and for gamma in another")
  func testRegularizers() throws {
    let regularizer = Regularizer.sum(0.1)
    let first = try layer { $0.betaRegularizer = regularizer }
    let second = try layer { $0.gammaRegularizer = regularizer }
    #expect(first.regularizationLosses == [0])
    // Four ones; 0.1 in float32 times 4 is exact.
    #expect(second.regularizationLosses == [0.4])
  }

  @Test("testConstraints: a layer keeps its constraints as they were given, w / sum(w) and w / max(w)")
  func testConstraints() throws {
    let maximum = CustomConstraint(name: "w / max(w)") { values in
      let largest = values.max() ?? 1
      return values.map { $0 / largest }
    }
    let layer = try layer {
      $0.gammaConstraint = .divideBySum
      $0.betaConstraint = .custom(maximum)
    }
    #expect(layer.options.gammaConstraint == .divideBySum)
    #expect(layer.options.betaConstraint == .custom(maximum))
    #expect(layer.options.gammaConstraint?.project([1, 2, 5] as [Float]) == [0.125, 0.25, 0.625])
    #expect(layer.options.betaConstraint?.project([1, 2, 4] as [Float]) == [0.25, 0.5, 1])
  }
}
