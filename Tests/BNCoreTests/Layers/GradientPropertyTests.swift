import BNCore
import Testing

@Suite("Gradients over any shape, axis and option")
struct GradientPropertyTests {
  @Test("in float64 are the slopes of the definition", arguments: GradientCase.all, Mode.allCases)
  func slopes(_ random: GradientCase, mode: Mode) throws {
    let pass = try random.layer(Double.self).forward(random.tensor(random.batch), mode: mode)
    let gradients = try pass.gradients(upstream: random.tensor(random.upstream))
    #expect(gradients.input.shape == random.shape)
    for (channel, loss) in random.losses(of: pass).enumerated() {
      let byInput = loss.slopesByInput()
      expectNear(
        random.members[channel].map { gradients.input.scalars[$0] }, byInput.slopes, within: byInput.bound)
      let byParameters = loss.slopesByParameters()
      expectNear(
        [gradients.gamma[channel], gradients.beta[channel]], [byParameters.gamma, byParameters.beta],
        within: byParameters.bound)
    }
  }

  @Test("meet renorm's limits in these cases, and both implementations")
  func coverage() throws {
    var fused = 0
    for random in GradientCase.all {
      let pass = try random.layer(Double.self).forward(random.tensor(random.batch), mode: .training)
      if pass.implementation.isFused { fused += 1 }
      guard random.options.renormClipping.dmax != nil, let correction = pass.correction else { continue }
      #expect(correction.r != correction.unclippedR || correction.d != correction.unclippedD)
    }
    // Of the six cases of rank 4 with axis 1 or 3 and without renorm, those that do not refuse it.
    #expect(fused >= 2)
  }
}
