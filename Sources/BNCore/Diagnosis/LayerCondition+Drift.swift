extension LayerCondition {
  /// Moving statistics that are not those of what comes in, once they have had the time.
  var driftFindings: [Finding] {
    guard isSettled, population?.mean.count == movingMean.count else { return [] }
    // What is far off is not worth being called noisy too.
    return (drift ?? stale).map { [$0] } ?? []
  }

  /// Renorm's own r and d against the population: r = √((σ² + ε) / (V + ε)), d = (µ − M) / √(V + ε).
  private var drift: Finding? {
    guard let population else { return nil }
    let deviations = movingVariance.map { ($0 + epsilon).squareRoot() }
    let shifts = movingMean.indices.map { ((population.mean[$0] - movingMean[$0]) / deviations[$0]).magnitude }
    let factors = movingMean.indices.map { (population.variance[$0] + epsilon).squareRoot() / deviations[$0] }
    let (d, r) = (shifts.filter(\.isFinite).median, factors.filter { $0.isFinite && $0 > 0 }.median)
    // Too wide and too narrow count alike.
    let stretch = max(r, 1 / r)
    let channels = channels { shifts[$0] > 0.5 || factors[$0] > 1.5 || factors[$0] < 2.0 / 3 }
    func finding(
      _ evidence: Finding.Evidence, _ figure: Double, _ limits: (warning: Double, error: Double)
    ) -> Finding {
      let isError = figure > limits.error
      return Finding(
        evidence, isError ? .error : .warning, channels: channels, figure: figure,
        threshold: isError ? limits.error : limits.warning)
    }
    if d > 0.5, d / 5 >= stretch / 3 || stretch <= 1.5 {
      return finding(.driftOfMeans, d, (0.5, 5))
    }
    if stretch > 1.5 { return finding(.driftOfDeviations, stretch, (1.5, 3)) }
    return nil
  }

  /// |M − µ| against the noise that the average of such batches has: σ / √n · √((1 − m) / (1 + m)).
  ///
  /// A normal number is z deviations off with a probability below exp(−z² / 2); z is chosen so that in one of 1,000 layers
  /// a channel is further off by chance.
  private var stale: Finding? {
    guard isIndependent, !options.renorm, let population, let count, count > 0 else { return nil }
    let threshold = (2 * PortableMath.log(1000 * Double(movingMean.count))).squareRoot()
    let ratios = movingMean.indices.map { channel -> Double in
      let prediction = MovingPrediction.movingMean(
        from: movingMean[channel], mean: population.mean[channel], variance: population.variance[channel],
        count: count, momentum: options.momentum)
      // What is left of the first values is no noise.
      let rest =
        (shareLeft(in: record(of: .movingMean)) ?? 0)
        * (initialMean.isEmpty ? 0 : initialMean[channel] - population.mean[channel]).magnitude
      let distance = max(0, (movingMean[channel] - population.mean[channel]).magnitude - rest)
      return distance / (prediction.band ?? .nan)
    }
    let channels = channels { ratios[$0] > threshold && ratios[$0].isFinite }
    guard let figure = channels.map({ ratios[$0] }).max() else { return nil }
    return Finding(.staleMean, .warning, channels: channels, figure: figure, threshold: threshold)
  }
}
