import BNCore
import Testing

/// Gradients whose making is known: the formula with each of its terms left out, and differences of a loss.
@Suite("Gradients, identified")
struct GradientIdentificationTests {
  let truth = Truth([24, 4], axis: 1)
  let upstream: [Double]

  init() {
    // Of another seed, and not in step with the batch.
    upstream = Truth([24, 4], axis: 1, seed: 31, spread: [1, 2, 0.5, 1]).x
  }

  private func gradient(
    mean: [Double], variance: [Double], hasMean: Bool = true, hasVariance: Bool = true, gamma: [Double]? = nil
  ) -> [Double] {
    let factors = variance.map { 1 / ($0 + truth.epsilon).squareRoot() }
    let normalized = truth.x.indices.map { (truth.x[$0] - mean[truth.channel($0)]) * factors[truth.channel($0)] }
    let means = truth.moments(of: upstream, truth.channel).mean
    let products = truth.moments(of: zip(upstream, normalized).map(*), truth.channel).mean
    return upstream.indices.map { index in
      let channel = truth.channel(index)
      let inner =
        upstream[index] - (hasMean ? means[channel] : 0) - (hasVariance ? normalized[index] * products[channel] : 0)
      return Truth.float((gamma ?? truth.gamma)[channel] * factors[channel] * inner)
    }
  }

  private func identify(_ gradient: [Double], _ layer: KnownLayer? = nil) -> GradientIdentification {
    truth.identifier(layer).gradient(
      KnownNumbers(gradient, as: .float32), upstream: KnownNumbers(upstream, as: .float32))
  }

  @Test(
    "the terms that are there are named, with the epsilon", arguments: [true, false], [true, false])
  func terms(hasMean: Bool, hasVariance: Bool) {
    let (mean, variance, _) = truth.batch
    let answer = identify(gradient(mean: mean, variance: variance, hasMean: hasMean, hasVariance: hasVariance))
    #expect(answer.convention?.hasMeanTerm == hasMean && answer.convention?.hasVarianceTerm == hasVariance)
    #expect(answer.convention?.statistics == .batch(.population) && answer.convention?.gamma == .applied)
    #expect(answer.epsilon?.value == 1e-3 && answer.others.isEmpty)
  }

  @Test("inference's gradient, and a gamma that is missing")
  func others() {
    let frozen = identify(
      gradient(mean: truth.mean, variance: truth.variance, hasMean: false, hasVariance: false))
    #expect(frozen.convention?.statistics == .given && frozen.convention?.isFrozen == true)
    #expect(frozen.convention?.departures == 0)
    let (mean, variance, n) = truth.batch
    let bare = identify(gradient(mean: mean, variance: variance, gamma: [1, 1, 1, 1]))
    #expect(bare.convention?.gamma == .leftOut && bare.convention?.hasVarianceTerm == true)
    let sample = identify(gradient(mean: mean, variance: variance.map { $0 * n / (n - 1) }))
    #expect(sample.convention?.statistics == .batch(.sample))
    #expect(identify(upstream.map { $0 * 2 }).convention == nil)
  }

  @Test("differences of a loss are the whole formula")
  func differences() {
    // Σ u · y of the layer, of a batch in which one number is moved, in double precision.
    func loss(_ moved: Int, by step: Double) -> Double {
      var other = truth
      other.x[moved] += step
      let (mean, variance, _) = other.batch
      return other.x.indices.reduce(0) { sum, index in
        let channel = other.channel(index)
        let y =
          (other.x[index] - mean[channel]) / (variance[channel] + other.epsilon).squareRoot() * other.gamma[channel]
        return sum + upstream[index] * y
      }
    }
    let step = 0x1p-17
    let gradient = truth.x.indices.map { (loss($0, by: step) - loss($0, by: -step)) / (2 * step) }
    // Central differences are good to about step², here a few units of float16.
    let answer = truth.identifier(truth.layer(epsilon: true)).gradient(
      KnownNumbers(gradient.map { Double(Float16($0)) }, as: .float16), upstream: KnownNumbers(upstream, as: .float32))
    #expect(answer.convention?.hasMeanTerm == true && answer.convention?.hasVarianceTerm == true)
    #expect(answer.convention?.statistics == .batch(.population) && answer.others.isEmpty)
  }
}
