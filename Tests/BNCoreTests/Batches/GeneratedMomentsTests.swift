import BNCore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The moments of generated numbers")
struct GeneratedMomentsTests {
  /// A distribution with its closed forms: the mean, the variance and the fourth central moment.
  struct ClosedForm: Sendable {
    let kind: GeneratorSpec.Kind
    let mean: Double
    let variance: Double
    let fourthMoment: Double
  }

  static let closedForms: [ClosedForm] = [
    ClosedForm(kind: .normal(mean: 3, std: 2), mean: 3, variance: 4, fourthMoment: 3 * 16),
    ClosedForm(kind: .uniform(low: -1, high: 5), mean: 2, variance: 36.0 / 12, fourthMoment: 1296.0 / 80),
    lognormal(mean: 0.3, std: 0.4),
    // Modes at a distance a of their middle: variance s^2 + a^2, fourth moment a^4 + 6 a^2 s^2 + 3 s^4.
    ClosedForm(kind: .bimodal(means: [-3, 5], std: 0.5), mean: 1, variance: 16.25, fourthMoment: 256 + 24 + 0.1875),
    ClosedForm(
      kind: .classes(means: [-3, 5], std: 0.5, order: .shuffled), mean: 1, variance: 16.25,
      fourthMoment: 256 + 24 + 0.1875),
    // A share f is s times further out: variance 1 - f + f s^2, fourth moment 3 (1 - f + f s^4).
    ClosedForm(
      kind: .outliers(mean: -2, std: 1, fraction: 0.1, scale: 5), mean: -2, variance: 3.4,
      fourthMoment: 3 * (0.9 + 62.5)),
  ]

  static func lognormal(mean: Double, std: Double) -> ClosedForm {
    let w = exp(std * std)
    let variance = (w - 1) * exp(2 * mean + std * std)
    let kurtosis = w * w * w * w + 2 * w * w * w + 3 * w * w - 3
    return ClosedForm(
      kind: .lognormal(mean: .all(mean), std: .all(std)), mean: exp(mean + std * std / 2), variance: variance,
      fourthMoment: kurtosis * variance * variance)
  }

  // Four standard errors: a right generator misses that for one seed in 16,000, and this seed is not that one.
  static let z = 4.0

  @Test("are those of the closed form", arguments: closedForms)
  func moments(form: ClosedForm) throws {
    let count = 100_000
    let spec = try GeneratorSpec(form.kind, shape: [count, 1], seed: 1)
    let numbers = spec.batch(at: 2, as: Double.self).scalars
    let mean = numbers.reduce(0, +) / Double(count)
    let variance = numbers.map { ($0 - form.mean) * ($0 - form.mean) }.reduce(0, +) / Double(count)
    #expect(abs(mean - form.mean) < Self.z * (form.variance / Double(count)).squareRoot())
    let errorOfVariance = ((form.fourthMoment - form.variance * form.variance) / Double(count)).squareRoot()
    #expect(abs(variance - form.variance) < Self.z * errorOfVariance)
  }

  @Test("normal numbers have the normal distribution's shares")
  func normalShares() throws {
    let count = 100_000
    let numbers = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [count], seed: 3).batch(at: 0, as: Double.self)
    for bound in [-3.0, -2, -1, -0.25, 0, 0.5, 1.5, 2.5] {
      let share = erfc(-bound / 2.0.squareRoot()) / 2
      let below = Double(numbers.scalars.count { $0 < bound })
      #expect(abs(below - share * Double(count)) < Self.z * (Double(count) * share * (1 - share)).squareRoot())
    }
  }

  @Test("a fraction of 0 gives no outliers, a fraction of 1 only outliers")
  func outlierLimits() throws {
    let normal = try GeneratorSpec(.normal(mean: 1, std: 1), shape: [500], seed: 4).batch(at: 0, as: Double.self)
    for (fraction, scale) in [(0.0, 1.0), (1.0, 8.0)] {
      let kind = GeneratorSpec.Kind.outliers(mean: 1, std: 1, fraction: fraction, scale: 8)
      let numbers = try GeneratorSpec(kind, shape: [500], seed: 4).batch(at: 0, as: Double.self)
      for (number, plain) in zip(numbers.scalars, normal.scalars) {
        // Scaling by a power of two loses nothing; adding the mean rounds both, by 2^-49 at most at this size (< 64).
        #expect(abs((number - 1) - scale * (plain - 1)) <= 0x1p-48)
      }
    }
  }

  @Test("uniform numbers stay between their ends")
  func uniformRange() throws {
    let spec = try GeneratorSpec(.uniform(low: [-0.1, 7], high: [0.7, 7]), shape: [20_000, 2], seed: 6)
    let numbers = spec.batch(at: 0, as: Double.self).scalars
    for (offset, number) in numbers.enumerated() {
      #expect(offset % 2 == 0 ? (-0.1...0.7).contains(number) : number == 7)
    }
  }
}
