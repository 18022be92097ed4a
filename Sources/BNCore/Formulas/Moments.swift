/// The mean and the biased variance of each channel of a batch.
public struct Moments<Scalar: TensorScalar>: Sendable, Equatable {
  /// Σx / n.
  public var mean: [Scalar]
  /// Σ(x − mean)² / n.
  public var variance: [Scalar]
}

extension Moments {
  /// Rounds moments in double precision.
  init(_ moments: Moments<Double>) {
    mean = moments.mean.map { Scalar($0).flushed }
    variance = moments.variance.map { Scalar($0).flushed }
  }
}

/// How a sum becomes a mean; the two round differently.
enum MeanForm {
  /// sum / n, as `tf.nn.moments`.
  case quotient
  /// sum · (1 / n), as the fused kernel of r1.4.
  case reciprocal
}

/// The moments of a batch in TensorFlow r1.4's order of operations: two passes, the second around the already rounded
/// mean, each sum taken in the order of memory (`tf.nn.moments`; FusedBatchNorm's CPU kernel for the reciprocal form).
///
/// float16 is summed in float32, around the float32 mean, and only the results are rounded. An empty batch has NaN for
/// both.
func moments<Scalar: TensorScalar>(_ x: [Scalar], _ layout: AxisLayout, _ form: MeanForm) -> Moments<Scalar> {
  typealias Sum = Scalar.MomentScalar
  let n = Sum(layout.elementsPerChannel)
  func average(_ sums: [Sum]) -> [Sum] {
    switch form {
    case .quotient: sums.map { ($0 / n).flushed }
    case .reciprocal: sums.map { ($0 * (1 / n)).flushed }
    }
  }
  var sums = [Sum](repeating: 0, count: layout.channels)
  layout.forEachElement { sums[$1] += x[$0].momentValue.flushed }
  let mean = average(sums)
  var squares = [Sum](repeating: 0, count: layout.channels)
  layout.forEachElement { index, channel in
    let deviation = x[index].momentValue.flushed - mean[channel]
    squares[channel] += (deviation * deviation).flushed
  }
  return Moments(mean: mean.map { Scalar(moment: $0) }, variance: average(squares).map { Scalar(moment: $0) })
}

/// Bessel's correction n / max(n − 1, 1): the factor between the biased and the unbiased variance.
///
/// One element gives a variance of 0 and not 0/0. The quotient is taken where n fits, so that 65,536 elements do not
/// become infinitely many in float16.
func besselCorrection<Scalar: TensorScalar>(_ n: Int) -> Scalar {
  Scalar(moment: Scalar.MomentScalar(n) / Scalar.MomentScalar(max(n - 1, 1)))
}
