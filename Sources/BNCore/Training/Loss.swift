/// What training minimizes, besides the regularization losses.
public enum Loss: Sendable, Equatable {
  /// `tf.reduce_sum(y)`: Σ y.
  case sum
  /// `tf.losses.mean_squared_error(target, y)`: Σ (y − t)² / N over all N elements; 0 for an empty batch.
  case meanSquaredError(target: LossTarget)
  /// `tf.reduce_sum(y * u)`: Σ y · u with a given u of y's shape, which is then the gradient with respect to y.
  case upstream(Tensor<Double>)
}

/// What a mean squared error compares the output with; rounded once to the layer's type.
public enum LossTarget: Sendable, Equatable {
  /// One number, or one for each channel.
  case values(ChannelValue)
  /// A number for each element, of the output's shape.
  case tensor(Tensor<Double>)
  /// The pass's input, taken as given: no gradient goes through it, as behind `tf.stop_gradient`.
  case input
}

/// The value of a loss and its gradient with respect to the output.
public struct LossValue<Scalar: TensorScalar>: Sendable, Equatable {
  /// The loss.
  public let value: Scalar
  /// Its derivative with respect to each element of the output.
  public let upstream: Tensor<Scalar>
}
