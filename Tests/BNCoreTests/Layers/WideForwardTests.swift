import BNCore
import Testing

/// Float32 against a float64 evaluation of the definition, at spreads from 1e-6 to 1e6 and means up to 1e5 times that.
///
/// The bounds are formulas of n, κ = |mean| / standard deviation and the type's epsilon: see ``RoundingBounds``,
/// ``updateBound(_:towards:error:weight:unit:)`` and ``ExactCorrection``.
@Suite("A pass over wide ranges of scale and offset")
struct WideForwardTests {
  static let cases = (1...400).map { RandomCase(seed: $0, wide: true) }

  @Test("has moments within their roundings", arguments: cases)
  func moments(_ random: RandomCase) throws {
    let pass = try random.layer(Float.self).forward(random.batch, mode: .training)
    let exact = random.definition(epsilon: Double(pass.epsilon))
    let bounds = RoundingBounds(exact)
    expectNear(try #require(pass.batchMean), exact.mean(), within: bounds.mean)
    expectNear(try #require(pass.batchVariance), exact.variance(), within: bounds.variance)
  }

  @Test("has an output within its roundings", arguments: cases.filter { !$0.options.renorm })
  func output(_ random: RandomCase) throws {
    let pass = try random.layer(Float.self).forward(random.batch, mode: .training)
    let exact = random.definition(epsilon: Double(pass.epsilon))
    expectNear(
      pass.output.scalars, exact.output(mean: exact.mean(), variance: exact.variance()),
      within: RoundingBounds(exact).output)
  }

  @Test("leaves moving statistics within their roundings", arguments: cases.filter { !$0.options.renorm })
  func movingStatistics(_ random: RandomCase) throws {
    var layer = try random.experiencedLayer()
    let before = layer.variables
    let pass = try layer.train(random.batch)
    let exact = random.definition(epsilon: Double(pass.epsilon))
    let bounds = RoundingBounds(exact)
    let n = Double(pass.layout.elementsPerChannel)
    let factor = pass.implementation.isFused ? n / max(n - 1, 1) : 1
    let weight = Double(try #require(pass.updates).weight)
    for channel in 0..<before.channels {
      let new = (mean: exact.mean()[channel], variance: exact.variance()[channel] * factor)
      // Bessel's factor is rounded, and its product.
      let bessel = RoundingBounds.gathered(2, unit: 0x1p-24) * (new.variance + factor * bounds.variance[channel])
      let varianceError = factor * bounds.variance[channel] + bessel
      let (mean, variance) = (Double(before.movingMean[channel]), Double(before.movingVariance[channel]))
      expectNear(
        [layer.variables.movingMean[channel]], [mean - (mean - new.mean) * weight],
        within: updateBound(mean, towards: new.mean, error: bounds.mean[channel], weight: weight))
      expectNear(
        [layer.variables.movingVariance[channel]], [variance - (variance - new.variance) * weight],
        within: updateBound(variance, towards: new.variance, error: varianceError, weight: weight))
    }
  }

  @Test("corrects with renorm within the roundings of r, d and the output", arguments: cases.filter(\.options.renorm))
  func renorm(_ random: RandomCase) throws {
    let layer = try random.experiencedLayer()
    let pass = try layer.forward(random.batch, mode: .training)
    let correction = try #require(pass.correction)
    let averages = try #require(layer.variables.renorm)
    var exact = random.definition(epsilon: Double(pass.epsilon))
    let bounds = RoundingBounds(exact)
    let (mean, variance) = (exact.mean(), exact.variance())
    let corrections = mean.indices.map { channel in
      ExactCorrection(
        mean: mean[channel], variance: variance[channel], epsilon: exact.epsilon, meanError: bounds.mean[channel],
        inverseError: bounds.inverse[channel],
        averages: ExactCorrection.Averages(
          mean: Double(averages.mean[channel]), meanWeight: Double(averages.meanWeight),
          stddev: Double(averages.stddev[channel]), stddevWeight: Double(averages.stddevWeight)))
    }
    expectNear(correction.unclippedR, corrections.map(\.r), within: corrections.map(\.rBound))
    expectNear(correction.unclippedD, corrections.map(\.d), within: corrections.map(\.dBound))

    let limits = random.options.renormClipping
    func limit(_ value: Double?) -> Double? { value.map { Double(Float($0)) } }
    let r = corrections.map { min(max($0.r, limit(limits.rmin) ?? -.infinity), limit(limits.rmax) ?? .infinity) }
    let d = corrections.map { correction in
      let dmax = limit(limits.dmax) ?? .infinity
      return min(max(correction.d, -dmax), dmax)
    }
    expectNear(correction.r, r, within: corrections.map(\.rBound))
    expectNear(correction.d, d, within: corrections.map(\.dBound))

    // xhat·r·gamma + d·gamma + beta: the plain output with other gamma and beta, three operations more for these, and
    // what r and d are off by, rounded with the rest.
    let gamma = exact.gamma ?? mean.map { _ in 1 }
    let beta = exact.beta ?? mean.map { _ in 0 }
    exact.gamma = zip(gamma, r).map { $0 * $1 }
    exact.beta = mean.indices.map { d[$0] * gamma[$0] + beta[$0] }
    var widest = exact
    widest.gamma = mean.indices.map { gamma[$0].magnitude * (r[$0].magnitude + corrections[$0].rBound) }
    widest.beta = mean.indices.map { channel in
      gamma[channel].magnitude * (d[channel].magnitude + corrections[channel].dBound) + beta[channel].magnitude
    }
    let plain = RoundingBounds(widest, extra: 3).output
    let output = exact.output(mean: mean, variance: variance)
    let outputBounds = exact.x.indices.map { index in
      let channel = exact.channel(of: index)
      let normalized = (exact.x[index] - mean[channel]).magnitude / (variance[channel] + exact.epsilon).squareRoot()
      return plain[index]
        + gamma[channel].magnitude * (normalized * corrections[channel].rBound + corrections[channel].dBound)
    }
    expectNear(pass.output.scalars, output, within: outputBounds)
  }

  @Test("has bounds that say something in 99 of 100 of these cases")
  func bounded() throws {
    // Elsewhere a few values happen to lie close together, far from 0: the rounded variance may have no digit right.
    let void = try Self.cases.filter { random in
      let epsilon = Double(try random.layer(Float.self).forward(random.batch, mode: .training).epsilon)
      return !RoundingBounds(random.definition(epsilon: epsilon)).inverse.allSatisfy { $0.isFinite }
    }
    #expect(void.count <= Self.cases.count / 100)
  }
}
