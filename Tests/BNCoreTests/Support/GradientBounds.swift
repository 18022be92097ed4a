/// How far a channel's gradients may be from the exact ones by rounding, in the terms of ``RoundingBounds``.
struct GradientBounds {
  /// Of each xhat.
  let normalized: [Double]
  /// Of Σ upstream · xhat.
  let product: Double
  let input: [Double]
  let gamma: Double
  let beta: Double

  /// - Parameters:
  ///   - loss: the channel, with r and d as exact as they stand there.
  ///   - unit: u, 2⁻²⁴ for float32.
  init(_ loss: ChannelLoss, unit: Double) {
    func gathered(_ operations: Int) -> Double { RoundingBounds.gathered(operations, unit: unit) }
    let count = loss.x.count
    let n = Double(count)
    let moments = RoundingBounds(
      Definition(shape: [count, 1], x: loss.x, axis: 1, epsilon: loss.epsilon), unit: unit)
    // The moving statistics are exact; a sum, a root and a quotient remain.
    let meanError = loss.moving == nil ? moments.mean[0] : 0
    let inverse = loss.moving == nil ? moments.inverse[0] : gathered(3)
    let stddev = loss.stddev
    let exact = loss.normalized

    // xhat: the rounded mean, a difference, the inverse and a product.
    let scaled = inverse + gathered(2) * (1 + inverse)
    let normalized = exact.map { $0.magnitude * scaled + meanError / stddev * (1 + scaled) }
    let sizes = zip(exact, normalized).map { $0.magnitude + $1 }

    // Σu and Σu·xhat: n − 1 additions, and a product a term.
    let sum = (exact: loss.upstream.reduce(0, +), size: loss.upstream.reduce(0) { $0 + $1.magnitude })
    let sumError = gathered(count) * sum.size
    let product = zip(loss.upstream, exact).reduce(0) { $0 + $1.0 * $1.1 }
    let productError = loss.upstream.indices.reduce(0) { total, index in
      total + loss.upstream[index].magnitude * (normalized[index] + gathered(count + 1) * sizes[index])
    }

    // factor · (u − Σu/n − xhat·Σu·xhat/n): the factor has two products more than the inverse and is multiplied once.
    let factorError = inverse + gathered(3) * (1 + inverse)
    let batchPart = loss.moving == nil ? 1.0 : 0
    input = loss.x.indices.map { index in
      let centred = loss.upstream[index] - batchPart * (sum.exact + exact[index] * product) / n
      let terms =
        loss.upstream[index].magnitude
        + batchPart * (sum.size + sumError + sizes[index] * (product.magnitude + productError)) / n
      let passedOn =
        batchPart * (sumError + normalized[index] * product.magnitude + sizes[index] * productError) / n
      let error = passedOn + batchPart * gathered(4) * terms
      return loss.factor * (error * (1 + factorError) + centred.magnitude * factorError)
    }
    self.normalized = normalized
    self.product = productError
    let (r, d) = (loss.r.magnitude, loss.d.magnitude)
    gamma =
      r * productError + d * sumError
      + gathered(2) * (r * (product.magnitude + productError) + d * (sum.size + sumError))
    beta = sumError
  }
}
