extension ActivationFunction {
  /// The mean of what comes out where a normal distribution goes in: E f(x) for x ~ N(mean, deviation²).
  ///
  /// In double precision; closed forms where there are any, else the trapezoidal rule, which for smooth functions leaves no
  /// more than rounding. A batch norm's channel has the mean beta and the deviation |gamma|.
  ///
  /// Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, arXiv 1906.04721,
  /// appendix C, which has it for the clipped ReLU.
  public func expectation(mean: Double, deviation: Double) -> Double {
    let deviation = deviation.magnitude
    guard deviation > 0, mean.isFinite, deviation.isFinite else { return value(at: mean) }
    let input = Rectified(mean: mean, deviation: deviation)
    switch self {
    case .identity: return mean
    case .relu: return input.mean(above: 0)
    case .clippedReLU(let limit): return input.mean(above: 0) - input.mean(above: limit)
    case .leakyReLU(let slope): return slope * mean + (1 - slope) * input.mean(above: 0)
    case .elu(let alpha): return input.mean(above: 0) + alpha * input.exponentialBelowZero
    case .hardSigmoid(let slope, let offset):
      let line = Rectified(mean: slope * mean + offset, deviation: slope.magnitude * deviation)
      return slope == 0 ? value(at: mean) : line.mean(above: 0) - line.mean(above: 1)
    case .hardSwish:
      // x = (x + 3) - 3 on the slope, and (x - 3) + 3 on what the upper limit takes off.
      return (input.square(above: -3) - 3 * input.mean(above: -3) - input.square(above: 3) - 3 * input.mean(above: 3))
        / 6
    case .gelu:
      // By parts: E x Φ(x) = mean E Φ(x) + deviation² E φ(x).
      let root = (1 + deviation * deviation).squareRoot()
      let place = mean / root
      return mean * NormalTail.below(place) + deviation * deviation / root * NormalTail.density(place)
    case .sigmoid, .tanh, .silu, .softplus, .mish: return integral(mean, deviation)
    }
  }

  /// The trapezoidal rule over ten deviations to each side.
  ///
  /// These functions have no poles nearer to the real axis than π / 2, seen by deviations; the step is a small part of
  /// that and of 1, so that what the rule misses is below rounding.
  private func integral(_ mean: Double, _ deviation: Double) -> Double {
    let reach = 10.0
    let half = Int((reach * max(2, min(4 * deviation, 1000))).rounded(.up))
    let step = reach / Double(half)
    var sum = 0.0
    for index in -half...half {
      let place = Double(index) * step
      sum += NormalTail.density(place) * value(at: mean + deviation * place)
    }
    return sum * step
  }
}

/// What is left of a normal distribution above a limit.
private struct Rectified {
  let mean: Double
  let deviation: Double

  /// E max(x − limit, 0).
  func mean(above limit: Double) -> Double {
    let distance = mean - limit
    let place = distance / deviation
    return distance * NormalTail.below(place) + deviation * NormalTail.density(place)
  }

  /// E max(x − limit, 0)².
  func square(above limit: Double) -> Double {
    let distance = mean - limit
    let place = distance / deviation
    return (distance * distance + deviation * deviation) * NormalTail.below(place)
      + distance * deviation * NormalTail.density(place)
  }

  /// E (eˣ − 1) over the x below 0.
  var exponentialBelowZero: Double {
    let place = mean / deviation
    let shifted = place + deviation
    // e^(mean + deviation² / 2) is beyond all numbers where the tail is below them; their product is not.
    let exponential =
      shifted > 0
      ? NormalTail.density(place) * NormalTail.millsRatio(shifted)
      : PortableMath.exp(mean + deviation * deviation / 2) * NormalTail.above(shifted)
    return exponential - NormalTail.above(place)
  }
}
