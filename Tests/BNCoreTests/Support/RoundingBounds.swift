/// How far floating point may be from the exact values, by the standard model of rounding: each operation has a relative
/// error of at most u, half the type's epsilon, and k of them in a row at most g(k) = k·u / (1 − k·u).
///
/// With n elements a channel, standard deviation σ = √v and condition κ = |μ| / σ:
///
///     |δμ| ≤ θ·σ                                     θ = g(n + 1)·(κ + 1), 0 where n = 1
///     |δv| ≤ v·(g(n + 4)·(1 + θ²) + θ²)
///     1/√(v + ε) relatively: ι ≤ 1/√(1 − |δv| / (v + ε)) − 1 + g(4)
///     |δy| ≤ f·(|δμ| + |x − μ|·ι + g(4)·(1 + ι)·(|x| + |μ|)) + g(4)·|β|     f = |γ| / √(v + ε)
///
/// So the output loses digits in proportion to κ, and the variance to κ². They are written with |μ| + σ for
/// σ·(κ + 1) below, which a channel without variance has too.
struct RoundingBounds {
  let mean: [Double]
  let variance: [Double]
  /// Of 1/√(variance + epsilon), relatively; infinite where the rounded variance may have no digit right.
  let inverse: [Double]
  let output: [Double]

  /// g(k).
  static func gathered(_ operations: Int, unit: Double) -> Double {
    Double(operations) * unit / (1 - Double(operations) * unit)
  }

  /// - Parameters:
  ///   - exact: the batch, and what it is to be normalized with.
  ///   - unit: u, 2⁻²⁴ for float32.
  ///   - extra: operations of gamma and beta before they are used.
  init(_ exact: Definition, unit: Double = 0x1p-24, extra: Int = 0) {
    func gathered(_ operations: Int) -> Double { Self.gathered(operations, unit: unit) }
    let channels = 0..<exact.shape[exact.axis]
    let n = exact.x.count / channels.count
    let exactMean = exact.mean()
    let exactVariance = exact.variance()
    // n − 1 additions, and up to two operations for the average. The mean of |x| is at most |μ| + σ.
    let meanError = channels.map { channel in
      n == 1 ? 0 : gathered(n + 1) * (exactMean[channel].magnitude + exactVariance[channel].squareRoot())
    }
    // The deviations are taken from the rounded mean, which adds its error squared; n − 1 additions, a product of two
    // factors rounded once each, and the average.
    let varianceError = channels.map { channel in
      let square = meanError[channel] * meanError[channel]
      return gathered(n + 4) * (exactVariance[channel] + square) + square
    }
    // 1/√ of a value with a relative error e is off by at most 1/√(1 − e) − 1; then come the root, the quotient,
    // gamma's product and the sum with epsilon.
    let inverseError = channels.map { channel in
      let total = exactVariance[channel] + exact.epsilon
      return varianceError[channel] < total
        ? 1 / (1 - varianceError[channel] / total).squareRoot() - 1 + gathered(4 + extra) : .infinity
    }
    mean = meanError
    variance = varianceError
    inverse = inverseError
    output = exact.x.indices.map { index in
      let channel = exact.channel(of: index)
      let total = exactVariance[channel] + exact.epsilon
      let factor = (exact.gamma?[channel].magnitude ?? 1) / total.squareRoot()
      let distance = (exact.x[index] - exactMean[channel]).magnitude + meanError[channel]
      let terms = exact.x[index].magnitude + exactMean[channel].magnitude + meanError[channel]
      let beta = exact.beta?[channel].magnitude ?? 0
      // x·inv and mean·inv are rounded and then subtracted, which leaves errors of their size and not of the result's.
      return factor * (meanError[channel] + distance * inverseError[channel])
        + gathered(4 + extra) * (1 + inverseError[channel]) * (factor * terms + beta)
    }
  }
}
