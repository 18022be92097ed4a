/// Which update leads from a layer's statistics before a step to those after it.
public struct StatisticsIdentification: Sendable {
  /// The simplest convention that gives the statistics back; `nil` where none does.
  public var convention: StatisticsConvention?
  /// The momentum of both averages, or of the mean where they have two.
  public var share: ShareFinding?
  /// The momentum of the variance, where it is another than the mean's.
  public var varianceShare: ShareFinding?
  /// Conventions that are as simple, or differ from it in one thing, and give the same statistics.
  public var others: [StatisticsConvention] = []
  /// The frameworks that store these statistics.
  public var frameworks: [FrameworkMatch] = []
  /// The unit of the arithmetic in which it all fits: half the distance between its numbers near 1.
  public var unit = 0.0
  /// Whether the statistics are what they were.
  public var isUnmoved = false

  /// Whether there is an answer.
  public var isFound: Bool { convention != nil || isUnmoved || !frameworks.isEmpty }
}

extension Identifier {
  /// Which update leads to a layer's statistics after a step with the batch.
  ///
  /// - Parameters:
  ///   - mean: the moving mean after the step, if it is known.
  ///   - variance: the moving variance after the step, if it is known; one of the two has to be.
  /// - Returns: the answer, which may be that nothing fits.
  public func statistics(mean: KnownNumbers?, variance: KnownNumbers?) -> StatisticsIdentification {
    precondition((mean ?? variance) != nil, "there are statistics")
    let counts = Set([mean, variance].compactMap { $0?.numbers.count })
    precondition(counts.count == 1, "mean and variance have as many numbers")
    precondition(
      [layer.mean, layer.variance].compactMap { $0?.numbers.count }.allSatisfy { $0 == 1 || counts.contains($0) },
      "statistics before and after the step have as many numbers")
    // The least exact of the two decides.
    let written = [mean, variance].compactMap { $0?.precision }.max { $0.unit < $1.unit } ?? .float32
    for model in RoundingModel.ladder(input: input.precision, written: written) {
      let evidence = StatisticsEvidence(
        shape: shape, input: input, mean: mean, variance: variance, layer: layer, model: model)
      let answer = StatisticsSearch(evidence).answer
      if answer.isFound { return answer }
    }
    return StatisticsIdentification()
  }
}
