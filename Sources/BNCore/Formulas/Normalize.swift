/// The two forms in which TensorFlow r1.4 writes the same normalization; they round differently.
enum NormalizeForm {
  /// x · inv + (offset − mean · inv): `tf.nn.batch_normalization`.
  case folded
  /// (x − mean) · inv + offset: the fused kernel.
  case centred
}

/// Normalizes a batch: (x − mean) / √(variance + epsilon) · scale + offset, channel by channel.
///
/// - Parameters:
///   - x: the batch, row-major.
///   - layout: which element belongs to which channel.
///   - statistics: the mean and variance to normalize by, from the batch or from the moving statistics.
///   - epsilon: added to the variance.
///   - scale: multiplies the normalized input; `nil` leaves the factor out.
///   - offset: added at the end; `nil` leaves the term out.
///   - form: the order of operations.
/// - Returns: the output, row-major.
func normalize<Scalar: TensorScalar>(
  _ x: [Scalar], _ layout: AxisLayout, by statistics: Moments<Scalar>, epsilon: Scalar, scale: [Scalar]?,
  offset: [Scalar]?, form: NormalizeForm
) -> [Scalar] {
  var factor = statistics.variance.map { 1 / ($0 + epsilon).squareRoot() }
  if let scale { factor = zip(factor, scale).map { ($0 * $1).flushed } }
  let mean = statistics.mean
  switch form {
  case .folded:
    let term = mean.indices.map { channel in
      let shift = (mean[channel] * factor[channel]).flushed
      return offset.map { $0[channel] - shift } ?? -shift
    }
    return map(x, layout) { value, channel in (value * factor[channel]).flushed + term[channel] }
  case .centred:
    return map(x, layout) { value, channel in
      ((value - mean[channel]) * factor[channel]).flushed + (offset?[channel] ?? 0)
    }
  }
}

/// Maps every element with the number of its channel.
func map<Scalar: TensorScalar>(
  _ x: [Scalar], _ layout: AxisLayout, _ transform: (_ value: Scalar, _ channel: Int) -> Scalar
) -> [Scalar] {
  [Scalar](unsafeUninitializedCapacity: x.count) { buffer, count in
    layout.forEachElement { index, channel in
      buffer.initializeElement(at: index, to: transform(x[index].flushed, channel))
    }
    count = x.count
  }
}
