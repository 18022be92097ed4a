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
  /// A penalty of one's own.
  case custom(CustomRegularizer)

  /// Whether the penalty is one of the layer's losses: TensorFlow makes none for l1 and l2 of scale 0, nor for
  /// a regularizer that returns None.
  ///
  /// The fused path is off all the same.
  public var hasLoss: Bool {
    switch self {
    case .l1(let scale), .l2(let scale): scale != 0
    case .sum: true
    case .custom(let custom): custom.loss != nil
    }
  }

  /// Checks the scale, as `tf.contrib.layers` does where a regularizer is made.
  ///
  /// - Throws: ``BatchNormalizationError/negativeL1Scale(_:)`` or ``BatchNormalizationError/negativeL2Scale(_:)``. NaN
  ///   and infinity pass, as they do in TensorFlow.
  public func validate() throws(BatchNormalizationError) {
    switch self {
    case .l1(let scale) where scale < 0: throw .negativeL1Scale(scale)
    case .l2(let scale) where scale < 0: throw .negativeL2Scale(scale)
    case .l1, .l2, .sum, .custom: break
    }
  }

  /// The penalty of a variable's values, 0 where there is no loss.
  public func loss<Scalar: TensorScalar>(_ values: [Scalar]) -> Scalar {
    switch self {
    case .l1(let scale): Scalar(scale) * values.reduce(0) { $0 + $1.magnitude }
    case .l2(let scale): Scalar(scale) * (values.reduce(0) { $0 + $1 * $1 } / 2)
    case .sum(let scale): Scalar(scale) * values.reduce(0, +)
    case .custom(let custom): custom.loss.map { Scalar($0(values.map { Double($0) })) } ?? 0
    }
  }

  /// The penalty's derivative with respect to each value; 0 where |w| has none.
  public func gradient<Scalar: TensorScalar>(_ values: [Scalar]) -> [Scalar] {
    switch self {
    case .l1(let scale): return values.map { $0 > 0 ? Scalar(scale) : $0 < 0 ? -Scalar(scale) : 0 }
    case .l2(let scale): return values.map { Scalar(scale) * $0 }
    case .sum(let scale): return values.map { _ in Scalar(scale) }
    case .custom(let custom):
      guard custom.loss != nil else { return values.map { _ in 0 } }
      let gradient = custom.gradient(values.map { Double($0) })
      precondition(gradient.count == values.count, "the regularizer \(custom.name) keeps the number of values")
      return gradient.map { Scalar($0) }
    }
  }
}
