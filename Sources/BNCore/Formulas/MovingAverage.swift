/// The weight of the new value in a moving average: 1 − momentum, rounded as TensorFlow r1.4 rounds it.
///
/// A constant `training` and the fused path subtract in double precision and round once to float32. With a placeholder
/// the non-fused path subtracts two float32 numbers, so that momentum 0.999 weighs 0.000999987125 instead of 0.001.
/// Layers of another type convert the float32 result.
func updateWeight<Scalar: TensorScalar>(momentum: Double, in trainingSwitch: TrainingSwitch, fused: Bool) -> Scalar {
  switch trainingSwitch {
  case .placeholder where !fused: Scalar(Float(1) - Float(momentum))
  case .constant, .placeholder: Scalar(Float(1 - momentum))
  }
}

/// One update of a moving average: v − (v − new) · weight, in this form.
///
/// (`tf.assign_moving_average` without zero debiasing.) The form matters: an infinite v becomes NaN, and a NaN poisons v
/// even at weight 0. The difference is flushed, as TensorFlow's kernels do, which is why a channel of zero variance ends
/// near 1.17e-36 at momentum 0.99 instead of shrinking for ever.
func movedAverage<Scalar: TensorScalar>(_ value: Scalar, towards new: Scalar, weight: Scalar) -> Scalar {
  (value - ((value - new).flushed * weight).flushed).flushed
}

/// ``movedAverage(_:towards:weight:)`` for every channel.
func movedAverage<Scalar: TensorScalar>(_ values: [Scalar], towards new: [Scalar], weight: Scalar) -> [Scalar] {
  zip(values, new).map { movedAverage($0, towards: $1, weight: weight) }
}
