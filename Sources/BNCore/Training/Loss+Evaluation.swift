extension Loss {
  /// The loss of a pass's output, and its gradient with respect to that output.
  ///
  /// The terms and the gradient are computed in the layer's type (float16 in float32, as `tf.losses` does) in
  /// TensorFlow's order. The sum is taken in double precision and rounded once: TensorFlow's own order of summation
  /// depends on the processor. A float64 layer stays in float64, where `tf.losses` would go down to float32.
  ///
  /// - Parameter pass: the pass whose output is judged.
  /// - Returns: the value and the upstream gradient, of the output's shape.
  /// - Throws: ``BatchNormalizationError`` where the target or the given gradient does not fit the output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluated<Scalar>(on pass: Pass<Scalar>) throws(BatchNormalizationError) -> LossValue<Scalar> {
    try check(fits: pass.output.shape, channels: pass.layout.channels)
    return switch self {
    case .sum:
      LossValue(
        value: Scalar(pass.output.scalars.reduce(0) { $0 + Double($1) }),
        upstream: Tensor(shape: pass.output.shape, repeating: 1))
    case .upstream(let upstream): Self.weightedSum(pass.output, upstream)
    case .meanSquaredError(.tensor(let target)): Self.squaredError(pass.output, target)
    case .meanSquaredError(.input): Self.squaredError(pass.output, pass.input)
    case .meanSquaredError(.values(let target)): Self.squaredError(pass.output, pass.layout, target)
    }
  }

  /// Checks whether the loss can judge outputs of a shape.
  ///
  /// - Throws: ``BatchNormalizationError`` where the target or the given gradient does not fit.
  func check(fits shape: [Int], channels: Int) throws(BatchNormalizationError) {
    switch self {
    case .upstream(let upstream) where upstream.shape != shape:
      throw .incompatibleGradient(expected: shape, received: upstream.shape)
    case .meanSquaredError(.tensor(let target)) where target.shape != shape:
      throw .incompatibleTarget(expected: shape, received: target.shape)
    case .meanSquaredError(.values(.each(let numbers))) where numbers.count != channels:
      throw .incompatibleTargetValues(channels: channels, received: numbers.count)
    default: break
    }
  }

  private static func weightedSum<Scalar>(_ output: Tensor<Scalar>, _ upstream: Tensor<Double>) -> LossValue<Scalar> {
    let rounded = upstream.scalars.map { Scalar($0) }
    var sum = 0.0
    for index in rounded.indices { sum += Double(output.scalars[index] * rounded[index]) }
    return LossValue(value: Scalar(sum), upstream: Tensor(shape: output.shape, scalars: rounded))
  }

  private static func squaredError<Scalar>(
    _ output: Tensor<Scalar>, _ target: Tensor<some TensorScalar>
  ) -> LossValue<Scalar> {
    var error = SquaredError<Scalar>(count: output.count)
    let upstream = output.scalars.indices.map { error.add(output.scalars[$0], Double(target.scalars[$0])) }
    return LossValue(value: error.mean, upstream: Tensor(shape: output.shape, scalars: upstream))
  }

  private static func squaredError<Scalar>(
    _ output: Tensor<Scalar>, _ layout: AxisLayout, _ target: ChannelValue
  ) -> LossValue<Scalar> {
    let target = target.expanded(to: layout.channels)
    var error = SquaredError<Scalar>(count: output.count)
    let upstream = [Scalar](unsafeUninitializedCapacity: output.count) { buffer, count in
      layout.forEachElement { index, channel in
        buffer.initializeElement(at: index, to: error.add(output.scalars[index], target[channel]))
      }
      count = output.count
    }
    return LossValue(value: error.mean, upstream: Tensor(shape: output.shape, scalars: upstream))
  }
}

/// A mean squared error, element by element.
private struct SquaredError<Scalar: TensorScalar> {
  typealias Term = Scalar.MomentScalar

  private let count: Int
  /// 1 / N, which TensorFlow's gradient rounds before it multiplies.
  private let weight: Term
  private var sum = 0.0

  init(count: Int) {
    self.count = count
    weight = 1 / Term(count)
  }

  /// Adds an element and returns the derivative with respect to it: 1 / N · (2 · (y − t)).
  mutating func add(_ value: Scalar, _ target: Double) -> Scalar {
    let difference = value.momentValue - Term(target)
    sum += Double(difference * difference)
    return Scalar(moment: weight * (2 * difference))
  }

  /// Σ (y − t)² / N, and 0 without elements.
  var mean: Scalar { count == 0 ? 0 : Scalar(sum / Double(count)) }
}
