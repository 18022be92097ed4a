import BNFiles

/// A batch norm as inference computes it, whatever its dialect: y = scale x + shift for each channel, with
/// scale = gamma / sqrt(variance + epsilon) and shift = beta - mean scale.
///
/// A gamma that is not there is 1, a beta 0.
struct InferenceLayer: Sendable {
  let gamma: [Double]
  let beta: [Double]
  let mean: [Double]
  let variance: [Double]
  var epsilon: Double
  /// What each was stored in; `nil` where nothing was.
  let gammaPrecision: StoredPrecision?
  let betaPrecision: StoredPrecision?
  let meanPrecision: StoredPrecision
  let variancePrecision: StoredPrecision

  /// - Returns: `nil` for what is no batch norm, or one whose numbers are not all there.
  init?(_ layer: FoundLayer, _ numbers: LayerNumbers) {
    guard layer.isBatchNorm, let mean = numbers.mean, let variance = numbers.variance, let epsilon = layer.epsilon
    else { return nil }
    let count = mean.count
    gamma = numbers.gamma ?? Array(repeating: 1, count: count)
    beta = numbers.beta ?? Array(repeating: 0, count: count)
    self.mean = mean
    self.variance = variance
    self.epsilon = epsilon
    guard [gamma.count, beta.count, variance.count].allSatisfy({ $0 == count }) else { return nil }
    gammaPrecision = layer.gamma.map { StoredPrecision(type: $0.type) }
    betaPrecision = layer.beta.map { StoredPrecision(type: $0.type) }
    meanPrecision = StoredPrecision(type: layer.mean?.type ?? "")
    variancePrecision = StoredPrecision(type: layer.variance?.type ?? "")
  }

  var channels: Int { mean.count }

  /// The coarsest of its types.
  var precision: StoredPrecision {
    [gammaPrecision, betaPrecision].compactMap(\.self).reduce(meanPrecision.coarser(variancePrecision)) {
      $0.coarser($1)
    }
  }

  /// How far epsilon may be from what was meant: formats keep it as float32, and models of halves as such.
  var epsilonError: Double {
    epsilon * max(StoredPrecision.float32.roundoff, variancePrecision.roundoff)
  }

  func scale(_ channel: Int) -> Double { gamma[channel] / (variance[channel] + epsilon).squareRoot() }

  /// The output's deviation where the input is as the statistics say.
  func deviation(_ channel: Int) -> Double {
    (scale(channel) * max(variance[channel], 0).squareRoot()).magnitude
  }

  /// Whether all numbers of a channel are finite, and the scale that they make.
  func isFinite(_ channel: Int) -> Bool {
    gamma[channel].isFinite && beta[channel].isFinite && mean[channel].isFinite && variance[channel].isFinite
      && scale(channel).isFinite
  }

  /// Whether a channel has the same numbers in another layer, where NaN is the same as NaN.
  func hasSame(_ channel: Int, as other: InferenceLayer) -> Bool {
    func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
    return same(gamma[channel], other.gamma[channel]) && same(beta[channel], other.beta[channel])
      && same(mean[channel], other.mean[channel]) && same(variance[channel], other.variance[channel])
  }

  /// How far rounding may have moved the scale of a channel: from the ends of the ranges that its numbers were rounded
  /// from, and a few operations in double precision.
  func scaleError(_ channel: Int) -> Double {
    let scale = scale(channel).magnitude
    let gamma = gamma[channel].magnitude + (gammaPrecision?.error(of: gamma[channel]) ?? 0)
    // Twice, as what was stored may be a deviation or its inverse.
    let margin = 2 * variancePrecision.error(of: variance[channel]) + epsilonError
    let least = variance[channel] + epsilon - margin
    guard least > 0 else { return .infinity }
    return gamma / least.squareRoot() - scale + 4 * StoredPrecision.float64.roundoff * scale
  }

  /// How far rounding may have moved the output for an input that stands as it is.
  func outputError(_ channel: Int, at input: Double) -> Double {
    let scaleError = scaleError(channel)
    let distance = input - mean[channel]
    let product = scale(channel).magnitude * distance.magnitude
    return (betaPrecision?.error(of: beta[channel]) ?? 0)
      + (scale(channel).magnitude + scaleError) * meanPrecision.error(of: mean[channel])
      + (distance == 0 ? 0 : scaleError * distance.magnitude)
      + 4 * StoredPrecision.float64.roundoff * (beta[channel].magnitude + product)
  }
}
