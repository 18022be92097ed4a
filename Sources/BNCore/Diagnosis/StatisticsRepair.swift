/// Moving statistics put right by the moments of what comes in.
///
/// A sample's moments have an error of their own, so that putting them in the place of statistics that were right would do harm.
/// A number is replaced where the sample surely tells it is wrong, beyond three standard errors; and the rest of its kind
/// together where the mean square of what they are off by is more than twice that of the sample's errors: what is left then is,
/// on average, less than what was there (the unbiased estimate of risk of Stein, Annals of Statistics 9, 1981, for keeping against replacing).
public struct StatisticsRepair: Sendable, Equatable {
  /// Which numbers are replaced.
  public enum Choice: Sendable, Equatable {
    /// Those that surely are off, and all of a kind together where that is better than to keep them.
    case off
    /// Every one that something is known of.
    case all
  }

  /// Which variance a layer is given.
  public enum Estimator: Sendable, Equatable {
    /// The mean squared deviation of all numbers of a channel from their mean: what a batch of all of them would have.
    case population
    /// What the unbiased variances of batches of so many examples have on average, which is what a moving average in training comes to
    /// (and `torch.optim.swa_utils.update_bn`). What examples have in common lies between batches, and is not in it.
    case batches(of: Int)
  }

  /// The moving mean of each channel.
  public private(set) var mean: [Double]
  /// The moving variance of each channel.
  public private(set) var variance: [Double]
  /// The channels whose mean is another one than before.
  public private(set) var newMeans: [Int] = []
  /// The channels whose variance is another one than before.
  public private(set) var newVariances: [Int] = []
  /// Channels of which no finite number came in; they have what they had.
  public private(set) var unseen: [Int] = []
  /// Channels of which all numbers were equal.
  ///
  /// Their variance would be 0, and a number beside it larger by 1/√epsilon, so that it is kept
  /// where it is one.
  public private(set) var constant: [Int] = []

  /// So many standard errors are no accident.
  private static let sure = 3.0
  /// Replacing all of a kind has to halve the mean square.
  private static let pooledGain = 2.0

  /// Puts a layer's statistics right; `nil` where the lengths disagree.
  ///
  /// - Parameters:
  ///   - mean: the moving mean, a number a channel.
  ///   - variance: the moving variance, a number a channel.
  ///   - epsilon: as it is added to the variance.
  ///   - observed: the moments of what comes in.
  ///   - choice: which numbers are replaced.
  ///   - estimator: which variance is written.
  public init?(
    mean: [Double], variance: [Double], epsilon: Double, _ observed: ObservedMoments, choice: Choice = .off,
    estimator: Estimator = .population
  ) {
    guard mean.count == variance.count, observed.mean.count == mean.count, observed.variance.count == mean.count else {
      return nil
    }
    (self.mean, self.variance) = (mean, variance)
    let seen = mean.indices.filter { observed.mean[$0].isFinite && observed.variance[$0].isFinite }
    unseen = mean.indices.filter { !seen.contains($0) }
    let tellsSpread = (observed.sample?.elements ?? 2) > 1
    constant = tellsSpread ? seen.filter { observed.variance[$0] == 0 } : []
    let isUsable = mean.indices.map { mean[$0].isFinite && variance[$0].isFinite && variance[$0] >= 0 }
    let errors = observed.sample.map { SampleErrors($0, variance: observed.variance) }
    let parts = seen.compactMap { channel in
      isUsable[channel]
        ? GapChannel(channel, mean[channel], variance[channel] + epsilon, epsilon, observed, errors) : nil
    }
    let estimates = Self.variances(observed, estimator)
    let broken = seen.filter { !isUsable[$0] }
    let means = broken + Self.replaced(parts, choice, \.shift, \.shiftError)
    let spread = tellsSpread ? parts.filter { !constant.contains($0.index) } : []
    let variances = broken + Self.replaced(spread, choice, \.stretch, \.stretchError)
    for channel in means { self.mean[channel] = observed.mean[channel] }
    for channel in variances { self.variance[channel] = estimates[channel] }
    newMeans = means.sorted()
    newVariances = variances.sorted()
  }

  /// The channels whose number is better replaced.
  private static func replaced(
    _ parts: [GapChannel], _ choice: Choice, _ gap: (GapChannel) -> Double, _ error: (GapChannel) -> Double
  ) -> [Int] {
    guard choice == .off else { return parts.map(\.index) }
    func isSure(_ part: GapChannel) -> Bool { gap(part) * gap(part) > sure * sure * error(part) }
    let rest = parts.filter { !isSure($0) }
    let square = rest.reduce(0) { $0 + gap($1) * gap($1) }
    let noise = rest.reduce(0) { $0 + error($1) }
    return (square > pooledGain * noise ? parts : parts.filter(isSure)).map(\.index)
  }

  /// The variance of each channel by an estimator.
  ///
  /// Var[x] = E[Var in a batch] + Var[mean of a batch], and the mean of b examples varies by A/b, with A the variance between examples; of
  /// m numbers the unbiased variance is m/(m − 1) times the biased one.
  public static func variances(_ observed: ObservedMoments, _ estimator: Estimator) -> [Double] {
    guard case .batches(of: let size) = estimator, size > 0, let sample = observed.sample,
      let between = sample.spreadOfMeans, sample.examples > 1
    else { return observed.variance }
    let examples = Double(sample.examples)
    let numbers = Double(size) * Double(sample.elements) / examples
    guard numbers > 1 else { return observed.variance }
    return zip(observed.variance, between).map { variance, between in
      let whole = variance + between / examples
      return max(0, whole - between / Double(size)) * numbers / (numbers - 1)
    }
  }
}
