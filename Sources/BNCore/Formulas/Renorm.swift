/// Batch renormalization's correction of a training batch towards the moving statistics (arXiv 1702.03275).
///
/// The output is xhat · r + d instead of xhat; gradients treat r and d as constants.
public struct RenormCorrection<Scalar: TensorScalar>: Sendable, Equatable {
  /// The factor as applied, within `rmin` and `rmax`.
  public var r: [Scalar]
  /// The shift as applied, within ± `dmax`.
  public var d: [Scalar]
  /// The factor before clipping.
  public var unclippedR: [Scalar]
  /// The shift before clipping.
  public var unclippedD: [Scalar]

  /// The correction that changes nothing: r = 1, d = 0.
  static func identity(channels: Int) -> RenormCorrection {
    let ones = [Scalar](repeating: 1, count: channels)
    let zeros = [Scalar](repeating: 0, count: channels)
    return RenormCorrection(r: ones, d: zeros, unclippedR: ones, unclippedD: zeros)
  }
}

/// r and d for a batch, from renorm's variables as they stand before this step's update.
///
/// With s = √(variance + epsilon): r = s / S and d = (mean − M) / S, where S and M are renorm's averages filled up to
/// full weight with this batch, S = stddev + (1 − weight) · s. So the very first batch has r = 1 and d = 0.
/// (`BatchNormalization._renorm_correction_and_moments` of r1.4.)
func renormCorrection<Scalar: TensorScalar>(
  mean: [Scalar], stddev: [Scalar], variables: RenormVariables<Scalar>, clipping: RenormClipping
) -> RenormCorrection<Scalar> {
  let mixedMean = zip(variables.mean, mean).map { $0 + (1 - variables.meanWeight) * $1 }
  let mixedStddev = zip(variables.stddev, stddev).map { $0 + (1 - variables.stddevWeight) * $1 }
  let r = zip(stddev, mixedStddev).map { $0 / $1 }
  let d = mean.indices.map { (mean[$0] - mixedMean[$0]) / mixedStddev[$0] }
  return RenormCorrection(
    r: r.map { limited($0, lower: clipping.rmin, upper: clipping.rmax) },
    d: d.map { limited($0, lower: clipping.dmax.map { -$0 }, upper: clipping.dmax) },
    unclippedR: r, unclippedD: d)
}

/// Raises to the lower limit first and then cuts at the upper one, so that the upper wins.
///
/// NaN stays NaN.
private func limited<Scalar: TensorScalar>(_ value: Scalar, lower: Double?, upper: Double?) -> Scalar {
  var result = value
  if let lower, result < Scalar(lower) { result = Scalar(lower) }
  if let upper, result > Scalar(upper) { result = Scalar(upper) }
  return result
}
