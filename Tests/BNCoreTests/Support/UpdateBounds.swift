/// How far one update v − (v − new) · weight may be from its exact value, in the terms of ``RoundingBounds``, where the
/// new value is off by some error already.
///
/// The difference, the product and the result are rounded, and the error enters with the weight:
/// |δ| ≤ weight·|δnew| + g(3)·(weight·(|v − new| + |δnew|) + |result|).
func updateBound(_ value: Double, towards new: Double, error: Double, weight: Double, unit: Double = 0x1p-24) -> Double
{
  let weight = weight.magnitude
  let result = (value - (value - new) * weight).magnitude + weight * error
  return weight * error
    + RoundingBounds.gathered(3, unit: unit) * (weight * ((value - new).magnitude + error) + result)
}

/// Renorm's r and d of one channel from exact moments, and how far off they may be by rounding.
///
/// With s = √(v + ε), relatively off by no more than ι, the averages m, t and their weights a, b as they stand,
/// S = t + (1 − b)·s and M = m + (1 − a)·μ: all terms of S are positive, so that it is off by σ = ι + g(4) relatively;
///
///     |δr| ≤ r·((1 + ι)·(1 + u) / (1 − σ) − 1)
///     |δd| ≤ (a·|δμ| + g(4)·(|μ| + |M| + their errors)) / S·(1 + σ′) + |d|·σ′,   σ′ = (1 + u) / (1 − σ) − 1
///
/// where a·|δμ| is what is left of μ's error in μ − M. Clipping only brings values nearer to each other.
struct ExactCorrection {
  let r: Double
  let d: Double
  let rBound: Double
  let dBound: Double

  struct Averages {
    let mean: Double
    let meanWeight: Double
    let stddev: Double
    let stddevWeight: Double
  }

  init(
    mean: Double, variance: Double, epsilon: Double, meanError: Double, inverseError: Double, averages: Averages,
    unit: Double = 0x1p-24
  ) {
    func gathered(_ operations: Int) -> Double { RoundingBounds.gathered(operations, unit: unit) }
    let stddev = (variance + epsilon).squareRoot()
    let fullStddev = averages.stddev + (1 - averages.stddevWeight) * stddev
    let rest = (1 - averages.meanWeight) * mean
    r = stddev / fullStddev
    d = (mean - (averages.mean + rest)) / fullStddev
    let full = inverseError + gathered(4)
    rBound = full < 1 ? r * ((1 + inverseError) * (1 + unit) / (1 - full) - 1) : .infinity
    let quotient = full < 1 ? (1 + unit) / (1 - full) - 1 : .infinity
    let terms = mean.magnitude + meanError + averages.mean.magnitude + rest.magnitude + meanError
    dBound =
      (averages.meanWeight * meanError + gathered(4) * terms) / fullStddev * (1 + quotient) + d.magnitude * quotient
  }
}
