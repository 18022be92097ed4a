/// The function that a network applies to each number between two dense layers.
public enum Nonlinearity: String, Sendable, CaseIterable {
  /// 1 / (1 + e⁻ˣ), within 3 units in the last place.
  case sigmoid
  /// max(x, 0).
  case relu

  /// The function's value for each number, in the input's shape.
  public func forward(_ input: Tensor<Float>) -> Tensor<Float> {
    let kernels = DenseKernels()
    return switch self {
    case .sigmoid: Tensor(shape: input.shape, scalars: kernels.sigmoid(input.scalars))
    case .relu: Tensor(shape: input.shape, scalars: kernels.relu(input.scalars))
    }
  }

  /// The gradient by the input; ReLU's is 0 at 0, as PyTorch's and TensorFlow's.
  ///
  /// - Parameters:
  ///   - output: what ``forward(_:)`` returned.
  ///   - upstream: the gradient by it, of its shape.
  /// - Returns: the gradient, of the input's shape.
  /// - Throws: ``BatchNormalizationError/incompatibleGradient(expected:received:)`` for another shape.
  public func gradient(
    output: Tensor<Float>, upstream: Tensor<Float>
  ) throws(BatchNormalizationError) -> Tensor<Float> {
    guard output.shape == upstream.shape else {
      throw .incompatibleGradient(expected: output.shape, received: upstream.shape)
    }
    let kernels = DenseKernels()
    let gradient =
      switch self {
      case .sigmoid: kernels.sigmoidGradient(output: output.scalars, upstream: upstream.scalars)
      case .relu: kernels.reluGradient(output: output.scalars, upstream: upstream.scalars)
      }
    return Tensor(shape: output.shape, scalars: gradient)
  }
}
