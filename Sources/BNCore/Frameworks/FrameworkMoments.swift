/// How a framework makes the mean and the biased variance of a batch from its sums.
public enum VarianceFormula: Sendable, Equatable {
  /// The mean first, then the mean of the squared deviations from it.
  case twoPasses
  /// The mean of the squares less the square of the mean, which loses what float32 has no digits for.
  ///
  /// Where mean² is far above the variance, what comes out is a small multiple of the distance between float32 numbers near
  /// mean²: it may be 0, or below.
  case meanOfSquares(Rounding, isClamped: Bool)

  /// What is rounded to float32 on the way to a mean of squares less a squared mean.
  public enum Rounding: Sendable, Equatable {
    /// Sums are divided by n.
    case quotient
    /// Sums are multiplied by 1 / n.
    case reciprocal
    /// As ``reciprocal``, but a product and what it is added to are rounded once, as compilers contract them.
    case contracted
  }

  /// Whether digits are lost where mean² is far above the variance.
  public var losesDigits: Bool { self != .twoPasses }
}

extension VarianceFormula {
  /// The moments of a batch of at least one row.
  func moments(of batch: FrameworkBatch, _ order: SumOrder) -> Moments<Double> {
    let channels = (0..<batch.channels).map { moments(of: batch, channel: $0, order) }
    return Moments(mean: channels.map(\.mean), variance: channels.map(\.variance))
  }

  private func moments(
    of batch: FrameworkBatch, channel: Int, _ order: SumOrder
  ) -> (mean: Double, variance: Double) {
    let sum = order.sum(batch, channel: channel) { Double($0) }
    switch self {
    case .twoPasses:
      // Sums in float32 go with a mean in float32, from which the deviations are taken.
      let quotient = sum / Double(batch.count)
      let isDouble = order == .double || !order.isKnown(for: batch)
      let mean = isDouble ? quotient : Double(Float(quotient))
      let squares = order.sum(batch, channel: channel) { number in
        let deviation = isDouble ? Double(number) - mean : Double(Float(Double(number) - mean))
        return deviation * deviation
      }
      return (mean, squares / Double(batch.count))
    case .meanOfSquares(let rounding, let isClamped):
      let n = Float(batch.count)
      let squares =
        rounding == .contracted
        ? Float(order.contractedSquares(batch, channel: channel))
        : Float(order.sum(batch, channel: channel) { Double($0) * Double($0) })
      let mean = rounding == .quotient ? Float(sum) / n : Float(sum) * (1 / n)
      let variance =
        switch rounding {
        case .quotient: squares / n - mean * mean
        case .reciprocal: squares * (1 / n) - mean * mean
        case .contracted: (-mean * mean).addingProduct(squares, 1 / n)
        }
      // A variance that is NaN stays NaN.
      return (Double(mean), Double(isClamped && variance < 0 ? 0 : variance))
    }
  }
}
