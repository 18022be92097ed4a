import BNCore
import Testing

/// The counterpart of a test in TensorFlow 1.4's normalization_test.py, under its name there.
@Suite("TensorFlow's tests: renorm")
struct RenormLayerTests {
  static let shape = [4, 3]

  @Test("testRenorm: five rounds of training and inference agree with the definition")
  func testRenorm() throws {
    var random = MersenneTwister(seed: 6)
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.axis = 1
        $0.epsilon = Model.epsilon
        $0.momentum = Model.momentum
        $0.renorm = true
        $0.renormMomentum = Model.renormMomentum
        $0.renormClipping = RenormClipping(rmax: Model.rmax, rmin: Model.rmin, dmax: Model.dmax)
        $0.gammaInitializer = .constant(Model.gamma)
        $0.betaInitializer = .constant(Model.beta)
        $0.trainingSwitch = .placeholder
      }, inputShape: Self.shape)
    var model = Model()
    for _ in 0..<5 {
      let batch = Tensor.uniform(Self.shape, from: &random)
      let trained = try layer.train(batch)
      let after = layer.variables
      // TensorFlow's test runs the updates of the inference pass too; they must change nothing.
      let inferred = try layer.forward(batch, mode: .inference)
      layer.apply(inferred.updates)
      #expect(layer.variables == after)
      // TensorFlow's atol and rtol.
      for (actual, expected) in [(trained, model.train(batch)), (inferred, model.infer(batch))] {
        expectNear(actual.output.scalars, expected, within: expected.map { 1e-5 + 1e-6 * $0.magnitude })
      }
    }
  }

  /// The test's own model: three channels, one common weight, in double precision.
  struct Model {
    static let (epsilon, momentum, renormMomentum) = (0.001, 0.99, 0.8)
    static let (rmax, rmin, dmax) = (1.1, 0.9, 0.1)
    static let (gamma, beta) = (2.0, 3.0)

    var movingMean = [0.0, 0, 0]
    var movingVariance = [1.0, 1, 1]
    var renormMean = [0.0, 0, 0]
    var renormStddev = [0.0, 0, 0]
    var renormWeight = 0.0

    mutating func train(_ batch: Tensor<Float>) -> [Double] {
      let exact = Definition(shape: batch.shape, x: batch.scalars.map(Double.init), axis: 1)
      let mean = exact.mean()
      let stddev = exact.variance().map { ($0 + Self.epsilon).squareRoot() }
      let output = exact.x.indices.map { index in
        let channel = index % 3
        let fullStddev = renormStddev[channel] + (1 - renormWeight) * stddev[channel]
        let fullMean = renormMean[channel] + (1 - renormWeight) * mean[channel]
        let r = min(max(stddev[channel] / fullStddev, Self.rmin), Self.rmax)
        let d = min(max((mean[channel] - fullMean) / fullStddev, -Self.dmax), Self.dmax)
        return ((exact.x[index] - mean[channel]) / stddev[channel] * r + d) * Self.gamma + Self.beta
      }
      func move(_ value: inout Double, to new: Double, keeping momentum: Double) {
        value = value * momentum + new * (1 - momentum)
      }
      move(&renormWeight, to: 1, keeping: Self.renormMomentum)
      for channel in 0..<3 {
        move(&renormMean[channel], to: mean[channel], keeping: Self.renormMomentum)
        move(&renormStddev[channel], to: stddev[channel], keeping: Self.renormMomentum)
        let ratio = renormStddev[channel] / renormWeight
        move(&movingMean[channel], to: renormMean[channel] / renormWeight, keeping: Self.momentum)
        move(&movingVariance[channel], to: ratio * ratio - Self.epsilon, keeping: Self.momentum)
      }
      return output
    }

    func infer(_ batch: Tensor<Float>) -> [Double] {
      var exact = Definition(shape: batch.shape, x: batch.scalars.map(Double.init), axis: 1)
      exact.epsilon = Self.epsilon
      exact.gamma = movingMean.map { _ in Self.gamma }
      exact.beta = movingMean.map { _ in Self.beta }
      return exact.output(mean: movingMean, variance: movingVariance)
    }
  }
}
