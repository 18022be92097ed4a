import BNCore
import Testing

@Suite("Random and custom initializers")
struct RandomInitializerTests {
  func gamma<Scalar: TensorScalar>(
    _ initializer: Initializer, channels: Int = 5, as type: Scalar.Type = Float.self
  ) throws -> [Scalar] {
    let options = BatchNormalizationOptions.with { $0.gammaInitializer = initializer }
    return try #require(try BatchNormalizationVariables<Scalar>(options: options, channels: channels).gamma)
  }

  struct Pinned: Sendable {
    let seed: UInt64
    let uniform: [UInt32]
    let normal: [UInt32]
  }

  /// Uniform numbers between -1 and 3, and normal ones of mean 1 and standard deviation 0.5, in float32, by a second
  /// implementation in another language: Philox in integers, the normal quantile in 40 digits.
  static let pinned = [
    Pinned(
      seed: 0, uniform: [0x3f0d_cd1a, 0xbf35_007b, 0xbf5a_cbf5, 0x3f78_ca35, 0xbdf8_f308],
      normal: [0x3f5b_bd31, 0x3e8c_44cd, 0x3dd1_fa50, 0x3f7d_bda2, 0x3f1c_fdaa]),
    Pinned(
      seed: 7, uniform: [0x3f65_e5bd, 0x3fb0_0b83, 0x3f1d_a431, 0x3f52_d62e, 0x3f9c_64cf],
      normal: [0x3f77_d0d4, 0x3f8f_3208, 0x3f60_e0a2, 0x3f71_d1f1, 0x3f88_ece9]),
    Pinned(
      seed: .max, uniform: [0xbdd2_4909, 0xbf3e_e323, 0x3f7f_7e2c, 0xbf4f_9dfc, 0xbf35_a357],
      normal: [0x3f1f_0557, 0x3e73_0620, 0x3f7f_d752, 0x3e27_ddfc, 0x3e8b_1ef5]),
  ]

  @Test("give the same numbers for ever", arguments: pinned)
  func forEver(pinned: Pinned) throws {
    let uniform = try gamma(.randomUniform(low: -1, high: 3, seed: pinned.seed))
    #expect(uniform.map(\.bitPattern) == pinned.uniform)
    let normal = try gamma(.randomNormal(mean: 1, std: 0.5, seed: pinned.seed))
    #expect(normal.map(\.bitPattern) == pinned.normal)
  }

  @Test("give variables of one seed the same numbers, and a longer variable the same first ones")
  func seeds() throws {
    let initializer = Initializer.randomNormal(mean: 0, std: 1, seed: 3)
    let variables = try BatchNormalizationVariables<Double>(
      options: .with {
        $0.betaInitializer = initializer
        $0.gammaInitializer = initializer
        $0.movingMeanInitializer = .randomNormal(mean: 0, std: 1, seed: 4)
      }, channels: 9)
    #expect(variables.beta == variables.gamma)
    #expect(variables.movingMean != variables.gamma)
    #expect(try gamma(initializer, channels: 4, as: Double.self) == Array(try #require(variables.gamma).prefix(4)))
  }

  @Test("are made in double precision and rounded once to the variable's type")
  func rounding() throws {
    let initializer = Initializer.randomUniform(low: 10, high: 11, seed: 5)
    let doubles = try gamma(initializer, channels: 100, as: Double.self)
    #expect(try gamma(initializer, channels: 100, as: Float.self) == doubles.map { Float($0) })
    #if !(os(macOS) && arch(x86_64))
      #expect(try gamma(initializer, channels: 100, as: Float16.self) == doubles.map { Float16($0) })
    #endif
    #expect(doubles.allSatisfy { (10...11).contains($0) })
  }

  @Test("refuse a range that is turned around or not finite, and an impossible standard deviation")
  func refusals() throws {
    let error = try #require(throws: BatchNormalizationError.self) {
      try gamma(.randomUniform(low: 2, high: 1, seed: 0))
    }
    #expect("\(error)" == "random_uniform needs finite numbers low ≤ high, but has low 2.0 and high 1.0")
    let most = Double.greatestFiniteMagnitude
    for (low, high) in [(0, .infinity), (-.infinity, 0), (.nan, 0), (0, .nan), (-most, most)] as [(Double, Double)] {
      #expect(throws: BatchNormalizationError.self) { try gamma(.randomUniform(low: low, high: high, seed: 0)) }
    }
    #expect(throws: BatchNormalizationError.invalidNormalDistribution(mean: 0, std: -1)) {
      try gamma(.randomNormal(mean: 0, std: -1, seed: 0))
    }
    for (mean, std) in [(0, .nan), (0, .infinity), (.nan, 1), (.infinity, 1)] as [(Double, Double)] {
      #expect(throws: BatchNormalizationError.self) { try gamma(.randomNormal(mean: mean, std: std, seed: 0)) }
    }
    // Without any spread there is one number.
    #expect(try gamma(.randomUniform(low: 2, high: 2, seed: 0)) == [2, 2, 2, 2, 2])
    #expect(try gamma(.randomNormal(mean: 2, std: 0, seed: 0)) == [2, 2, 2, 2, 2])
  }

  @Test("of one's own are asked for as many values as there are channels")
  func custom() throws {
    let ramp = CustomInitializer(name: "ramp") { channels in (0..<channels).map { Double($0) / 2 } }
    #expect(try gamma(.custom(ramp)) == [0, 0.5, 1, 1.5, 2])
    let error = try #require(throws: BatchNormalizationError.self) {
      try gamma(.custom(CustomInitializer(name: "pair") { _ in [1, 2] }), channels: 3)
    }
    #expect("\(error)" == "The initializer pair made 2 values; it was asked for 3")
  }

  @Test("of one's own are told apart by their names")
  func names() {
    func custom(_ name: String, _ value: Double) -> Initializer {
      .custom(CustomInitializer(name: name) { Array(repeating: value, count: $0) })
    }
    #expect(custom("a", 1) == custom("a", 2))
    #expect(custom("a", 1) != custom("b", 1))
  }
}
