import BNCore
import Testing

/// Outputs whose making is known, each formula written out in double precision.
@Suite("Outputs, identified")
struct OutputIdentificationTests {
  let truth = Truth([40, 4], axis: 1)

  /// A way to make an output, and what has to be said of it.
  struct Way: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable (Truth) -> [Double]
    let statistics: NormalizingStatistics
    var change: @Sendable (inout OutputConvention) -> Void = { _ in }

    var testDescription: String { name }
  }

  static func root(_ variance: [Double], _ epsilon: Double) -> (Int) -> Double {
    { 1 / (variance[$0] + epsilon).squareRoot() }
  }

  static let ways: [Way] = [
    Way(name: "training", make: \.trained, statistics: .batch(.population)),
    Way(name: "inference", make: \.inferred, statistics: .given),
    Way(
      name: "divided by n - 1",
      make: { truth in
        let (mean, variance, n) = truth.batch
        return truth.output(mean: mean, factor: root(variance.map { $0 * n / (n - 1) }, truth.epsilon))
      }, statistics: .batch(.sample)),
    Way(
      name: "mean and variance exchanged",
      make: { truth in
        // Variances that were means have to be above 0.
        truth.output(mean: truth.variance, factor: root(truth.mean, truth.epsilon))
      }, statistics: .swapped),
    Way(
      name: "statistics of a new layer",
      make: { truth in
        truth.output(mean: [0, 0, 0, 0], factor: root([1, 1, 1, 1], truth.epsilon))
      }, statistics: .initial),
    Way(
      name: "batch's mean, layer's variance",
      make: { truth in truth.output(mean: truth.batch.mean, factor: root(truth.variance, truth.epsilon)) },
      statistics: .givenVariance),
    Way(
      name: "layer's mean, batch's variance",
      make: { truth in truth.output(mean: truth.mean, factor: root(truth.batch.variance, truth.epsilon)) },
      statistics: .givenMean),
    Way(
      name: "mean of squares, no squared mean taken off",
      make: { truth in
        let (mean, variance, _) = truth.batch
        return truth.output(mean: mean, factor: root(zip(mean, variance).map { $0 * $0 + $1 }, truth.epsilon))
      }, statistics: .meanOfSquares),
    Way(
      name: "no mean taken off",
      make: { truth in truth.output(factor: root(truth.batch.variance, truth.epsilon)) }, statistics: .uncentredBatch),
    Way(
      name: "the layer's mean not taken off",
      make: { truth in truth.output(factor: root(truth.variance, truth.epsilon)) }, statistics: .uncentredGiven),
    Way(
      name: "epsilon outside of the root",
      make: { truth in
        let (mean, variance, _) = truth.batch
        return truth.output(mean: mean) { 1 / (variance[$0].squareRoot() + truth.epsilon) }
      }, statistics: .batch(.population), change: { $0.deviation = .epsilonOutside }),
    Way(
      name: "no root",
      make: { truth in truth.output(mean: truth.mean) { 1 / (truth.variance[$0] + truth.epsilon) } },
      statistics: .given, change: { $0.deviation = .noRoot }),
    Way(
      name: "gamma left out",
      make: { truth in
        let (mean, variance, _) = truth.batch
        return truth.output(mean: mean, factor: root(variance, truth.epsilon), gamma: [1, 1, 1, 1])
      }, statistics: .batch(.population), change: { $0.gamma = .leftOut }),
    Way(
      name: "beta left out",
      make: { truth in
        truth.output(mean: truth.mean, factor: root(truth.variance, truth.epsilon), beta: [0, 0, 0, 0])
      }, statistics: .given, change: { $0.beta = .leftOut }),
    Way(
      name: "gamma and beta exchanged",
      make: { truth in
        truth.output(
          mean: truth.mean, factor: root(truth.variance, truth.epsilon), gamma: truth.beta, beta: truth.gamma)
      }, statistics: .given,
      change: {
        $0.gamma = .exchanged
        $0.beta = .exchanged
      }),
  ]

  @Test("what was done is what is said, with the epsilon", arguments: ways, [1e-3, 1e-4])
  func named(_ way: Way, epsilon: Double) {
    var truth = truth
    truth.epsilon = epsilon
    truth.mean = truth.mean.map(\.magnitude)
    var wanted = truth.convention(way.statistics)
    way.change(&wanted)
    let answer = truth.identify(way.make(truth))
    #expect(answer.convention == wanted)
    #expect(answer.epsilon?.value == epsilon && answer.epsilon?.source == .usual)
    #expect(answer.others.isEmpty)
  }

  @Test("an epsilon that nobody takes is solved for, and one that is known is told apart from it")
  func epsilon() {
    var truth = truth
    truth.epsilon = 0.0123
    let solved = truth.identify(truth.trained)
    #expect(solved.epsilon?.value == 0.0123 && solved.epsilon?.source == .solved)
    #expect(solved.convention == truth.convention(.batch(.population)))
    let stated = truth.identify(truth.trained, truth.layer(epsilon: true))
    #expect(stated.epsilon?.value == 0.0123 && stated.epsilon?.source == .stated)
    var layer = truth.layer()
    layer.epsilon = 1e-5
    #expect(truth.identify(truth.trained, layer).epsilon?.value == 0.0123)
  }

  @Test("one channel alone does not prove an epsilon of many digits")
  func oneChannel() {
    var truth = Truth([30, 1], axis: 1)
    truth.epsilon = 0.00123456
    #expect(truth.identify(truth.trained).convention == nil)
    truth.epsilon = 1e-3
    #expect(truth.identify(truth.trained).epsilon?.value == 1e-3)
  }

  @Test("TensorFlow's fused kernel raises an epsilon that is too small")
  func raised() {
    var truth = Truth([6, 3, 3, 4], axis: 3, spread: [1e-3, 2e-3, 3e-3, 1])
    truth.epsilon = 1.001e-5
    var layer = truth.layer()
    layer.epsilon = 1e-6
    let answer = truth.identify(truth.trained, layer)
    #expect(answer.epsilon?.source == .raised && answer.epsilon?.value == 1.001e-5)
    #expect(answer.frameworks.map(\.name).contains("tf1 tf.layers"))
    #expect(!answer.frameworks.map(\.name).contains("torch"))
  }

  @Test(
    "the axis is the one that was kept, in any rank",
    arguments: [
      ([8, 6], 0), ([8, 6], 1), ([5, 4, 3, 6], 3), ([5, 4, 3, 6], 1), ([5, 4, 3, 6], 2), ([5, 7, 4], 1),
      ([5, 7, 4], 2),
    ])
  func axis(_ shape: [Int], _ axis: Int) {
    let truth = Truth(shape, axis: axis)
    for (output, statistics) in [(truth.trained, NormalizingStatistics.batch(.population)), (truth.inferred, .given)] {
      let answer = truth.identify(output)
      #expect(answer.convention == truth.convention(statistics))
      #expect(answer.epsilon?.value == 1e-3)
    }
  }

  @Test("moments along another axis than gamma's are told")
  func layerNorm() {
    let truth = Truth([12, 4], axis: 1)
    let (mean, variance, _) = truth.moments(of: truth.x) { truth.place($0, along: 0) }
    let output = truth.x.indices.map { index in
      let (row, channel) = (truth.place(index, along: 0), truth.channel(index))
      let normalized = (truth.x[index] - mean[row]) / (variance[row] + 1e-3).squareRoot()
      return Truth.float(normalized * truth.gamma[channel] + truth.beta[channel])
    }
    let convention = truth.identify(output).convention
    #expect(convention?.grouping.axes == [0] && convention?.parameterAxis == 1)
    #expect(convention?.statistics == .batch(.population))
  }

  @Test("narrow, wide and written numbers are judged by what they can hold")
  func precision() {
    let truth = truth
    let half = truth.trained.map { Double(Float16($0)) }
    let narrow = truth.identify(half, as: .float16)
    #expect(narrow.convention == truth.convention(.batch(.population)))
    #expect(narrow.epsilon?.range.contains(1e-3) == true)
    let text = KnownNumbers(seenIn: truth.trained.map { ($0 * 1e4).rounded() / 1e4 })
    #expect(text.precision.digits?.decimals == 4)
    #expect(truth.identifier().output(text).convention == truth.convention(.batch(.population)))
    // Shortest decimals of float32 are float32 again.
    let shortest = truth.trained.map { Double(Float($0).description) ?? 0 }
    let read = KnownNumbers(seenIn: shortest)
    #expect(read.precision == .float32 && read.numbers == truth.trained)
  }

  @Test("the batch may have lost digits, too")
  func roundedInput() {
    let truth = truth
    let input = KnownNumbers(seenIn: truth.x.map { ($0 * 1e3).rounded() / 1e3 })
    let output = KnownNumbers(seenIn: truth.trained.map { ($0 * 1e3).rounded() / 1e3 })
    let answer = Identifier(shape: truth.shape, input: input, layer: truth.layer(epsilon: true)).output(output)
    #expect(answer.convention?.statistics == .batch(.population) && answer.isInputRounded)
  }

  @Test("NaN in one channel says which mode it was, and the others say the rest")
  func nonfinite() {
    var truth = truth
    truth.x[5] = .nan
    let trained = truth.identify(truth.trained)
    #expect(trained.convention == truth.convention(.batch(.population)) && trained.epsilon?.value == 1e-3)
    let inferred = truth.identify(truth.inferred)
    #expect(inferred.convention == truth.convention(.given))
  }
}
