/// A penalty on a variable, added to the loss.
///
/// Besides its penalty a regularizer turns the fused path off, and with it Bessel's correction: the moving variance of
/// the same layer then follows the biased batch variance.
public enum Regularizer: Sendable, Equatable {
  /// `tf.contrib.layers.l1_regularizer(scale)`: scale · Σ|w|.
  case l1(Double)
  /// `tf.contrib.layers.l2_regularizer(scale)`: scale · Σw² / 2.
  case l2(Double)
  /// scale · Σw.
  case sum(Double)

  /// Whether the penalty is one of the layer's losses: TensorFlow makes none for l1 and l2 of scale 0.
  ///
  /// The fused path is off all the same.
  public var hasLoss: Bool {
    switch self {
    case .l1(let scale), .l2(let scale): scale != 0
    case .sum: true
    }
  }

  /// The penalty of a variable's values.
  public func loss<Scalar: TensorScalar>(_ values: [Scalar]) -> Scalar {
    switch self {
    case .l1(let scale): Scalar(scale) * values.reduce(0) { $0 + $1.magnitude }
    case .l2(let scale): Scalar(scale) * (values.reduce(0) { $0 + $1 * $1 } / 2)
    case .sum(let scale): Scalar(scale) * values.reduce(0, +)
    }
  }

  /// The penalty's derivative with respect to each value; 0 where |w| has none.
  public func gradient<Scalar: TensorScalar>(_ values: [Scalar]) -> [Scalar] {
    switch self {
    case .l1(let scale): values.map { $0 > 0 ? Scalar(scale) : $0 < 0 ? -Scalar(scale) : 0 }
    case .l2(let scale): values.map { Scalar(scale) * $0 }
    case .sum(let scale): values.map { _ in Scalar(scale) }
    }
  }
}
