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
}
