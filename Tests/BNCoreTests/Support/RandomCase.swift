import BNCore
import Testing

/// A layer and a batch drawn at random: ranks 1 to 5, any axis, spreads from 0.01 to 100 around means up to 100.
struct RandomCase: CustomTestStringConvertible, Sendable {
  let seed: UInt64
  let shape: [Int]
  /// Counted from 0; the options may hold it from the end.
  let axis: Int
  let options: BatchNormalizationOptions
  let batch: Tensor<Float>
  let gamma: [Float]
  let beta: [Float]

  init(seed: UInt64) {
    var random = SplitMix(state: seed)
    self.seed = seed
    let rank = Int.random(in: 1...5, using: &random)
    shape = (0..<rank).map { _ in Int.random(in: 1...5, using: &random) }
    let given = Int.random(in: -rank..<rank, using: &random)
    axis = given < 0 ? given + rank : given
    let centre = Float.random(in: -100...100, using: &random)
    let spreads: [Float] = [0.01, 0.1, 1, 10, 100]
    let spread = spreads[Int.random(in: 0..<5, using: &random)]
    batch = Tensor(
      shape: shape,
      scalars: (0..<shape.reduce(1, *)).map { _ in centre + spread * Float.random(in: -1...1, using: &random) })
    let channels = shape[axis]
    gamma = (0..<channels).map { _ in Float.random(in: -3...3, using: &random) }
    beta = (0..<channels).map { _ in Float.random(in: -3...3, using: &random) }
    var options = BatchNormalizationOptions()
    options.axis = given
    options.epsilon = [1e-3, 1e-1, 1e-5][Int.random(in: 0..<3, using: &random)]
    options.center = Bool.random(using: &random)
    options.scale = Bool.random(using: &random)
    options.fused = [nil, true, false][Int.random(in: 0..<3, using: &random)]
    self.options = options
  }

  var testDescription: String { "seed \(seed): shape \(shape), axis \(options.axis)" }

  func layer<Scalar: TensorScalar>(_ type: Scalar.Type = Scalar.self) throws -> BatchNormalization<Scalar> {
    var layer = try BatchNormalization<Scalar>(options: options, inputShape: shape)
    layer.variables.gamma = options.scale ? gamma.map { Scalar($0) } : nil
    layer.variables.beta = options.center ? beta.map { Scalar($0) } : nil
    return layer
  }

  /// The same in double precision, with an epsilon as the layer holds it.
  func definition(epsilon: Double) -> Definition {
    Definition(
      shape: shape, x: batch.scalars.map(Double.init), axis: axis, epsilon: epsilon,
      gamma: options.scale ? gamma.map(Double.init) : nil, beta: options.center ? beta.map(Double.init) : nil)
  }
}
