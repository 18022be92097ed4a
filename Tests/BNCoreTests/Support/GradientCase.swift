import BNTestSupport
import BNCore
import Testing

/// A layer with random values in all its variables, a batch and an upstream gradient, all of them float32 numbers.
struct GradientCase: CustomTestStringConvertible, Sendable {
  /// Whether the layer has renorm, and whether its limits bind.
  enum Renorm: CaseIterable { case off, free, clipped }

  let seed: UInt64
  let shape: [Int]
  /// Counted from 0; the options may hold it from the end.
  let axis: Int
  let options: BatchNormalizationOptions
  let batch: Tensor<Float>
  let upstream: Tensor<Float>
  private let variables: BatchNormalizationVariables<Float>

  /// For every axis of ranks 1 to 6 three cases without renorm, three with it and three with its limits.
  static let all: [GradientCase] = (1...6).flatMap { rank in
    (0..<rank).flatMap { axis in
      (1...3).flatMap { seed in
        Renorm.allCases.map { renorm in
          GradientCase(seed: UInt64(seed * 100 + rank * 10 + axis), rank: rank, axis: axis, renorm: renorm)
        }
      }
    }
  }

  init(seed: UInt64, rank: Int, axis: Int, renorm: Renorm) {
    var random = SplitMix(state: seed)
    func float(_ range: ClosedRange<Float>) -> Float { Float.random(in: range, using: &random) }
    self.seed = seed
    self.axis = axis
    shape = (0..<rank).map { _ in Int.random(in: 1...(rank < 4 ? 5 : 3), using: &random) }
    let count = shape.reduce(1, *)
    let spread: Float = [0.01, 0.1, 1, 10, 100][Int.random(in: 0..<5, using: &random)]
    let centre = 10 * spread * float(-1...1)
    batch = Tensor(shape: shape, scalars: (0..<count).map { _ in centre + spread * float(-1...1) })
    upstream = Tensor(shape: shape, scalars: (0..<count).map { _ in float(-1...1) })
    var options = BatchNormalizationOptions()
    options.arithmetic = seed / 100 == 2 ? .reference : .fast
    options.axis = Bool.random(using: &random) ? axis : axis - rank
    options.epsilon = [1e-3, 0.1, 1e-6][Int.random(in: 0..<3, using: &random)]
    options.center = Bool.random(using: &random)
    options.scale = Bool.random(using: &random)
    options.fused = [nil, true, false][Int.random(in: 0..<3, using: &random)]
    options.renorm = renorm != .off
    if renorm == .clipped { options.renormClipping = RenormClipping(rmax: 1.001, rmin: 0.999, dmax: 0.001) }
    self.options = options
    guard var variables = try? BatchNormalizationVariables<Float>(options: options, channels: shape[axis]) else {
      preconditionFailure("the initializers are the defaults")
    }
    let weight = float(0.1...1)
    for name in variables.names {
      variables[name] = variables[name]?.map { _ in
        switch name {
        case .gamma, .beta: float(-3...3)
        case .movingMean: centre + spread * float(-1...1)
        case .movingVariance: spread * spread * float(0.5...2)
        case .renormMean: weight * (centre + spread * float(-1...1))
        case .renormStddev: weight * spread * float(0.5...2)
        case .renormMeanWeight, .renormStddevWeight: weight
        }
      }
    }
    self.variables = variables
  }

  var testDescription: String { "seed \(seed): shape \(shape), axis \(options.axis), renorm \(options.renorm)" }

  /// The layer in any type that float32 widens to.
  func layer<Scalar: TensorScalar>(_ type: Scalar.Type = Scalar.self) throws -> BatchNormalization<Scalar> {
    var layer = try BatchNormalization<Scalar>(options: options, inputShape: shape)
    for name in variables.names { layer.variables[name] = variables[name]?.map { Scalar($0) } }
    return layer
  }

  func tensor<Scalar: TensorScalar>(_ tensor: Tensor<Float>, as type: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    Tensor(shape: tensor.shape, scalars: tensor.scalars.map { Scalar($0) })
  }

  /// The flat indices of each channel's elements, found without the layer's own layout.
  var members: [[Int]] {
    let definition = Definition(shape: shape, x: [], axis: axis)
    var members = [[Int]](repeating: [], count: shape[axis])
    for index in batch.scalars.indices { members[definition.channel(of: index)].append(index) }
    return members
  }

  /// The definition of a pass of this case, channel by channel, with the r and d that the pass used.
  func losses<Scalar: TensorScalar>(of pass: Pass<Scalar>) -> [ChannelLoss] {
    members.enumerated().map { channel, indices in
      var loss = ChannelLoss(
        x: indices.map { Double(batch.scalars[$0]) }, upstream: indices.map { Double(upstream.scalars[$0]) },
        epsilon: Double(pass.epsilon))
      if let gamma = variables.gamma { loss.gamma = Double(gamma[channel]) }
      if let beta = variables.beta { loss.beta = Double(beta[channel]) }
      if let correction = pass.correction {
        loss.r = Double(correction.r[channel])
        loss.d = Double(correction.d[channel])
      }
      if pass.mode == .inference {
        loss.moving = (Double(variables.movingMean[channel]), Double(variables.movingVariance[channel]))
      }
      return loss
    }
  }
}
