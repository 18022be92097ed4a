import Testing

@testable import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Portable math")
struct PortableMathTests {
  static let stream = RandomStream(seed: 2024, purpose: .init(rawValue: 99))

  /// How many representable numbers apart two numbers of the same sign are.
  func distance(_ a: Double, _ b: Double) -> UInt64 {
    a == b ? 0 : (a.bitPattern > b.bitPattern ? a.bitPattern - b.bitPattern : b.bitPattern - a.bitPattern)
  }

  // Both here have an error below 0.73 ulp (found with 160-bit arithmetic) and those of glibc one near 0.5 ulp: the two
  // results are at most neighbours.
  static let neighbours: UInt64 = 1

  @Test("log is within one ulp of the C library's, over all exponents and near one")
  func logAgainstLibm() {
    var worst: UInt64 = 0
    for element in 0..<60_000 {
      let u = Self.stream.uniform(batch: 0, element: element)
      let w = Self.stream.uniform(batch: 1, element: element)
      let wide = Double(sign: .plus, exponent: Int(w * 2097) - 1073, significand: 1 + u)
      let near = 1 + (u - 0.5) * w
      worst = max(worst, distance(PortableMath.log(wide), log(wide)), distance(PortableMath.log(near), log(near)))
    }
    #expect(worst <= Self.neighbours)
  }

  @Test("exp is within one ulp of the C library's, from subnormal results to the largest")
  func expAgainstLibm() {
    var worst: UInt64 = 0
    for element in 0..<60_000 {
      let u = Self.stream.uniform(batch: 2, element: element)
      let wide = -745 + u * (745 + 709.7)
      let near = (u - 0.5) * 8 * Self.stream.uniform(batch: 3, element: element)
      worst = max(worst, distance(PortableMath.exp(wide), exp(wide)), distance(PortableMath.exp(near), exp(near)))
    }
    #expect(worst <= Self.neighbours)
  }

  @Test("log and exp are exact where the answer is")
  func exactValues() {
    #expect(PortableMath.log(1) == 0)
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.exp(-0.0) == 1)
    // The constants of mathematics, rounded to the nearest double.
    #expect(PortableMath.log(2) == 0.693147180559945309417)
    #expect(PortableMath.log(10) == 2.302585092994045684018)
    #expect(PortableMath.exp(1) == 2.718281828459045235360)
  }

  @Test("log and exp go to their limits outside their ranges")
  func limits() {
    #expect(PortableMath.log(0) == -.infinity)
    #expect(PortableMath.log(-0.0) == -.infinity)
    #expect(PortableMath.log(-1).isNaN)
    #expect(PortableMath.log(.infinity) == .infinity)
    #expect(PortableMath.log(.nan).isNaN)
    #expect(PortableMath.exp(.infinity) == .infinity)
    #expect(PortableMath.exp(-.infinity) == 0)
    #expect(PortableMath.exp(.nan).isNaN)
    // ln of the largest finite number is 709.7827128933840; of half the smallest positive one -745.1332191019412.
    #expect(PortableMath.exp(709.782712893384).isFinite)
    #expect(PortableMath.exp(709.7827128933842) == .infinity)
    #expect(PortableMath.exp(-745.1332191019411) == .leastNonzeroMagnitude)
    #expect(PortableMath.exp(-745.1332191019413) == 0)
    #expect(PortableMath.exp(1e300) == .infinity)
    #expect(PortableMath.exp(-1e300) == 0)
  }

  @Test("the bits stay the same for ever")
  func pinnedBits() {
    // Made by a second implementation of the same steps, in another language.
    #expect(PortableMath.log(0.1).bitPattern == 0xc002_6bb1_bbb5_5515)
    #expect(PortableMath.exp(-3.7).bitPattern == 0x3f99_511f_c687_1044)
    #expect(fold((0..<4000).map { PortableMath.log((Double($0) + 0.5) * 0.001) }) == 0xf151_7bae_5a26_2499)
    #expect(fold((0..<4000).map { PortableMath.exp((Double($0) - 2000) * 0.35) }) == 0xb87f_b5a0_7575_4bcc)
    let stream = RandomStream(seed: 77)
    #expect(fold((0..<4000).map { stream.normal(batch: 1, element: $0) }) == 0x8ae3_8929_d40f_9f5f)
  }

  /// One number that changes with any bit of the numbers.
  func fold(_ numbers: [Double]) -> UInt64 {
    numbers.reduce(0) { $0 &* 31 &+ $1.bitPattern }
  }
}
