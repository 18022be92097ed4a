/// One channel's d and r, and the squares of their standard errors.
struct GapChannel {
  let index: Int
  let shift: Double
  let ratio: Double?
  /// The variances that the sample leaves in d, and in r.
  let shiftError: Double
  /// See ``shiftError``.
  let stretchError: Double
  /// The smallest factor between the deviations that three standard errors allow.
  let leastStretch: Double

  /// r − 1; 0 where nothing tells of it.
  var stretch: Double { ratio.map { $0 - 1 } ?? 0 }
  /// d² + (r − 1)².
  var square: Double { shift * shift + stretch * stretch }
  var error: Double { shiftError + stretchError }

  /// Compares a channel; `nil` where its numbers cannot be compared.
  ///
  /// - Parameters:
  ///   - index: which.
  ///   - mean: the moving mean.
  ///   - scale: the moving variance and epsilon.
  ///   - epsilon: as it was added.
  ///   - observed: the moments of what comes in.
  ///   - errors: how far they may be off; `nil` where they are known exactly.
  init?(
    _ index: Int, _ mean: Double, _ scale: Double, _ epsilon: Double, _ observed: ObservedMoments,
    _ errors: SampleErrors?
  ) {
    let (seen, biased) = (observed.mean[index], observed.variance[index])
    guard scale > 0, mean.isFinite, scale.isFinite, seen.isFinite, biased.isFinite else { return nil }
    self.index = index
    shift = (seen - mean) / scale.squareRoot()
    // One element has no spread, and nothing can be said of it.
    let tellsSpread = (observed.sample?.elements ?? 2) > 1
    let spread = errors.map { $0.unbiased(index, variance: biased) } ?? biased
    let ratio = ((spread + epsilon) / scale).squareRoot()
    self.ratio = tellsSpread ? ratio : nil
    let stretch = max(ratio, 1 / ratio)
    guard let errors else {
      (shiftError, stretchError, leastStretch) = (0, 0, stretch)
      return
    }
    shiftError = errors.ofMean(index, variance: max(scale, spread)) / scale
    guard tellsSpread else {
      (stretchError, leastStretch) = (0, 1)
      return
    }
    // √ halves a relative error, and epsilon has none.
    let relative =
      spread > 0
      ? errors.ofVariance(index, variance: spread) / ((spread + epsilon) * (spread + epsilon)) / 4
      : errors.ofUnseenRatio
    stretchError = relative * max(1, ratio * ratio)
    leastStretch = max(1, stretch * (1 - 3 * relative.squareRoot()))
  }
}
