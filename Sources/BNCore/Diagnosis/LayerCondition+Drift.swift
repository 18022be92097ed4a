extension LayerCondition {
  /// An effect beyond what the averages of healthy layers leave: those of networks that were tried stay below 0.13 on data that they
  /// had not seen.
  public static let visibleEffect = 0.15
  /// An effect as large as what the output says.
  public static let ruinousEffect = 1.0

  /// Moving statistics that are not those of what comes in, once they have had the time.
  var driftFindings: [Finding] {
    // A new layer's statistics are said to be so, and need not be compared.
    guard !(isFile && isUntouched) else { return [] }
    let second = evaluated.flatMap { isSettled ? drift(.evaluated, $0) : nil }
    guard isSettled, let observed else { return [second].compactMap(\.self) }
    // What is far off is not worth being called noisy too.
    return [drift(.own, observed) ?? stale, second].compactMap(\.self)
  }

  private func drift(_ pipeline: Finding.Pipeline, _ observed: ObservedMoments) -> Finding? {
    guard let gap = gap(to: observed), gap.interval.lowerBound > Self.visibleEffect else { return nil }
    // Deviations three times too large or small are the paper's own limit of r.
    let isRuinous = gap.interval.lowerBound > Self.ruinousEffect || gap.leastStretch > 3
    return Finding(
      .drift(Finding.Drift(pipeline, gap)), isRuinous ? .error : .warning, channels: gap.channels, figure: gap.effect,
      threshold: gap.interval.lowerBound > Self.ruinousEffect ? Self.ruinousEffect : Self.visibleEffect,
      interval: gap.examples == nil ? nil : gap.interval)
  }

  /// |M − µ| against the noise that the average of such batches has: σ / √n · √((1 − m) / (1 + m)).
  ///
  /// A normal number is z deviations off with a probability below exp(−z² / 2); z is chosen so that in one of 1,000 layers
  /// a channel is further off by chance.
  private var stale: Finding? {
    guard isIndependent, !isFile, !options.renorm, let observed, let count, count > 0 else { return nil }
    guard observed.mean.count == movingMean.count else { return nil }
    let threshold = (2 * PortableMath.log(1000 * Double(movingMean.count))).squareRoot()
    let ratios = movingMean.indices.map { channel -> Double in
      let prediction = MovingPrediction.movingMean(
        from: movingMean[channel], mean: observed.mean[channel], variance: observed.variance[channel],
        count: count, momentum: options.momentum)
      // What is left of the first values is no noise.
      let rest =
        (shareLeft(in: record(of: .movingMean)) ?? 0)
        * (initialMean.isEmpty ? 0 : initialMean[channel] - observed.mean[channel]).magnitude
      let distance = max(0, (movingMean[channel] - observed.mean[channel]).magnitude - rest)
      return distance / (prediction.band ?? .nan)
    }
    let channels = channels { ratios[$0] > threshold && ratios[$0].isFinite }
    guard let figure = channels.map({ ratios[$0] }).max() else { return nil }
    return Finding(.staleMean, .warning, channels: channels, figure: figure, threshold: threshold)
  }
}
