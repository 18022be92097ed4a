import BNCore

/// The model of TensorFlow's checkpoint tests: a convolution of 3 × 3, stride 1, valid, two output channels, no bias,
/// all ones; batch normalization; the loss Σ|y|; gradient descent at rate 0.01.
struct CheckpointModel: Equatable {
  static let imageShape = [2, 4, 5, 3]
  static let features = [2, 2, 3, 2]
  static let rate: Float = 0.01

  /// Row-major: 3 rows, 3 columns, 3 channels in, 2 channels out.
  var implementation = [Float](repeating: 1, count: 54)
  var layer: BatchNormalization<Float>

  /// A fresh model, or one that goes on from the variables of another, as a restored checkpoint does.
  init(fused: Bool, restoring checkpoint: CheckpointModel? = nil) throws(BatchNormalizationError) {
    var options = BatchNormalizationOptions()
    options.fused = fused
    if let checkpoint {
      implementation = checkpoint.implementation
      layer = BatchNormalization(options: options, variables: checkpoint.layer.variables)
    } else {
      layer = try BatchNormalization(options: options, inputShape: Self.features)
    }
  }

  /// The five variables, in TensorFlow's order.
  var variables: [[Float]] { [implementation] + layer.variables.names.compactMap { layer.variables[$0] } }

  /// The loss of a batch by the moving statistics.
  func inferenceLoss(_ image: Tensor<Float>) throws(BatchNormalizationError) -> Float {
    Self.loss(try layer.forward(convolved(image), mode: .inference).output)
  }

  /// One step of gradient descent, with the update operations that the pass has; returns the loss before it.
  mutating func step(
    _ image: Tensor<Float>, _ mode: Mode, bessel: Bool
  ) throws(BatchNormalizationError) -> Float {
    let pass = try layer.forward(convolved(image), mode: mode)
    let signs = pass.output.scalars.map { $0 > 0 ? Float(1) : $0 < 0 ? -1 : 0 }
    let gradients = try pass.gradients(upstream: Tensor(shape: pass.output.shape, scalars: signs))
    let before = layer.variables
    layer.apply(pass.updates)
    if !bessel, let updates = pass.updates, let biased = pass.batchVariance {
      // TensorFlow's test switches Bessel's correction off, so the update is done again without it.
      layer.variables.movingVariance = zip(before.movingVariance, biased).map { $0 - ($0 - $1) * updates.weight }
    }
    layer.variables.gamma = layer.variables.gamma.map { Self.descended($0, gradients.gamma) }
    layer.variables.beta = layer.variables.beta.map { Self.descended($0, gradients.beta) }
    implementation = Self.descended(implementation, kernelGradient(image, gradients.input))
    return Self.loss(pass.output)
  }

  private static func loss(_ output: Tensor<Float>) -> Float { output.scalars.reduce(0) { $0 + $1.magnitude } }

  private static func descended(_ values: [Float], _ gradient: [Float]) -> [Float] {
    zip(values, gradient).map { $0 - rate * $1 }
  }

  private func convolved(_ image: Tensor<Float>) -> Tensor<Float> {
    var output = [Float](repeating: 0, count: 24)
    Self.forEachProduct { pixel, weight, feature in output[feature] += image.scalars[pixel] * implementation[weight] }
    return Tensor(shape: Self.features, scalars: output)
  }

  private func kernelGradient(_ image: Tensor<Float>, _ upstream: Tensor<Float>) -> [Float] {
    var gradient = implementation.map { _ in Float(0) }
    Self.forEachProduct { pixel, weight, feature in
      gradient[weight] += image.scalars[pixel] * upstream.scalars[feature]
    }
    return gradient
  }

  /// Every product of the convolution, as flat indices.
  private static func forEachProduct(_ body: (_ pixel: Int, _ weight: Int, _ feature: Int) -> Void) {
    for place in 0..<12 {
      let (example, row, column) = (place / 6, place / 3 % 2, place % 3)
      for tap in 0..<27 {
        let pixel = ((example * 4 + row + tap / 9) * 5 + column + tap / 3 % 3) * 3 + tap % 3
        for channel in 0..<2 { body(pixel, tap * 2 + channel, place * 2 + channel) }
      }
    }
  }
}
