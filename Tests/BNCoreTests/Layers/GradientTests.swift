import BNTestSupport
import BNCore
import Testing

@Suite("Gradients")
struct GradientTests {
  /// A double-precision layer with random values in all its variables, a batch and an upstream gradient.
  struct Example {
    var layer: BatchNormalization<Double>
    let batch: Tensor<Double>
    let upstream: Tensor<Double>

    init(seed: UInt64, shape: [Int] = [5, 3], renorm: Bool = false) throws {
      var random = SplitMix(state: seed)
      func numbers(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
        (0..<count).map { _ in Double.random(in: range, using: &random) }
      }
      let count = shape.reduce(1, *)
      layer = try BatchNormalization(
        options: .with {
          $0.renorm = renorm
          $0.renormClipping = RenormClipping(rmax: 1.1, dmax: 0.5)
        }, inputShape: shape)
      layer.variables.gamma = numbers(layer.variables.channels, 0.5...2)
      layer.variables.beta = numbers(layer.variables.channels, -1...1)
      layer.variables.movingVariance = numbers(layer.variables.channels, 0.5...2)
      batch = Tensor(shape: shape, scalars: numbers(count, -2...2))
      upstream = Tensor(shape: shape, scalars: numbers(count, -1...1))
      if renorm { try layer.train(Tensor(shape: shape, scalars: numbers(count, -2...2)), times: 30) }
    }

    /// Σ output · upstream for another layer or batch.
    func loss(_ layer: BatchNormalization<Double>, _ batch: Tensor<Double>, _ mode: Mode) throws -> Double {
      zip(try layer.forward(batch, mode: mode).output.scalars, upstream.scalars).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// A central difference: the truncation h²·f‴/6 and the rounding 2⁻⁵³·|f|/h are both near 1e-10 at h = 1e-5, with
    /// |f| below 20 and third derivatives below some tens.
    static let step = 1e-5
    static let bound = 1e-8

    func difference(_ change: (Double) throws -> Double) throws -> Double {
      (try change(Self.step) - change(-Self.step)) / (2 * Self.step)
    }
  }

  @Test("are the slopes of the output", arguments: [[5, 3], [2, 2, 2, 3], [3, 1, 2, 2, 2], [6]], Mode.allCases)
  func slopes(shape: [Int], mode: Mode) throws {
    let example = try Example(seed: 1, shape: shape)
    let gradients = try example.layer.forward(example.batch, mode: mode).gradients(upstream: example.upstream)
    let byInput = try example.batch.scalars.indices.map { index in
      try example.difference { step in
        var scalars = example.batch.scalars
        scalars[index] += step
        return try example.loss(example.layer, Tensor(shape: example.batch.shape, scalars: scalars), mode)
      }
    }
    #expect(gradients.input.shape == shape)
    expectNear(gradients.input.scalars, byInput, within: Example.bound)
    func slope(_ name: VariableName) throws -> [Double] {
      try (0..<example.layer.variables.channels).map { channel in
        try example.difference { step in
          var layer = example.layer
          layer.variables[name]?[channel] += step
          return try example.loss(layer, example.batch, mode)
        }
      }
    }
    expectNear(gradients.gamma, try slope(.gamma), within: Example.bound)
    expectNear(gradients.beta, try slope(.beta), within: Example.bound)
  }

  @Test(
    "sum to 0 over each channel's inputs, and weighted by the normalized input to epsilon's share", arguments: 1...20)
  func identities(seed: UInt64) throws {
    let example = try Example(seed: seed, renorm: seed % 2 == 0)
    let pass = try example.layer.forward(example.batch, mode: .training)
    let gradients = try pass.gradients(upstream: example.upstream)
    let gamma = try #require(example.layer.variables.gamma)
    for channel in 0..<3 {
      let rows = stride(from: channel, to: 15, by: 3)
      let total = pass.statistics.variance[channel] + pass.epsilon
      let normalized = rows.map { (example.batch.scalars[$0] - pass.statistics.mean[channel]) / total.squareRoot() }
      let dx = rows.map { gradients.input.scalars[$0] }
      let weighted = zip(rows, normalized).reduce(0) { $0 + example.upstream.scalars[$1.0] * $1.1 }
      // Σ xhat² = n·v/(v + ε), so of Σ u·xhat only the part ε/(v + ε) is left.
      let factor = gamma[channel] * (pass.correction?.r[channel] ?? 1) / total.squareRoot()
      let expected = factor * weighted * pass.epsilon / total
      // Five terms below 10, each with a few roundings of 2⁻⁵³.
      expectNear([dx.reduce(0, +)], [0], within: 1e-13)
      expectNear([zip(dx, normalized).reduce(0) { $0 + $1.0 * $1.1 }], [expected], within: 1e-13)
    }
  }

  @Test("take r and d of renorm as constants", arguments: 1...10)
  func renorm(seed: UInt64) throws {
    let example = try Example(seed: seed, renorm: true)
    let pass = try example.layer.forward(example.batch, mode: .training)
    let gradients = try pass.gradients(upstream: example.upstream)
    let correction = try #require(pass.correction)
    // A plain layer with gamma·r has the same slopes by the input.
    var plain = example.layer
    plain = BatchNormalization(options: BatchNormalizationOptions(), variables: plain.variables)
    plain.variables.gamma = zip(try #require(example.layer.variables.gamma), correction.r).map { $0 * $1 }
    let byInput = try plain.forward(example.batch, mode: .training).gradients(upstream: example.upstream)
    expectNear(gradients.input.scalars, byInput.input.scalars, within: 1e-13)
    // Σ u·(xhat·r + d), and Σ u: the plain layer's own, put together.
    let expected = (0..<3).map { byInput.gamma[$0] * correction.r[$0] + byInput.beta[$0] * correction.d[$0] }
    expectNear(gradients.gamma, expected, within: 1e-13)
    #expect(gradients.beta == byInput.beta)
  }

  @Test("of inference are u · gamma / √(moving_variance + epsilon)")
  func inference() throws {
    // TensorFlow 1.4.1: 0.9995004 for a fresh layer.
    let layer = try BatchNormalization<Float>(inputShape: [2, 1])
    let pass = try layer.forward(Tensor(column: [3, 7]), mode: .inference)
    let gradients = try pass.gradients(upstream: Tensor(column: [1, 2]))
    #expect(gradients.input.scalars == [0.9995004, 1.9990008])
    #expect(gradients.beta == [3])
  }

  @Test("need an upstream gradient of the output's shape")
  func shapes() throws {
    let pass = try BatchNormalization<Float>(inputShape: [2, 3])
      .forward(Tensor(shape: [2, 3], repeating: 1), mode: .training)
    let error = try #require(throws: BatchNormalizationError.self) {
      try pass.gradients(upstream: Tensor(shape: [3, 2], repeating: 1))
    }
    #expect("\(error)" == "The upstream gradient needs the output's shape (2, 3), but has (3, 2)")
  }
}
