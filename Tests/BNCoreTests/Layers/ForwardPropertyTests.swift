import BNTestSupport
import BNCore
import Testing

@Suite("A pass over any shape, axis, scale and offset")
struct ForwardPropertyTests {
  static let cases = (1...150).map { RandomCase(seed: $0) }

  @Test("in float32 agrees with the definition in float64 within the rounding of its operations", arguments: cases)
  func agrees(_ random: RandomCase) throws {
    let pass = try random.layer(Float.self).forward(random.batch, mode: .training)
    let exact = random.definition(epsilon: Double(pass.epsilon))
    let bounds = RoundingBounds(exact)
    expectNear(try #require(pass.batchMean), exact.mean(), within: bounds.mean)
    expectNear(try #require(pass.batchVariance), exact.variance(), within: bounds.variance)
    expectNear(
      pass.output.scalars, exact.output(mean: exact.mean(), variance: exact.variance()), within: bounds.output)
    #expect(pass.output.shape == random.shape)
  }

  @Test("in float64 agrees with the definition", arguments: cases.prefix(50))
  func doublePrecision(_ random: RandomCase) throws {
    let batch = Tensor(shape: random.shape, scalars: random.batch.scalars.map(Double.init))
    let pass = try random.layer(Double.self).forward(batch, mode: .training)
    let exact = random.definition(epsilon: pass.epsilon)
    // Both sides round. |x| ≤ 200, gamma ≤ 3 and 1/√epsilon ≤ 316 make terms of up to 2e5, and their roundings 2e5 · 2⁻⁵³
    // ≈ 2e-11, some ten of them on either side.
    expectNear(
      pass.output.scalars, exact.output(mean: exact.mean(), variance: exact.variance()), within: 4e-10)
  }

  @Test("normalizes by the moving statistics in inference, whatever the batch", arguments: cases.prefix(50))
  func inference(_ random: RandomCase) throws {
    var layer = try random.layer(Float.self)
    layer.variables.movingMean = layer.variables.movingMean.indices.map { Float($0) - 1.5 }
    layer.variables.movingVariance = layer.variables.movingVariance.indices.map { Float($0) / 2 + 0.25 }
    let pass = try layer.forward(random.batch, mode: .inference)
    let exact = random.definition(epsilon: Double(pass.epsilon))
    let expected = exact.output(
      mean: layer.variables.movingMean.map(Double.init), variance: layer.variables.movingVariance.map(Double.init))
    // Eight roundings of terms no larger than (|x| + |mean|) · |gamma| / √variance + |beta|.
    let bounds = random.batch.scalars.map { 8 * 0x1p-24 * ((Double($0.magnitude) + 4) * 3 * 2 + 3) }
    expectNear(pass.output.scalars, expected, within: bounds)
    #expect(pass.batchMean == nil)
    #expect(pass.batchVariance == nil)
    #expect(pass.varianceForUpdate == nil)
  }

  @Test("gives examples in another order their outputs in that order", arguments: cases.filter { $0.axis != 0 })
  func permutation(_ random: RandomCase) throws {
    var order = SplitMix(state: random.seed)
    let rows = (0..<random.shape[0]).shuffled(using: &order)
    let size = random.batch.count / random.shape[0]
    func reordered<Element>(_ values: [Element]) -> [Element] { rows.flatMap { values[$0 * size..<($0 + 1) * size] } }
    let layer = try random.layer(Float.self)
    let pass = try layer.forward(random.batch, mode: .training)
    let shuffled = Tensor(shape: random.shape, scalars: reordered(random.batch.scalars))
    let other = try layer.forward(shuffled, mode: .training)
    // Sums in another order round differently, each of the two within its bound.
    let bounds = RoundingBounds(random.definition(epsilon: Double(pass.epsilon))).output.map { 2 * $0 }
    expectNear(other.output.scalars, reordered(pass.output.scalars.map(Double.init)), within: reordered(bounds))
  }
}
