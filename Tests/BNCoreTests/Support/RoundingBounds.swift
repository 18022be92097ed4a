/// How far float32 may be from the exact values, by the standard model of rounding: each operation has a relative error
/// of at most u = 2⁻²⁴, and k of them in a row at most k·u / (1 − k·u).
struct RoundingBounds {
  let mean: [Double]
  let variance: [Double]
  let output: [Double]

  private static let u = 0x1p-24

  private static func gathered(_ operations: Int) -> Double { Double(operations) * u / (1 - Double(operations) * u) }

  init(_ exact: Definition) {
    let channels = 0..<exact.shape[exact.axis]
    let n = exact.x.count / channels.count
    let exactMean = exact.mean()
    let exactVariance = exact.variance()
    // n − 1 additions, and up to two operations for the average.
    let meanError = channels.map { channel in
      Self.gathered(n + 1) * exact.members(channel).reduce(0) { $0 + $1.magnitude } / Double(n)
    }
    // The deviations are taken from the rounded mean, which adds its error squared; n − 1 additions, a product of two
    // factors rounded once each, and the average.
    let varianceError = channels.map { channel in
      let square = meanError[channel] * meanError[channel]
      return Self.gathered(n + 4) * (exactVariance[channel] + square) + square
    }
    mean = meanError
    variance = varianceError
    output = exact.x.indices.map { index in
      let channel = exact.channel(of: index)
      let total = exactVariance[channel] + exact.epsilon
      // 1/√ of a value with a relative error e is off by at most 1/√(1 − e) − 1; then come the root, the quotient,
      // gamma's product and the sum with epsilon.
      let inverseError =
        1 / (1 - varianceError[channel] / total).squareRoot() - 1 + Self.gathered(4)
      let factor = (exact.gamma?[channel].magnitude ?? 1) / total.squareRoot()
      let distance = (exact.x[index] - exactMean[channel]).magnitude + meanError[channel]
      let terms = exact.x[index].magnitude + exactMean[channel].magnitude + meanError[channel]
      let beta = exact.beta?[channel].magnitude ?? 0
      // x·inv and mean·inv are rounded and then subtracted, which leaves errors of their size and not of the result's.
      return factor * (meanError[channel] + distance * inverseError)
        + Self.gathered(4) * (1 + inverseError) * (factor * terms + beta)
    }
  }
}
