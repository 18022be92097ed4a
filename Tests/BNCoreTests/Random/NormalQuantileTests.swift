import Testing

@testable import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The normal quantile")
struct NormalQuantileTests {
  struct Quantile: Sendable {
    let probability: Double
    let z: Double
  }

  /// Computed with 200-bit arithmetic from the doubles nearest to these probabilities.
  static let table = [
    Quantile(probability: 0.75, z: 0.6744897501960817432),
    Quantile(probability: 0.9, z: 1.2815515655446005935),
    Quantile(probability: 0.975, z: 1.9599639845400538556),
    Quantile(probability: 0.99, z: 2.3263478740408407676),
    Quantile(probability: 0.999, z: 3.0902323061678132778),
    Quantile(probability: 1e-3, z: -3.0902323061678135354),
    Quantile(probability: 1e-5, z: -4.2648907939228246102),
    Quantile(probability: 1e-10, z: -6.3613409024040561991),
    Quantile(probability: 1e-11, z: -6.7060231554951362961),
    Quantile(probability: 1e-12, z: -7.0344838253011319326),
    Quantile(probability: 1e-16, z: -8.2220822161304356152),
    Quantile(probability: 1e-100, z: -21.273453560965324294),
    Quantile(probability: 1e-300, z: -37.047096299361199237),
    Quantile(probability: 0.5000001, z: 2.5066282733116483012e-7),
    Quantile(probability: 0.6, z: 0.25334710313579974132),
  ]

  // The routine promises about 1e-16; rounding in the two polynomials and the division adds some ulps. The worst of
  // 40,000 random probabilities against 160-bit arithmetic was 6.9e-16.
  static let relativeError = 1e-15

  @Test("agrees with a table of quantiles", arguments: table)
  func agreesWithTable(entry: Quantile) {
    let z = PortableMath.normalQuantile(entry.probability)
    #expect(abs(z - entry.z) <= Self.relativeError * abs(entry.z))
  }

  @Test("inverts the distribution function of the C library")
  func invertsDistribution() {
    let stream = RandomStream(seed: 5, purpose: .init(rawValue: 98))
    for element in 0..<20_000 {
      let share = stream.uniform(batch: 0, element: element)
      let p =
        share * Double(sign: .plus, exponent: -Int(stream.uniform(batch: 1, element: element) * 40), significand: 1)
      guard p < 0.5 else { continue }
      let z = PortableMath.normalQuantile(p)
      let back = erfc(-z / 2.0.squareRoot()) / 2
      // A relative error e of z moves p by e z phi(z), at most e (z^2 + 1) p in the tail; erfc adds a few ulps, and its
      // argument's rounding acts like one of z.
      #expect(abs(back - p) <= (2 * Self.relativeError * (z * z + 1)) * p, "p = \(p)")
    }
  }

  @Test("is odd around one half")
  func odd() {
    #expect(PortableMath.normalQuantile(0.5) == 0)
    for numerator in 1..<512 {
      let p = Double(numerator) / 1024
      #expect(PortableMath.normalQuantile(p) == -PortableMath.normalQuantile(1 - p))
    }
  }

  @Test("gives the limits at 0 and 1, and NaN outside")
  func limits() {
    #expect(PortableMath.normalQuantile(0) == -.infinity)
    #expect(PortableMath.normalQuantile(1) == .infinity)
    #expect(PortableMath.normalQuantile(-0.1).isNaN)
    #expect(PortableMath.normalQuantile(1.1).isNaN)
    #expect(PortableMath.normalQuantile(.infinity).isNaN)
    #expect(PortableMath.normalQuantile(.nan).isNaN)
  }
}
