import BNCore
import Testing

@Suite("Gradients in float32")
struct GradientRoundingTests {
  @Test("are within their roundings of the closed forms in float64", arguments: GradientCase.all, Mode.allCases)
  func agree(_ random: GradientCase, mode: Mode) throws {
    let pass = try random.layer(Float.self).forward(random.batch, mode: mode)
    let gradients = try pass.gradients(upstream: random.upstream)
    for (channel, loss) in random.losses(of: pass).enumerated() {
      let exact = loss.gradients
      // The closed forms round too, in float64.
      let (bounds, own) = (GradientBounds(loss, unit: 0x1p-24), GradientBounds(loss, unit: 0x1p-53))
      expectNear(
        random.members[channel].map { gradients.input.scalars[$0] }, exact.input,
        within: zip(bounds.input, own.input).map { $0 + $1 })
      expectNear([gradients.gamma[channel]], [exact.gamma], within: bounds.gamma + own.gamma)
      expectNear([gradients.beta[channel]], [exact.beta], within: bounds.beta + own.beta)
    }
  }

  @Test(
    "of one element a channel are 0 by the input, u · d by gamma and u by beta",
    arguments: [[1, 3], [1, 1, 1, 3], [3]], [false, true])
  func oneElement(shape: [Int], renorm: Bool) throws {
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.renorm = renorm
        $0.gammaInitializer = .values([2, -3, 0.5])
      }, inputShape: shape)
    // Without this first batch renorm would correct nothing: d would be 0.
    try layer.train(Tensor(shape: shape, scalars: [5, -4, 1]))
    let pass = try layer.forward(Tensor(shape: shape, scalars: [1, 1e4, -3]), mode: .training)
    #expect(pass.implementation.isFused == (shape.count == 4 && !renorm))
    let upstream: [Float] = [7, 0.1, -2]
    let gradients = try pass.gradients(upstream: Tensor(shape: shape, scalars: upstream))
    #expect(gradients.input == Tensor(shape: shape, repeating: 0))
    #expect(gradients.gamma == zip(upstream, pass.correction?.d ?? [0, 0, 0]).map { $0 * $1 })
    #expect(gradients.beta == upstream)
    if renorm { #expect(gradients.gamma.allSatisfy { $0 != 0 }) }
  }
}
