import BNCore
import Testing

@Suite("What comes out of an activation on average")
struct ActivationFunctionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let function: ActivationFunction
    let mean: Double
    let deviation: Double
    let expected: Double
    var testDescription: String { "\(function) of N(\(mean), \(deviation)²)" }
  }

  /// Integrals by mpmath 1.3 with 30 digits, over 14 deviations to each side, parted at the functions' bends.
  static let cases: [Case] = [
    (.sigmoid, [0.18661284797392229, 0.55149327263664277, 0.67617221885074653, 0.39504985892958396]),
    (.tanh, [-0.88990321800275205, 0.15048506347526701, 0.37429352968140874, -0.21018044300177922]),
    (.silu, [-0.26644296480386634, 0.34255482925715418, 2.6656635831493615, 8.370267453872155]),
    (.softplus, [0.20813899081730119, 0.93750595458308172, 2.9290448869256237, 8.4123883105564933]),
    (.mish, [-0.29083001556002292, 0.39312264399156219, 2.7155292246238127, 8.3767367040944657]),
    (.gelu, [-0.10084224365554054, 0.42026084299933235, 2.7486710558828215, 8.3848911357373644]),
    (.elu(alpha: 1), [-0.7665996370177133, 0.35871159651436176, 2.557487421743038, 7.7990999291276215]),
    (.hardSwish, [-0.36000000830939773, 0.30145947291477323, 2.6671403654853462, 8.3720794030658712]),
    (.clippedReLU(6), [1.6038496601498428e-8, 0.53634469748863971, 2.4579243472544789, 2.1429687517469337]),
    (.leakyReLU(slope: 0.1), [-0.14999998556535306, 0.50771022840122212, 2.7120676066447017, 6.752172658751395]),
    (.relu, [1.6038496601498428e-8, 0.53634469822358014, 2.7911862296052241, 8.3913029541682167]),
    (
      .hardSigmoid(slope: 1.0 / 6, offset: 0.5),
      [0.25000000267308277, 0.54154241717738979, 0.67616144672124846, 0.39503377433422392]
    ),
    (.identity, [-1.5, 0.25, 2, -8]),
  ].flatMap { function, values in
    zip([(-1.5, 0.3), (0.25, 1), (2, 4), (-8, 30)], values).map {
      Case(function: function, mean: $0.0, deviation: $0.1, expected: $1)
    }
  }

  @Test("is the integral", arguments: cases)
  func integral(_ example: Case) {
    let value = example.function.expectation(mean: example.mean, deviation: example.deviation)
    // Differences of squares of up to (8² + 30²) / 6 are rounded, and sums of a few hundred terms.
    let scale = max(1, example.mean * example.mean + example.deviation * example.deviation)
    #expect((value - example.expected).magnitude < 64 * scale * 0x1p-53, "\(value)")
    #expect(example.function.expectation(mean: example.mean, deviation: -example.deviation) == value)
  }

  @Test("is the function itself where nothing varies", arguments: cases)
  func constant(_ example: Case) {
    let value = example.function.value(at: example.mean)
    #expect(example.function.expectation(mean: example.mean, deviation: 0) == value)
    // f differs by no more than 1.2 of its argument's difference, the steepest slope of all of these.
    let near = example.function.expectation(mean: example.mean, deviation: 1e-9)
    #expect((near - value).magnitude < 1.2e-9)
  }

  @Test("stays a number where powers of e do not")
  func extremes() {
    let elu = ActivationFunction.elu(alpha: 1)
    // Nearly all of one side is at -1, half of the other at x: E max(x, 0) = 100 φ(0), and -1 for the half below.
    #expect((elu.expectation(mean: 0, deviation: 100) - (39.894228 - 0.5)).magnitude < 5e-3)
    #expect(elu.expectation(mean: -800, deviation: 1) == -1)
    #expect(elu.expectation(mean: 800, deviation: 1) == 800)
    for function in Set(Self.cases.map(\.function)) {
      #expect(function.expectation(mean: 900, deviation: 40).isFinite)
      #expect(function.expectation(mean: -900, deviation: 40).isFinite)
    }
  }
}
