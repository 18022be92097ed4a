/// One way in which an output may have come from a batch: everything but epsilon, which follows from the numbers.
public struct OutputConvention: Convention, Equatable {
  /// Which numbers are normalized together.
  public var grouping: ChannelGrouping
  /// By what.
  public var statistics: NormalizingStatistics
  /// How variance and epsilon become a deviation.
  public var deviation: DeviationForm
  /// What became of gamma.
  public var gamma: ParameterUse
  /// What became of beta.
  public var beta: ParameterUse
  /// The axis of gamma and beta, where it is not the grouping's one; `nil` where it is.
  public var parameterAxis: Int?

  /// Makes a convention.
  public init(
    grouping: ChannelGrouping, statistics: NormalizingStatistics, deviation: DeviationForm = .root,
    gamma: ParameterUse = .unknown, beta: ParameterUse = .unknown, parameterAxis: Int? = nil
  ) {
    (self.grouping, self.statistics, self.deviation) = (grouping, statistics, deviation)
    (self.gamma, self.beta, self.parameterAxis) = (gamma, beta, parameterAxis)
  }

  /// How many things are other than a layer should have them.
  public var departures: Int {
    let parameters =
      gamma == .exchanged ? 1 : (gamma == .leftOut ? 1 : 0) + (beta == .leftOut ? 1 : 0)
    return (grouping.isUsual ? 0 : 1) + statistics.departures + (deviation == .root ? 0 : 1) + parameters
      + (parameterAxis == nil ? 0 : 1)
  }

  /// A thing that conventions may differ in.
  public enum Facet: String, Sendable, CaseIterable {
    /// Which numbers are normalized together.
    case axis
    /// By whose statistics, and which.
    case statistics
    /// How variance and epsilon become a deviation.
    case deviation
    /// What became of gamma.
    case gamma
    /// What became of beta.
    case beta
  }

  /// In what another convention differs.
  public func differences(from other: OutputConvention) -> [Facet] {
    var facets: [Facet] = []
    if grouping != other.grouping || parameterAxis != other.parameterAxis { facets.append(.axis) }
    if statistics != other.statistics { facets.append(.statistics) }
    if deviation != other.deviation { facets.append(.deviation) }
    if gamma != other.gamma { facets.append(.gamma) }
    if beta != other.beta { facets.append(.beta) }
    return facets
  }

  /// Whether another convention is the same but for the order in which the batch's own moments are summed.
  func differsInSumsAlone(from other: OutputConvention) -> Bool {
    func isOwn(_ statistics: NormalizingStatistics) -> Bool {
      if case .sums = statistics { return true }
      return statistics == .batch(.population)
    }
    return isOwn(statistics) && isOwn(other.statistics) && differences(from: other) == [.statistics]
  }
}

extension OutputConvention {
  /// Every convention that may be looked for, those with the fewest departures first.
  ///
  /// - Parameters:
  ///   - shape: the batch's.
  ///   - layer: what is known of the layer.
  ///   - sums: float32 sums whose moments are not the exact ones.
  ///   - most: how many departures there may be at once.
  /// - Returns: the conventions.
  static func candidates(
    shape: [Int], layer: KnownLayer, sums: [ChannelGrouping: [NormalizingStatistics]], most: Int = 2
  ) -> [OutputConvention] {
    let all = ChannelGrouping.candidates(shape: shape).flatMap { grouping in
      statistics(grouping, layer, sums[grouping] ?? []).flatMap { statistics in
        DeviationForm.allCases.flatMap { deviation in
          uses(layer).flatMap { gamma, beta in
            parameterAxes(grouping, layer, gamma, beta).map { axis in
              OutputConvention(
                grouping: grouping, statistics: statistics, deviation: deviation, gamma: gamma, beta: beta,
                parameterAxis: axis)
            }
          }
        }
      }
    }
    return (0...most).flatMap { count in all.filter { $0.departures == count } }
  }

  private static func statistics(
    _ grouping: ChannelGrouping, _ layer: KnownLayer, _ sums: [NormalizingStatistics]
  ) -> [NormalizingStatistics] {
    var found: [NormalizingStatistics] = [.batch(.population)]
    let count = grouping.count
    let mean = layer.mean.flatMap { [1, count].contains($0.numbers.count) ? $0.numbers : nil }
    let variance = layer.variance.flatMap { [1, count].contains($0.numbers.count) ? $0.numbers : nil }
    if let mean, let variance {
      found.append(.given)
      // A way that comes to the same as another one is none of its own.
      if mean != variance { found.append(.swapped) }
      if !(mean.allSatisfy { $0 == 0 } && variance.allSatisfy { $0 == 1 }) { found.append(.initial) }
      if mean.contains(where: { $0 != 0 }) { found.append(.uncentredGiven) }
    } else {
      found.append(.initial)
    }
    if grouping.size > 1 { found += [.batch(.sample), .meanOfSquares, .uncentredBatch] }
    if layer.mask != nil { found.append(.unmaskedBatch) }
    if variance != nil { found.append(.givenVariance) }
    if mean != nil { found.append(.givenMean) }
    return found + sums
  }

  /// What may have become of gamma and beta.
  private static func uses(_ layer: KnownLayer) -> [(ParameterUse, ParameterUse)] {
    func uses(_ numbers: KnownNumbers?) -> [ParameterUse] { numbers == nil ? [.unknown] : [.applied, .leftOut] }
    let pairs = uses(layer.gamma).flatMap { gamma in uses(layer.beta).map { (gamma, $0) } }
    guard let gamma = layer.gamma, let beta = layer.beta, gamma.numbers != beta.numbers,
      gamma.numbers.count == beta.numbers.count
    else { return pairs }
    return pairs + [(.exchanged, .exchanged)]
  }

  /// Where gamma and beta may stand: along the one axis of the grouping, or along another of their extent.
  private static func parameterAxes(
    _ grouping: ChannelGrouping, _ layer: KnownLayer, _ gamma: ParameterUse, _ beta: ParameterUse
  ) -> [Int?] {
    func count(_ numbers: KnownNumbers?, _ use: ParameterUse) -> Int? {
      use == .applied || use == .exchanged ? numbers?.numbers.count : nil
    }
    let counts = Set([count(layer.gamma, gamma), count(layer.beta, beta)].compactMap { $0 }).subtracting([1])
    guard let wanted = counts.first else { return [nil] }
    guard counts.count == 1 else { return [] }
    let own: [Int?] = grouping.axes.count == 1 && grouping.count == wanted ? [nil] : []
    return own
      + grouping.shape.indices.filter { grouping.shape[$0] == wanted && grouping.axes != [$0] }.map { Optional($0) }
  }
}
