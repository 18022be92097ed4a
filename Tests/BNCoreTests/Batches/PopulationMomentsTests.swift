import BNCore
import Testing

@Suite("The moments of what batches are drawn from")
struct PopulationMomentsTests {
  struct Case: Sendable {
    let kind: GeneratorSpec.Kind
    var shape = [4096, 2]
    var axis = -1
    var seenAlong = 1
    var drift: ChannelValue = 0
    var fixed = false
  }

  static let cases: [Case] = [
    Case(kind: .normal(mean: [5, -1], std: [2, 0.5])),
    Case(kind: .normal(mean: 5, std: 2), drift: [0.5, -3]),
    Case(kind: .uniform(low: [-1, 2], high: [3, 2.5])),
    Case(kind: .lognormal(mean: [0, 1], std: [0.5, 0.1]), drift: 0.01),
    Case(kind: .bimodal(means: [-2, 0, 7], std: [0.5, 1]), drift: 1),
    Case(kind: .constant(value: [3, -4]), drift: 2),
    Case(kind: .ramp(low: [0, -5], high: [1, 5]), drift: 0.25),
    Case(kind: .outliers(mean: 1, std: [1, 2], fraction: 0.1, scale: 5)),
    Case(kind: .classes(means: [-2, 2, 9], std: 1, order: .sorted)),
    Case(kind: .classes(means: [-2, 2, 9], std: 1, order: .shuffled)),
    Case(kind: .classes(means: [-2, 2, 9], std: 1, order: .sorted), fixed: true),
    // The layer's channels along another dimension than the parameters' own.
    Case(kind: .normal(mean: [5, -1], std: [2, 0.5]), shape: [3, 2048, 2], axis: 2, seenAlong: 0),
    Case(kind: .uniform(low: [-1, 2], high: [3, 2.5]), shape: [2, 2048, 3], axis: 0, seenAlong: 2),
    Case(kind: .ramp(low: [0, -5], high: [1, 5]), shape: [5, 800, 2], axis: 2, seenAlong: 0),
    Case(kind: .ramp(low: [0, -5, 3], high: [1, 5, 4]), shape: [3, 2, 5], axis: 0, seenAlong: 0),
    Case(kind: .ramp(low: [0, -5, 3], high: [1, 5, 4]), shape: [3, 2, 5], axis: 0, seenAlong: 1),
  ]

