import BNTestSupport
import BNCore
import Testing

@Suite("Batch renormalization")
struct RenormTests {
  static let a = Tensor<Float>(column: [-1, 1])
  static let b = Tensor<Float>(column: [4, 6])

  func layer(
    trained steps: Int = 0, _ change: (inout BatchNormalizationOptions) -> Void = { _ in }
  ) throws -> BatchNormalization<Float> {
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.renorm = true
        change(&$0)
      }, inputShape: [2, 1])
    if steps > 0 { try layer.train(Self.a, times: steps) }
    return layer
  }

  @Test("has eight variables in TensorFlow's order, renorm's own at 0")
  func variables() throws {
    let layer = try layer()
    #expect(
      layer.variables.names.map(\.rawValue) == [
        "gamma", "beta", "moving_mean", "moving_variance", "renorm_mean", "renorm_mean_weight", "renorm_stddev",
        "renorm_stddev_weight",
      ])
    for name in VariableName.allCases.suffix(4) { #expect(layer.variables[name] == [0]) }
    #expect(VariableName.allCases.filter(\.isScalar) == [.renormMeanWeight, .renormStddevWeight])
  }

  @Test("corrects nothing at the first step: r = 1, d = 0")
  func firstStep() throws {
    let pass = try layer().forward(Self.b, mode: .training)
    #expect(pass.correction?.r == [1])
    #expect(pass.correction?.d == [0])
    var plain = BatchNormalizationOptions()
    plain.fused = false
    let other = try BatchNormalization<Float>(options: plain, inputShape: [2, 1]).forward(Self.b, mode: .training)
    #expect(pass.output == other.output)
  }

  // After 100 batches {−1, 1} comes {4, 6}: M = 0.99¹⁰⁰·5, d = 5·(1 − 0.366…)/√1.001. TensorFlow 1.4.1 agrees.
  @Test("pulls a batch from elsewhere towards the moving statistics")
  func shifted() throws {
    let pass = try layer(trained: 100).forward(Self.b, mode: .training)
    let correction = try #require(pass.correction)
    // A hundred roundings of the averages, and a handful here, each of 2⁻²⁴ relative.
    let bound = 110 * 0x1p-24
    expectNear(correction.r, [1], within: bound)
    expectNear(correction.d, [3.1682545621866893], within: 3.2 * bound)
    expectNear(pass.output.scalars, [2.1687541874989162, 4.167754936874463], within: 4.2 * bound)
    let inferred = try layer(trained: 100).forward(Self.b, mode: .inference).output.scalars
    expectNear(inferred, [3.998001498751093, 5.997002248126639], within: 6 * bound)
  }

  @Test("after a thousand steps trains as it infers")
  func converged() throws {
    let layer = try layer(trained: 1000)
    let pass = try layer.forward(Self.b, mode: .training)
    expectNear(try #require(pass.correction).d, [4.997286125049052], within: 5 * 1010 * 0x1p-24)
    let inferred = try layer.forward(Self.b, mode: .inference).output.scalars.map(Double.init)
    // What is missing is the weight that the averages have not got yet: 5·0.99¹⁰⁰⁰ = 2.2e-4.
    expectNear(pass.output.scalars, inferred, within: 2.2e-4)
  }

  /// Limits, and the d that {4, 6} then has after 100 times {−1, 1} (r is within a limit of 1 of 1).
  @Test(
    "limits r and d by the keys that there are, and by no others",
    arguments: [
      (RenormClipping(), 3.1682545621866893), (RenormClipping(dmax: 1), 1), (RenormClipping(dmax: 0), 0),
      (RenormClipping(dmax: 5), 3.1682545621866893), (RenormClipping(rmax: 3, rmin: 0.2), 3.1682545621866893),
    ] as [(RenormClipping, Double)])
  func clipped(clipping: RenormClipping, d: Double) throws {
    let pass = try layer(trained: 100) { $0.renormClipping = clipping }.forward(Self.b, mode: .training)
    let correction = try #require(pass.correction)
    expectNear(correction.d, [d], within: 3.2 * 110 * 0x1p-24)
    expectNear(correction.unclippedD, [3.1682545621866893], within: 3.2 * 110 * 0x1p-24)
    expectNear(
      pass.output.scalars, [d - 0.9995003746877732, d + 0.9995003746877732], within: 4.2 * 110 * 0x1p-24)
    let mirrored = try layer(trained: 100) { $0.renormClipping = clipping }
      .forward(Tensor(column: [-4, -6]), mode: .training)
    expectNear(try #require(mirrored.correction).d, [-d], within: 3.2 * 110 * 0x1p-24)
  }

  @Test(
    "limits r from below first and from above last, so that rmax wins over a larger rmin",
    arguments: [
      // {−1, 1} a hundred times and then {−3, 3}: s = 3 against 0.634·1 + 0.366·3, r = 1.73.
      (RenormClipping(), nil), (RenormClipping(rmax: 1.5), 1.5), (RenormClipping(rmin: 2), 2),
      (RenormClipping(rmax: 2, rmin: 1), nil), (RenormClipping(rmax: 0.5, rmin: 4), 0.5),
      (RenormClipping(rmax: 1, rmin: 1, dmax: 0), 1), (RenormClipping(rmin: -4), nil),
    ] as [(RenormClipping, Float?)])
  func clippedR(clipping: RenormClipping, expected: Float?) throws {
    let pass = try layer(trained: 100) { $0.renormClipping = clipping }
      .forward(Tensor(column: [-3, 3]), mode: .training)
    let correction = try #require(pass.correction)
    let weight = 1 - (0..<100).reduce(1.0) { power, _ in power * 0.99 }
    let (s, one) = (9.001.squareRoot(), 1.001.squareRoot())
    let free = s / (weight * one + (1 - weight) * s)
    expectNear(correction.unclippedR, [free], within: free * 110 * 0x1p-24)
    if let expected { #expect(correction.r == [expected]) } else { #expect(correction.r == correction.unclippedR) }
  }

  @Test("with rmin = rmax = 1 and dmax = 0 normalizes as plain batch normalization, but averages deviations")
  func plain() throws {
    var renorm = try layer { $0.renormClipping = RenormClipping(rmax: 1, rmin: 1, dmax: 0) }
    var plain = try BatchNormalization<Float>(inputShape: [2, 1])
    for batch in [Self.a, Self.b, Tensor(column: [-3, 3])] {
      let pass = try renorm.train(batch)
      #expect(try plain.train(batch).output == pass.output)
    }
    // Squared mean deviation is less than the mean variance, by Jensen's inequality.
    #expect(renorm.variables.movingVariance[0] < plain.variables.movingVariance[0])
  }

  @Test("corrects against the previous batch with renorm_momentum 0")
  func noMemory() throws {
    let pass = try layer(trained: 1) { $0.renormMomentum = 0 }.forward(Self.b, mode: .training)
    // M = 0 and S = √1.001 of the batch before: d = 5/√1.001, up to five roundings.
    expectNear(try #require(pass.correction).d, [5 / 1.001.squareRoot()], within: 5 * 5 * 0x1p-24)
  }

  @Test("turns the moving statistics into NaN for good when update operations run in inference before any training")
  func trap() throws {
    var layer = try layer { $0.trainingSwitch = .placeholder }
    layer.apply(try layer.forward(Self.a, mode: .inference).updates)
    #expect(layer.variables.movingMean[0].isNaN)
    #expect(layer.variables.movingVariance[0].isNaN)
    let pass = try layer.train(Self.a, times: 3)
    #expect(layer.variables.movingMean[0].isNaN)
    #expect(pass.output.scalars.allSatisfy { $0.isFinite })
    #expect(layer.variables.renorm?.meanWeight.isFinite == true)

    // One training update before it, and it is harmless.
    var other = try self.layer(trained: 1) { $0.trainingSwitch = .placeholder }
    let before = other.variables
    other.apply(try other.forward(Self.a, mode: .inference).updates)
    #expect(other.variables == before)
  }

  @Test("in inference has a correction behind a placeholder only, and it is 1 and 0")
  func inference() throws {
    #expect(try layer(trained: 3).forward(Self.b, mode: .inference).correction == nil)
    let pass = try layer(trained: 3) { $0.trainingSwitch = .placeholder }.forward(Self.b, mode: .inference)
    #expect(pass.correction?.r == [1])
    #expect(pass.correction?.d == [0])
  }

  @Test("follows its definition over random batches, limits and momenta", arguments: 1...40)
  func definition(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var options = BatchNormalizationOptions.with { $0.renorm = true }
    options.momentum = Double.random(in: 0...1, using: &random)
    options.renormMomentum = Double.random(in: 0...1, using: &random)
    func limit(_ range: ClosedRange<Double>) -> Double? {
      Bool.random(using: &random) ? Double.random(in: range, using: &random) : nil
    }
    options.renormClipping = RenormClipping(rmax: limit(0.5...2), rmin: limit(0...1.5), dmax: limit(0...2))
    var layer = try BatchNormalization<Double>(options: options, inputShape: [4, 1])
    // The double layer widens TensorFlow's float32 weights.
    var model = RenormModel(
      weight: Double(Float(1 - options.momentum)), renormWeight: Double(Float(1 - options.renormMomentum)),
      clipping: options.renormClipping)
    for _ in 0..<6 {
      let centre = Double.random(in: -5...5, using: &random)
      let x = (0..<4).map { _ in centre + Double.random(in: -2...2, using: &random) }
      let pass = try layer.train(Tensor(column: x))
      // The same operations in double precision in other orders: a few roundings of values below 100.
      expectNear(pass.output.scalars, model.train(x), within: 1e-11)
      expectNear(
        layer.variables.movingMean + layer.variables.movingVariance, [model.mean, model.variance], within: 1e-10)
    }
  }
}

/// Renorm on one channel, from arXiv 1702.03275 and TensorFlow's documentation, in double precision.
private struct RenormModel {
  let weight: Double
  let renormWeight: Double
  let clipping: RenormClipping
  var mean = 0.0
  var variance = 1.0
  private var averages = (mean: 0.0, deviation: 0.0, weight: 0.0)

  init(weight: Double, renormWeight: Double, clipping: RenormClipping) {
    self.weight = weight
    self.renormWeight = renormWeight
    self.clipping = clipping
  }

  mutating func train(_ x: [Double]) -> [Double] {
    let exact = Definition(shape: [x.count, 1], x: x, axis: 1)
    let (mu, sigma) = (exact.mean()[0], (exact.variance()[0] + 1e-3).squareRoot())
    let rest = 1 - averages.weight
    let r = sigma / (averages.deviation + rest * sigma)
    let d = (mu - (averages.mean + rest * mu)) / (averages.deviation + rest * sigma)
    let limitedR = min(max(r, clipping.rmin ?? -.infinity), clipping.rmax ?? .infinity)
    let limitedD = min(max(d, -(clipping.dmax ?? .infinity)), clipping.dmax ?? .infinity)
    averages.mean += (mu - averages.mean) * renormWeight
    averages.deviation += (sigma - averages.deviation) * renormWeight
    averages.weight += (1 - averages.weight) * renormWeight
    let deviation = averages.deviation / averages.weight
    mean += (averages.mean / averages.weight - mean) * weight
    variance += (deviation * deviation - 1e-3 - variance) * weight
    return x.map { ($0 - mu) / sigma * limitedR + limitedD }
  }
}
