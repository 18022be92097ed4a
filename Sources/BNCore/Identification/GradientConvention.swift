/// One way in which a gradient with respect to the batch may have come from the gradient with respect to the output.
///
/// The whole of it is γ / deviation · (u − mean(u) − x̂ · mean(u · x̂)), with u for the upstream gradient and x̂ for the normalized
/// batch (arXiv 1502.03167, section 3). The two means are what goes through the batch's own mean and variance.
public struct GradientConvention: Convention, Equatable {
  /// Which numbers are normalized together.
  public var grouping: ChannelGrouping
  /// By what.
  public var statistics: NormalizingStatistics
  /// Whether the term of the mean is there.
  public var hasMeanTerm: Bool
  /// Whether the term of the variance is there.
  public var hasVarianceTerm: Bool
  /// What became of gamma.
  public var gamma = ParameterUse.unknown

  /// Whether the statistics count as constants: what inference does, and a batch norm that is frozen.
  public var isFrozen: Bool { !hasMeanTerm && !hasVarianceTerm }

  /// How many things are other than they should be.
  public var departures: Int {
    // Statistics of the layer do not depend on the batch, so that its terms have no place beside them.
    let terms = statistics == .given || isFrozen ? 1 : (hasMeanTerm ? 0 : 1) + (hasVarianceTerm ? 0 : 1)
    let isRight = statistics == .given && isFrozen
    return (grouping.isUsual ? 0 : 1) + (statistics == .given ? 0 : statistics.departures) + (isRight ? 0 : terms)
      + (gamma == .leftOut ? 1 : 0)
  }

  /// Every convention that may be looked for.
  static func candidates(shape: [Int], layer: KnownLayer) -> [GradientConvention] {
    ChannelGrouping.candidates(shape: shape).flatMap { grouping -> [GradientConvention] in
      func fits(_ numbers: KnownNumbers?) -> Bool {
        numbers.map { [1, grouping.count].contains($0.numbers.count) } ?? false
      }
      var statistics: [NormalizingStatistics] = [.batch(.population)]
      if fits(layer.mean), fits(layer.variance) { statistics.append(.given) }
      if grouping.size > 1 { statistics.append(.batch(.sample)) }
      let gammas: [ParameterUse] =
        layer.gamma == nil ? [.unknown] : fits(layer.gamma) ? [.applied, .leftOut] : [.leftOut]
      return statistics.flatMap { statistics in
        [(true, true), (false, false), (false, true), (true, false)].flatMap { hasMean, hasVariance in
          gammas.map { gamma in
            GradientConvention(
              grouping: grouping, statistics: statistics, hasMeanTerm: hasMean, hasVarianceTerm: hasVariance,
              gamma: gamma)
          }
        }
      }
    }
  }
}
