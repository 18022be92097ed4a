import Foundation
import Testing

@testable import BNCore

/// Against chunks of a batch through PyTorch's batch_norm; see `make_replicas.py` beside `replicas.json`.
@Suite("A batch shared among replicas")
struct ReplicaTests {
  struct Truth: Decodable {
    let momentum: Double
    let epsilon: Double
    let cases: [Case]
  }

  struct Case: Decodable {
    let shape: [Int]
    let axis: Int
    let replicas: Int
    let x, upstream, gamma, beta, y: [Double]
    let grad_input, grad_gamma, grad_beta: [Double]
    let moving_mean, moving_variance: [Double]
  }

  private static func truth() throws -> Truth {
    let folder = #filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)
    let data = try Data(contentsOf: URL(filePath: "\(folder)/Replicas/replicas.json"))
    return try JSONDecoder().decode(Truth.self, from: data)
  }

  private static func layer(_ truth: Truth, _ example: Case) throws -> BatchNormalization<Double> {
    var options = BatchNormalizationOptions()
    (options.axis, options.momentum, options.epsilon) = (example.axis, truth.momentum, truth.epsilon)
    // TensorFlow's fused implementation stores the unbiased variance.
    options.fused = false
    var layer = try BatchNormalization<Double>(options: options, inputShape: example.shape)
    (layer.variables.gamma, layer.variables.beta) = (example.gamma, example.beta)
    return layer
  }

  @Test("is what PyTorch makes of each part, with the mean of what their moving statistics are", arguments: 0..<3)
  func truth(_ index: Int) throws {
    let truth = try Self.truth()
    let example = truth.cases[index]
    for arithmetic in [Arithmetic.fast, .reference] {
      var layer = try Self.layer(truth, example)
      var options = layer.options
      options.arithmetic = arithmetic
      layer = BatchNormalization(options: options, variables: layer.variables)
      let pass = try layer.forward(
        Tensor(shape: example.shape, scalars: example.x), mode: .training, replicas: example.replicas)
      layer.apply(pass.updates)
      let gradients = try pass.gradients(upstream: Tensor(shape: example.shape, scalars: example.upstream))
      // Some tens of roundings of double precision, of numbers up to about ten.
      func expect(_ own: [Double], _ theirs: [Double]) {
        #expect(own.count == theirs.count && zip(own, theirs).allSatisfy { ($0 - $1).magnitude < 1e-12 })
      }
      expect(pass.output.scalars, example.y)
      expect(layer.variables.movingMean, example.moving_mean)
      expect(layer.variables.movingVariance, example.moving_variance)
      expect(gradients.input.scalars, example.grad_input)
      expect(gradients.gamma, example.grad_gamma)
      expect(gradients.beta, example.grad_beta)
      #expect(pass.parts.count == example.replicas)
    }
  }

  @Test("the variance of the means is what the mean of the variances lacks")
  func lost() throws {
    let truth = try Self.truth()
    let example = truth.cases[0]
    let layer = try Self.layer(truth, example)
    let batch = Tensor(shape: example.shape, scalars: example.x)
    let (whole, shared) = (
      try layer.forward(batch, mode: .training), try layer.forward(batch, mode: .training, replicas: example.replicas)
    )
    for channel in 0..<3 {
      let means = shared.parts.map { $0.statistics.mean[channel] }
      let mean = means.reduce(0, +) / 4
      let spread = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
      #expect((whole.statistics.variance[channel] - shared.statistics.variance[channel] - spread).magnitude < 1e-12)
      #expect((whole.statistics.mean[channel] - shared.statistics.mean[channel]).magnitude < 1e-12)
    }
  }

  @Test("inference and one replica are a batch as it is, to the bit")
  func whole() throws {
    let batch = Tensor<Float>(shape: [4, 2], scalars: [1, 2, 3, 4, 5, 6, 7, 9])
    let layer = try BatchNormalization<Float>(inputShape: batch.shape)
    #expect(try layer.forward(batch, mode: .training, replicas: 1) == layer.forward(batch, mode: .training))
    #expect(try layer.forward(batch, mode: .inference, replicas: 4) == layer.forward(batch, mode: .inference))
  }

  @Test("what cannot be shared is refused in words")
  func refusals() throws {
    var options = BatchNormalizationOptions()
    let batch = Tensor<Float>(shape: [4, 2], repeating: 1)
    let layer = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
    #expect(throws: BatchNormalizationError.unsharable(replicas: 3, reason: "its 4 examples are not a multiple of 3")) {
      try layer.forward(batch, mode: .training, replicas: 3)
    }
    options.axis = 0
    let first = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
    #expect(throws: BatchNormalizationError.self) { try first.forward(batch, mode: .training, replicas: 2) }
    options.axis = -1
    options.renorm = true
    let renorm = try BatchNormalization<Float>(options: options, inputShape: batch.shape)
    #expect(throws: BatchNormalizationError.self) { try renorm.forward(batch, mode: .training, replicas: 2) }
  }
}
