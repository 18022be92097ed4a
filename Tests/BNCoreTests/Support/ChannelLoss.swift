/// One channel's Σ output · upstream in double precision, from the definition, with r and d of renorm as constants.
struct ChannelLoss {
  var x: [Double]
  let upstream: [Double]
  let epsilon: Double
  var gamma = 1.0
  var beta = 0.0
  var r = 1.0
  var d = 0.0
  /// What inference normalizes by; `nil` for the batch's own mean and variance.
  var moving: (mean: Double, variance: Double)?

  var moments: (mean: Double, variance: Double) {
    if let moving { return moving }
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count))
  }

  /// √(variance + epsilon).
  var stddev: Double { (moments.variance + epsilon).squareRoot() }

  var normalized: [Double] {
    let (mean, stddev) = (moments.mean, stddev)
    return x.map { ($0 - mean) / stddev }
  }

  var value: Double {
    zip(normalized, upstream).reduce(0) { $0 + (($1.0 * r + d) * gamma + beta) * $1.1 }
  }

  /// √Σu², which is at most Σ|u| and at least Σ|u| / √n.
  var upstreamNorm: Double { upstream.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// The size of gamma · r / √(variance + epsilon), the factor of all gradients by the input.
  var factor: Double { (gamma * r).magnitude / stddev }

  /// The gradients by their closed forms.
  var gradients: (input: [Double], gamma: Double, beta: Double) {
    let (n, normalized) = (Double(x.count), normalized)
    let sum = upstream.reduce(0, +)
    let product = zip(upstream, normalized).reduce(0) { $0 + $1.0 * $1.1 }
    let input = x.indices.map { index in
      let centred = moving == nil ? sum / n + normalized[index] * product / n : 0
      return gamma * r / stddev * (upstream[index] - centred)
    }
    return (input, product * r + d * sum, sum)
  }
}

extension ChannelLoss {
  /// A step of 2⁻¹⁴ standard deviations for a central difference.
  static let step = 0x1p-14

  /// What `value` and the closed forms may be off by rounding, in units of γ·r·U√n, U = √Σu².
  ///
  /// x − μ is off by (n + 2)·u·X with X the largest |x| or |μ|, which reaches the value twice, directly and through the
  /// deviation √(v + ε); the sums of n terms and a handful of operations a term come on top.
  private var rounding: Double {
    let n = Double(x.count)
    let reach = x.reduce(moments.mean.magnitude) { max($0, $1.magnitude) }
    return 0x1p-53 * (2 * (n + 2) * reach / stddev + 2 * n + 16)
  }

  /// The slopes by each element of x, as central differences, and how far from the exact ones they may be.
  ///
  /// With q = v + ε along one element, N = Σu·(x − μ) and n elements, the value is γ·r·N·q^(−1/2), where N′ ≤ U,
  /// |N| ≤ U√(nq), |q′| ≤ 2√(q/n) and q″ ≤ 2/n. Hence |value‴| ≤ γ·r·36·U / (n·q^(3/2)), and a step of η·√q leaves
  /// η²·6·γ·r·U / (n√q); q's own change over the step is less than a hundredth. In inference the value is linear. Rounding
  /// adds its error divided by η·√q, and once more, undivided, for the closed form that it is compared with.
  func slopesByInput() -> (slopes: [Double], bound: Double) {
    var plain = self
    // Without the offset, which has no part in these slopes but rounds.
    plain.beta = 0
    plain.d = 0
    let slopes = x.indices.map { index in
      let (low, high) = (x[index] - Self.step * stddev, x[index] + Self.step * stddev)
      var (below, above) = (plain, plain)
      below.x[index] = low
      above.x[index] = high
      return (above.value - below.value) / (high - low)
    }
    let n = Double(x.count)
    let truncation = moving == nil ? 1.01 * 6 * Self.step * Self.step / n : 0
    return (slopes, factor * upstreamNorm * (truncation + n.squareRoot() * rounding * (1 / Self.step + 1)))
  }

  /// The slopes by gamma and beta, and how far off they may be: the value is linear in both, so that a step of 1 has no
  /// truncation and only rounding counts, on both sides of the comparison.
  func slopesByParameters() -> (gamma: Double, beta: Double, bound: Double) {
    func slope(_ parameter: WritableKeyPath<ChannelLoss, Double>) -> Double {
      var (below, above) = (self, self)
      below[keyPath: parameter] -= 1
      above[keyPath: parameter] += 1
      return (above.value - below.value) / 2
    }
    let n = Double(x.count)
    let offset = 0x1p-53 * (n + 4)
    let terms = (gamma.magnitude + 1) * (r.magnitude * rounding + offset * d.magnitude) + offset * (beta.magnitude + 1)
    return (slope(\.gamma), slope(\.beta), 2 * upstreamNorm * n.squareRoot() * terms)
  }
}
