import BNCore
import Testing

extension Tensor<Float> {
  /// numpy's `random.rand(*shape) + offset`, rounded to float32.
  static func uniform(_ shape: [Int], plus offset: Double = 0, from random: inout MersenneTwister) -> Tensor {
    Tensor(shape: shape, scalars: (0..<shape.reduce(1, *)).map { _ in Float(random.uniform() + offset) })
  }
}

/// numpy's mean and standard deviation over all elements.
func meanAndDeviation(_ values: [Float]) -> (mean: Double, deviation: Double) {
  let exact = Definition(shape: [values.count, 1], x: values.map(Double.init), axis: 1)
  return (exact.mean()[0], exact.variance()[0].squareRoot())
}

/// TensorFlow's check of an output: the mean is 0 and the standard deviation 1 to some decimal places, as Python's
/// `assertAlmostEqual` rounds.
///
/// A difference rounds to 0 at one decimal below 0.05 and at two below 0.005. TensorFlow first takes off 0.001, applies
/// gamma, 1, and adds beta, 0.
func expectNormalized(
  _ output: Tensor<Float>, meanWithin: Double = 0.05, deviationWithin: Double = 0.05,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let (mean, deviation) = meanAndDeviation(output.scalars)
  #expect((mean - 0.001).magnitude < meanWithin, sourceLocation: sourceLocation)
  #expect((deviation - 1).magnitude < deviationWithin, sourceLocation: sourceLocation)
}

/// TensorFlow's check of the moving statistics after 100 runs: numpy's mean and biased variance of each channel, with
/// its atol of 1e-2 and rtol of 1e-6.
func expectStatistics(
  of batch: Tensor<Float>, axis: Int, in variables: BatchNormalizationVariables<Float>,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let exact = Definition(shape: batch.shape, x: batch.scalars.map(Double.init), axis: axis)
  for (actual, expected) in [
    (variables.movingMean, exact.mean()), (variables.movingVariance, exact.variance()),
  ] {
    expectNear(actual, expected, within: expected.map { 1e-2 + 1e-6 * $0.magnitude }, sourceLocation: sourceLocation)
  }
}