  /// Pooled over the batches of a whole turn of classes, drift taken out by asking for one batch's.
  @Test("agree with large samples within six standard errors", arguments: cases)
  func samples(_ example: Case) throws {
    let still = try GeneratorSpec(
      example.kind, shape: example.shape, axis: example.axis, seed: 11, fixed: example.fixed, drift: 0)
    let layout = try AxisLayout(shape: example.shape, axis: example.seenAlong)
    var elements = [[Double]](repeating: [], count: layout.channels)
    for index in 0..<12 {
      let batch: [Double] = still.batch(at: index, as: Double.self).scalars
      for (element, value) in batch.enumerated() {
        elements[element / layout.inner % layout.channels].append(value)
      }
    }
    let expected = still.populationMoments(axis: example.seenAlong, at: 0)
    for (channel, values) in elements.enumerated() {
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let fourth = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) } / n
      // The standard error of a mean is √(v/n), of a variance √((m₄ − v²)/n); six of them are missed once in 10⁹. Classes
      // and ramps vary less than independent draws. The last term is for sums of numbers up to 10.
      let rounding = 1e-10
      #expect((mean - expected.mean[channel]).magnitude <= 6 * (expected.variance[channel] / n).squareRoot() + rounding)
      #expect(
        (variance - expected.variance[channel]).magnitude
          <= 6 * (max(0, fourth - variance * variance) / n).squareRoot() + rounding)
    }
  }

  @Test("move with the drift of the batch asked for", arguments: cases.filter { $0.drift != 0 })
  func drift(_ example: Case) throws {
    let moving = try GeneratorSpec(example.kind, shape: example.shape, axis: example.axis, drift: example.drift)
    let start = moving.populationMoments(axis: example.seenAlong, at: 0)
    let later = moving.populationMoments(axis: example.seenAlong, at: 40)
    for channel in start.mean.indices {
      let numbers = example.drift.numbers
      let way = 40 * (numbers.count == 1 ? numbers[0] : numbers[channel])
      if case .lognormal = example.kind {
        // Moving the logarithm multiplies: by exp(0.4) here, its square in the variance. exp() itself is off by 1 ulp.
        #expect((later.mean[channel] / start.mean[channel] - 1.4918246976412703).magnitude < 1e-14)
        #expect((later.variance[channel] / start.variance[channel] - 2.225540928492468).magnitude < 1e-14)
      } else {
        #expect((later.mean[channel] - start.mean[channel] - way).magnitude < 1e-12)
        #expect((later.variance[channel] - start.variance[channel]).magnitude < 1e-10)
      }
    }
  }

  @Test("are the textbook's")
  func known() throws {
    func moments(_ kind: GeneratorSpec.Kind, _ shape: [Int]) throws -> PopulationMoments {
      try GeneratorSpec(kind, shape: shape).populationMoments(axis: shape.count - 1, at: 3)
    }
    #expect(try moments(.uniform(low: 0, high: 12), [8, 1]) == PopulationMoments(mean: [6], variance: [12]))
    // 0, 1, 2, 3, 4: mean 2, variance 2.
    #expect(try moments(.ramp(low: 0, high: 4), [5, 1]) == PopulationMoments(mean: [2], variance: [2]))
    #expect(try moments(.ramp(low: 3, high: 4), [1, 2]) == PopulationMoments(mean: [3, 3], variance: [0, 0]))
    #expect(try moments(.bimodal(means: [-2, 2], std: 1), [8, 1]) == PopulationMoments(mean: [0], variance: [5]))
    // √e and (e − 1) · e, to the last digits that a few roundings leave.
    let lognormal = try moments(.lognormal(mean: 0, std: 1), [8, 1])
    #expect((lognormal.mean[0] - 1.6487212707001282).magnitude < 1e-15)
    #expect((lognormal.variance[0] - 4.670774270471605).magnitude < 1e-14)
    // A tiny deviation keeps its digits: s² (1 + 3/2 s² + ...) around e⁰.
    let tiny = try moments(.lognormal(mean: 0, std: 1e-6), [8, 1])
    #expect((tiny.variance[0] / 1e-12 - (1 + 1.5e-12)).magnitude < 1e-15)
    let wild = try moments(.normal(mean: [.infinity, .nan], std: 1), [8, 2])
    #expect(wild.mean[0] == .infinity && wild.mean[1].isNaN)
    #expect(wild.variance == [1, 1])
  }

  @Test("of data are those of all examples, whatever the batches")
  func data() throws {
    let examples = Tensor<Float>(shape: [5, 2], scalars: [1, 10, 2, 20, 3, 30, 4, 40, 5, 50])
    for size in [1, 2, 5] {
      let source = BatchSource.examples(try ExampleSet(examples: examples, batchSize: size, divide: 10))
      let layout = try AxisLayout(shape: source.batchShape, axis: -1)
      let moments = source.populationMoments(layout, at: 7)
      // 0.1 to 0.5 and 1 to 5: means 0.3 and 3, variances 0.02 and 2.
      for (actual, expected) in zip(moments.mean + moments.variance, [0.3, 3, 0.02, 2]) {
        #expect((actual - expected).magnitude < 1e-15)
      }
    }
    let literal = BatchSource.literal(Tensor(shape: [1, 2, 2], scalars: [1e9, 1e9 + 2, 5, 5]))
    let moments = literal.populationMoments(try AxisLayout(shape: [1, 2, 2], axis: 1), at: 0)
    #expect(moments == PopulationMoments(mean: [1e9 + 1, 5], variance: [1, 0]))
    let empty = BatchSource.literal(Tensor(shape: [0, 2], scalars: []))
    #expect(empty.populationMoments(try AxisLayout(shape: [0, 2], axis: 1), at: 0).mean.allSatisfy(\.isNaN))
  }

  @Test("of data along the examples are those that come to each place of a batch")
  func dataAlongExamples() throws {
    let examples = Tensor<Float>(shape: [5, 1], scalars: [1, 2, 3, 4, 100])
    let layout = try AxisLayout(shape: [2, 1], axis: 0)
    let inOrder = BatchSource.examples(try ExampleSet(examples: examples, batchSize: 2, dropLast: true))
    #expect(inOrder.populationMoments(layout, at: 0) == PopulationMoments(mean: [2, 3], variance: [1, 1]))
    let shuffled = BatchSource.examples(
      try ExampleSet(examples: examples, batchSize: 2, shuffleSeed: 1, dropLast: true))
    #expect(shuffled.populationMoments(layout, at: 0).mean == [22, 22])
  }
}
