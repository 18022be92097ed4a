import BNCore
import Testing

@Suite("Regularizers and constraints")
struct PenaltyTests {
  @Test("penalties are scale · Σ|w|, scale · Σw² / 2 and scale · Σw")
  func losses() {
    let w: [Double] = [3, -4, 0]
    #expect(Regularizer.l1(0.5).loss(w) == 3.5)
    #expect(Regularizer.l2(0.5).loss(w) == 6.25)
    #expect(Regularizer.sum(0.5).loss(w) == -0.5)
    // TensorFlow 1.4.1's first penalty of a gamma of 1 with l2 0.1.
    #expect(Regularizer.l2(0.1).loss([Float(1)]) == 0.05)
  }

  @Test("penalties' derivatives are their slopes, and 0 where |w| has none")
  func derivatives() {
    let w = [3.0, -4, 0.25]
    for regularizer in [Regularizer.l1(0.3), .l2(0.3), .sum(0.3)] {
      let slopes = w.indices.map { index in
        var (up, down) = (w, w)
        up[index] += 0x1p-10
        down[index] -= 0x1p-10
        return (regularizer.loss(up) - regularizer.loss(down)) * 0x1p9
      }
      // A difference of a quadratic has no truncation; roundings of values below 10 times 2⁹.
      expectNear(regularizer.gradient(w), slopes, within: 1e-12)
    }
    #expect(Regularizer.l1(0.3).gradient([0.0]) == [0])
  }

  @Test("gradient descent on l2 decays by 1 − rate · scale a step")
  func decay() {
    // TensorFlow 1.4.1 reaches 0.36603227 after 100 steps at rate and scale 0.1.
    var gamma: [Float] = [1]
    for _ in 0..<100 { gamma = zip(gamma, Regularizer.l2(0.1).gradient(gamma)).map { $0 - 0.1 * $1 } }
    // 0.99¹⁰⁰, a hundred steps of up to three roundings.
    expectNear(gamma, [0.3660323412732292], within: 300 * 0x1p-24)
  }

  @Test("constraints project the whole vector, as the formulas of tf.keras.constraints say")
  func constraints() {
    let w = [3.0, -4]
    #expect(Constraint.nonNegative.project(w) == [3, 0])
    #expect(Constraint.clip(minimum: -1, maximum: 2).project(w) == [2, -1])
    #expect(Constraint.divideBySum.project(w) == [-3, 4])
    // The norm is 5: clip(5, 0, 2)/(1e-7 + 5), and 1/(1e-7 + 5).
    expectNear(Constraint.maxNorm(2).project(w), [6 / 5.0000001, -8 / 5.0000001], within: 1e-15)
    expectNear(Constraint.unitNorm.project(w), [3 / 5.0000001, -4 / 5.0000001], within: 1e-15)
    // Within the limit only 1e-7 is lost.
    expectNear(Constraint.maxNorm(9).project(w), [15 / 5.0000001, -20 / 5.0000001], within: 1e-15)
    #expect(Constraint.unitNorm.project([0.0, 0]) == [0, 0])
  }

  /// scale · Σw⁴ with its derivative.
  static let quartic = CustomRegularizer(
    name: "quartic", loss: { $0.reduce(0) { $0 + 0.1 * $1 * $1 * $1 * $1 } },
    gradient: { $0.map { 0.4 * $0 * $0 * $0 } })

  @Test("a penalty of one's own is computed in double precision and rounded once")
  func customPenalty() {
    let w: [Float] = [3, -0.1]
    let exact = w.map { Double($0) }
    let regularizer = Regularizer.custom(Self.quartic)
    #expect(regularizer.hasLoss)
    #expect(regularizer.loss(w) == Float(0.1 * 81 + 0.1 * exact[1] * exact[1] * exact[1] * exact[1]))
    #expect(regularizer.gradient(w) == exact.map { Float(0.4 * $0 * $0 * $0) })
  }

  @Test("a penalty of one's own without a loss turns the fused path off and does nothing else")
  func customWithoutLoss() throws {
    let silent = Regularizer.custom(CustomRegularizer(name: "none", loss: nil) { $0.map { _ in 7 } })
    #expect(!silent.hasLoss)
    #expect(silent.loss([3.0]) == 0)
    #expect(silent.gradient([3.0]) == [0])
    let layer = try BatchNormalization<Float>(
      options: .with { $0.gammaRegularizer = silent }, inputShape: [2, 1, 1, 1])
    #expect(layer.regularizationLosses.isEmpty)
    let pass = try layer.forward(Tensor(shape: [2, 1, 1, 1], scalars: [-1, 1]), mode: .training)
    #expect(pass.implementation == .nonFused(.regularizer))
  }

  @Test("a projection of one's own is computed in double precision and rounded once")
  func customConstraint() {
    // Divided by its largest value, as one of TensorFlow's own tests does.
    let constraint = Constraint.custom(
      CustomConstraint(name: "divide by max") { values in values.map { $0 / (values.max() ?? 1) } })
    let w: [Float] = [0.3, 0.7, -0.1]
    #expect(constraint.project(w) == w.map { Float(Double($0) / Double(w[1])) })
  }

  @Test("those of one's own are told apart by their names")
  func names() {
    let other = CustomRegularizer(name: "quartic", loss: nil) { $0 }
    #expect(Regularizer.custom(Self.quartic) == .custom(other))
    #expect(Regularizer.custom(Self.quartic) != .custom(CustomRegularizer(name: "none", loss: nil) { $0 }))
    let (half, third) = (CustomConstraint(name: "half") { $0 }, CustomConstraint(name: "third") { $0 })
    #expect(Constraint.custom(half) == .custom(CustomConstraint(name: "half") { $0.map { $0 / 2 } }))
    #expect(Constraint.custom(half) != .custom(third))
  }

  @Test("negative scales are refused in TensorFlow's words, for variables that there are not, too")
  func negativeScales() throws {
    func message(_ change: (inout BatchNormalizationOptions) -> Void) throws -> String {
      let error = try #require(throws: BatchNormalizationError.self) {
        try BatchNormalization<Float>(options: .with(change), inputShape: [2, 3])
      }
      return "\(error)"
    }
    // As tf.contrib.layers has them, with a full stop for l2 only.
    #expect(
      try message { $0.gammaRegularizer = .l1(-0.5) } == "Setting a scale less than 0 on a regularizer: -0.5")
    #expect(
      try message {
        $0.center = false
        $0.betaRegularizer = .l2(-1)
      } == "Setting a scale less than 0 on a regularizer: -1.")
    for accepted in [Regularizer.l1(-0.0), .l2(2), .l1(.infinity), .l2(.nan), .sum(-1)] {
      #expect(throws: Never.self) { try accepted.validate() }
    }
  }

  @Test("losses of a layer come gamma first, and only those that exist")
  func layerLosses() throws {
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.betaRegularizer = .sum(0.5)
        $0.gammaRegularizer = .l2(0.5)
        $0.betaInitializer = .constant(2)
      }, inputShape: [4, 3])
    #expect(layer.regularizationLosses == [0.75, 3])
    layer.variables.gamma = [2, 0, 0]
    #expect(layer.regularizationLosses == [1, 3])
    // A call that shares the variables without using beta has no penalty on it.
    var options = layer.options
    options.center = false
    #expect(BatchNormalization(options: options, variables: layer.variables).regularizationLosses == [1])
    options.gammaRegularizer = .l1(0)
    #expect(BatchNormalization(options: options, variables: layer.variables).regularizationLosses.isEmpty)
  }
}
