import BNCore
import Testing

@Suite("Moving statistics")
struct MovingStatisticsTests {
  static let threeAndSeven = Tensor<Float>(column: [3, 7])

  func layer(_ change: (inout BatchNormalizationOptions) -> Void = { _ in }) throws -> BatchNormalization<Float> {
    try BatchNormalization<Float>(options: .with(change), inputShape: [2, 1])
  }

  @Test("walk as 5(1 − m^s) and 4 − 3m^s", arguments: [0.1, 0.5, 0.9, 0.99, 0.999], [1, 2, 50, 500])
  func closedForm(momentum: Double, steps: Int) throws {
    var layer = try layer { $0.momentum = momentum }
    try layer.train(Self.threeAndSeven, times: steps)
    let left = (0..<steps).reduce(1.0) { power, _ in power * momentum }
    // Each step rounds to half an ulp of 8 and forgets 1 − m of what was there: together at most ulp/2/(1 − m), but not
    // more than one a step; f32(1 − m) is off by 2⁻²⁵ relative, which moves m^s by s·m^s·2⁻²⁵.
    let gathered = Double(Float(4).ulp) * min(Double(steps), 1 / (1 - momentum))
    let weight = 5 * Double(steps) * left * 0x1p-24
    expectNear(layer.variables.movingMean, [5 * (1 - left)], within: gathered + weight)
    expectNear(layer.variables.movingVariance, [4 - 3 * left], within: gathered + weight)
  }

  @Test("are what TensorFlow 1.4.1 gave after 500 steps")
  func realNumbers() throws {
    for (momentum, expected) in [(0.99, 4.9671464), (0.999, 1.9681056)] as [(Double, Float)] {
      var layer = try layer { $0.momentum = momentum }
      try layer.train(Self.threeAndSeven, times: 500)
      #expect(layer.variables.movingMean == [expected])
    }
  }

  @Test("stop in float32 where an update is less than half an ulp", arguments: [0.9, 0.99])
  func stall(momentum: Double) throws {
    var layer = try layer { $0.momentum = momentum }
    try layer.train(Self.threeAndSeven, times: 3000)
    let stalled = layer.variables.movingMean
    try layer.train(Self.threeAndSeven)
    #expect(layer.variables.movingMean == stalled)
    // Half an ulp of 5 is 2.384e-7: the gap that times 1 − m gives it is 2.384e-6 and 2.384e-5.
    let gap = 5 - Double(stalled[0])
    let limit = Double(Float(5).ulp) / 2 / Double(Float(1 - momentum))
    #expect(gap <= limit)
    #expect(gap > limit - 2 * Double(Float(5).ulp))
  }

  @Test(
    "of a channel without variance stop between 0.99 · 1.17549435e-36 and 1.17549435e-36", arguments: [1, 0.0042, 37])
  func flushToZero(start: Double) throws {
    var layer = try layer {
      $0.movingMeanInitializer = .constant(2)
      $0.movingVarianceInitializer = .constant(start)
    }
    // v ← v − v·0.01 ends when v·0.01 falls below the least normal number, 1.17549435e-38, and becomes 0. Ten thousand
    // steps are more than ln(37/1.2e-36)/0.01005 = 8,600.
    try layer.train(Tensor(column: [2, 2]), times: 10_000)
    let stalled = try #require(layer.variables.movingVariance.first)
    try layer.train(Tensor(column: [2, 2]))
    #expect(layer.variables.movingVariance == [stalled])
    let limit = Float.leastNormalMagnitude / Float(0.01)
    #expect(stalled < limit)
    #expect(stalled >= limit * 0.99)
    // Two channels of a published network that died this way.
    for published: Float in [1.1664104e-36, 1.1706046e-36] {
      #expect(published < limit)
      #expect(published >= limit * 0.99)
      layer.variables.movingVariance = [published]
      try layer.train(Tensor(column: [2, 2]))
      #expect(layer.variables.movingVariance == [published])
    }
  }

  @Test("are gone at once with momentum 0, never with 1, and overshoot with 2")
  func extremeMomenta() throws {
    for (momentum, mean, variance) in [(0, 5, 4), (1, 0, 1), (2, -5, -2)] as [(Double, Float, Float)] {
      var layer = try layer { $0.momentum = momentum }
      try layer.train(Self.threeAndSeven)
      #expect(layer.variables.movingMean == [mean])
      #expect(layer.variables.movingVariance == [variance])
    }
  }

  @Test("are poisoned by NaN even with momentum 1, and by their own infinity")
  func poison() throws {
    var layer = try layer { $0.momentum = 1 }
    try layer.train(Tensor(column: [.nan, 1]))
    #expect(layer.variables.movingMean[0].isNaN)
    #expect(layer.variables.movingVariance[0].isNaN)

    layer = try self.layer { $0.movingVarianceInitializer = .constant(.infinity) }
    try layer.train(Self.threeAndSeven)
    #expect(layer.variables.movingVariance[0].isNaN)
    #expect(layer.variables.movingMean[0].isFinite)
  }

  @Test("weigh the new value with 1 − momentum as TensorFlow rounds it")
  func weights() throws {
    func weight(_ trainingSwitch: TrainingSwitch, _ shape: [Int], _ momentum: Double) throws -> Float {
      let layer = try BatchNormalization<Float>(
        options: .with {
          $0.momentum = momentum
          $0.trainingSwitch = trainingSwitch
        }, inputShape: shape)
      return try #require(layer.forward(Tensor(shape: shape, repeating: 1), mode: .training).updates).weight
    }
    // A constant: subtracted in double and rounded once. A placeholder outside the fused path: subtracted in float32.
    #expect(try weight(.constant, [2, 1], 0.999) == 0.001)
    #expect(try weight(.placeholder, [2, 1], 0.999) == 0.000999987125)
    #expect(try weight(.placeholder, [2, 1, 1, 1], 0.999) == 0.001)
    #expect(try weight(.constant, [2, 1, 1, 1], 0.999) == 0.001)
    #expect(try weight(.constant, [2, 1], 0.5) == weight(.placeholder, [2, 1], 0.5))
    // A float64 layer widens the float32 number.
    let wide = try BatchNormalization<Double>(options: .with { $0.momentum = 0.999 }, inputShape: [2, 1])
    let pass = try wide.forward(Tensor(column: [3, 7]), mode: .training)
    #expect(pass.updates?.weight == Double(Float(0.001)))
  }

  @Test("weigh batches of different size alike")
  func sizes() throws {
    var layer = try layer { $0.momentum = 0.5 }
    try layer.train(Tensor(shape: [1000, 1], repeating: 8))
    try layer.train(Tensor(column: [0]))
    #expect(layer.variables.movingMean == [2])
  }
}
