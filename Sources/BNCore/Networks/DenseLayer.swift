/// A dense layer: y = x · W + b, what `tf.layers.dense` is without an activation.
///
/// ```swift
/// let layer = DenseLayer(inputs: 64, outputs: 100, standardDeviation: 0.05, seed: 1)
/// let output = try layer.forward(batch)
/// let gradients = try layer.gradients(input: batch, upstream: upstream)
/// ```
///
/// The layer is a value in float32. Each sum is taken in one order, with each product and each sum rounded once, so its bits
/// are the same on every processor.
public struct DenseLayer: Sendable, Equatable {
  /// How many numbers an example has.
  public let inputs: Int
  /// How many numbers come of it.
  public let outputs: Int
  /// TensorFlow's `kernel`: inputs x outputs numbers, row-major.
  public private(set) var weights: [Float]
  /// One number for each output; `nil` for a layer without.
  public private(set) var bias: [Float]?

  /// Makes a layer of weights that exist already.
  ///
  /// - Parameters:
  ///   - weights: a matrix of shape inputs x outputs.
  ///   - bias: one number for each output; `nil` for a layer without.
  public init(weights: Tensor<Float>, bias: [Float]? = nil) {
    precondition(weights.rank == 2, "weights are a matrix: \(weights.shape)")
    precondition(bias.map { $0.count == weights.shape[1] } ?? true, "a bias has a number for each output")
    (inputs, outputs) = (weights.shape[0], weights.shape[1])
    (self.weights, self.bias) = (weights.scalars, bias)
  }

  /// Makes a layer of normal weights around 0, and a bias of zeros.
  ///
  /// - Parameters:
  ///   - inputs: how many numbers an example has.
  ///   - outputs: how many numbers come of it.
  ///   - standardDeviation: of the weights.
  ///   - seed: the seed of the weights.
  ///   - index: which of the layers of one seed it is; each has weights of its own.
  ///   - usesBias: whether it has a bias.
  public init(
    inputs: Int, outputs: Int, standardDeviation: Double, seed: UInt64, index: Int = 0, usesBias: Bool = true
  ) {
    let stream = RandomStream(seed: seed, purpose: .weights)
    let weights = (0..<inputs * outputs).map { element in
      Float(stream.normal(batch: UInt64(index), element: element) * standardDeviation)
    }
    self.init(
      weights: Tensor(shape: [inputs, outputs], scalars: weights),
      bias: usesBias ? [Float](repeating: 0, count: outputs) : nil)
  }

  /// The layer's output.
  ///
  /// - Parameter input: a batch of shape examples x ``inputs``.
  /// - Returns: examples x ``outputs``.
  /// - Throws: ``BatchNormalizationError/incompatibleInput(axis:channels:shape:)`` for another shape.
  public func forward(_ input: Tensor<Float>) throws(BatchNormalizationError) -> Tensor<Float> {
    let rows = try rows(of: input)
    let output = DenseKernels()
      .product(input.scalars, weights, begin: bias, rows: rows, columns: outputs, depth: inputs)
    return Tensor(shape: [rows, outputs], scalars: output)
  }

  /// Differentiates the layer.
  ///
  /// - Parameters:
  ///   - input: the batch that went in.
  ///   - upstream: the gradient by the output, of its shape.
  ///   - byInput: whether the gradient by the input is asked for; the first layer of a network does without.
  /// - Returns: the gradients by input, weights and bias.
  /// - Throws: ``BatchNormalizationError`` where a shape does not fit.
  public func gradients(
    input: Tensor<Float>, upstream: Tensor<Float>, byInput: Bool = true
  ) throws(BatchNormalizationError) -> DenseGradients {
    let rows = try rows(of: input)
    guard upstream.shape == [rows, outputs] else {
      throw .incompatibleGradient(expected: [rows, outputs], received: upstream.shape)
    }
    let kernels = DenseKernels()
    let dx =
      byInput
      ? kernels.product(
        upstream.scalars, weights, transposeB: true, rows: rows, columns: inputs, depth: outputs) : nil
    return DenseGradients(
      input: dx.map { Tensor(shape: input.shape, scalars: $0) },
      weights: kernels.product(
        input.scalars, transposeA: true, upstream.scalars, rows: inputs, columns: outputs, depth: rows),
      bias: bias.map { _ in kernels.columnSums(upstream.scalars, rows: rows, columns: outputs) })
  }

  /// Moves weights and bias against their gradients: w ← w − rate · g.
  public mutating func descend(by gradients: DenseGradients, rate: Float) {
    DenseKernels().descend(&weights, by: gradients.weights, rate: rate)
    if let gradient = gradients.bias { DenseKernels().descend(&bias, by: gradient, rate: rate) }
  }

  private func rows(of input: Tensor<Float>) throws(BatchNormalizationError) -> Int {
    guard input.rank == 2, input.shape[1] == inputs else {
      throw .incompatibleInput(axis: 1, channels: inputs, shape: input.shape)
    }
    return input.shape[0]
  }
}

/// The gradients of Σ output · upstream by what a ``DenseLayer`` has and takes.
public struct DenseGradients: Sendable, Equatable {
  /// By the input, of its shape; `nil` where it was not asked for.
  public let input: Tensor<Float>?
  /// By the weights, in their order.
  public let weights: [Float]
  /// By the bias; `nil` for a layer without.
  public let bias: [Float]?
}
