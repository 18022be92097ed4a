import BNTestSupport
import BNCore
import Testing

/// A layer and a batch drawn at random: ranks 1 to 5, any axis, spreads from 0.01 to 100 around means up to 100.
///
/// Wide ones have ranks up to 6, spreads from 1e-6 to 1e6, means up to 1e5 times that, and renorm in a third of them.
struct RandomCase: CustomTestStringConvertible, Sendable {
  let seed: UInt64
  let shape: [Int]
  /// Counted from 0; the options may hold it from the end.
  let axis: Int
  let options: BatchNormalizationOptions
  let batch: Tensor<Float>
  let gamma: [Float]
  let beta: [Float]
  private let centre: Float
  private let spread: Float

  init(seed: UInt64, wide: Bool = false) {
    var random = SplitMix(state: seed)
    self.seed = seed
    let rank = Int.random(in: 1...(wide ? 6 : 5), using: &random)
    shape = (0..<rank).map { _ in Int.random(in: 1...5, using: &random) }
    let given = Int.random(in: -rank..<rank, using: &random)
    axis = given < 0 ? given + rank : given
    let spreads: [Float] = wide ? [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6] : [0.01, 0.1, 1, 10, 100]
    let reaches: [Float] = [0, 1, 10, 1e2, 1e3, 1e4, 1e5]
    var centre = Float.random(in: -100...100, using: &random)
    let spread = spreads[Int.random(in: spreads.indices, using: &random)]
    if wide { centre = centre / 100 * spread * reaches[Int.random(in: reaches.indices, using: &random)] }
    (self.centre, self.spread) = (centre, spread)
    batch = Tensor(
      shape: shape,
      scalars: (0..<shape.reduce(1, *)).map { _ in centre + spread * Float.random(in: -1...1, using: &random) })
    let channels = shape[axis]
    gamma = (0..<channels).map { _ in Float.random(in: -3...3, using: &random) }
    beta = (0..<channels).map { _ in Float.random(in: -3...3, using: &random) }
    var options = BatchNormalizationOptions()
    options.arithmetic = seed.isMultiple(of: 2) ? .fast : .reference
    options.axis = given
    options.epsilon = [1e-3, 1e-1, 1e-5][Int.random(in: 0..<3, using: &random)]
    options.center = Bool.random(using: &random)
    options.scale = Bool.random(using: &random)
    options.fused = [nil, true, false][Int.random(in: 0..<3, using: &random)]
    if wide {
      options.trainingSwitch = Bool.random(using: &random) ? .constant : .placeholder
      options.momentum = Double.random(in: 0...1, using: &random)
      options.renorm = Int.random(in: 0..<3, using: &random) == 0
      options.renormMomentum = Double.random(in: 0...1, using: &random)
      func limit(_ range: ClosedRange<Double>) -> Double? {
        Bool.random(using: &random) ? Double.random(in: range, using: &random) : nil
      }
      options.renormClipping = RenormClipping(rmax: limit(0.9...1.5), rmin: limit(0.5...1), dmax: limit(0...1))
    }
    self.options = options
  }

  var testDescription: String { "seed \(seed): shape \(shape), axis \(options.axis), \(options.arithmetic)" }

  func layer<Scalar: TensorScalar>(_ type: Scalar.Type = Scalar.self) throws -> BatchNormalization<Scalar> {
    var layer = try BatchNormalization<Scalar>(options: options, inputShape: shape)
    layer.variables.gamma = options.scale ? gamma.map { Scalar($0) } : nil
    layer.variables.beta = options.center ? beta.map { Scalar($0) } : nil
    return layer
  }

  /// The layer after it has seen such batches: its averages are near their moments.
  func experiencedLayer() throws -> BatchNormalization<Float> {
    var random = SplitMix(state: ~seed)
    var layer = try layer(Float.self)
    let weight = Float.random(in: 0.1...1, using: &random)
    for name in layer.variables.names {
      layer.variables[name] = layer.variables[name]?.map { value in
        let mean = centre + spread * Float.random(in: -1...1, using: &random)
        let deviation = spread * Float.random(in: 0.3...1, using: &random)
        return switch name {
        case .gamma, .beta: value
        case .movingMean: mean
        case .movingVariance: deviation * deviation
        case .renormMean: weight * mean
        case .renormStddev: weight * deviation
        case .renormMeanWeight, .renormStddevWeight: weight
        }
      }
    }
    return layer
  }

  /// The same in double precision, with an epsilon as the layer holds it.
  func definition(epsilon: Double) -> Definition {
    Definition(
      shape: shape, x: batch.scalars.map(Double.init), axis: axis, epsilon: epsilon,
      gamma: options.scale ? gamma.map(Double.init) : nil, beta: options.center ? beta.map(Double.init) : nil)
  }
}
