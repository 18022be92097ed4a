/// One way in which a layer's statistics may have come from those before and a batch: everything but the momentum, which
/// follows from the numbers.
public struct StatisticsConvention: Convention, Equatable {
  /// Which numbers have statistics together.
  public var grouping: ChannelGrouping
  /// Where the averages start from.
  public var start: Start
  /// Which variance is stored.
  public var bias: VarianceBias
  /// Float32 sums of a certain order, where those show.
  public var sums: NormalizingStatistics?
  /// Whether mean and variance stand in each other's place.
  public var isSwapped = false
  /// Whether what is called a variance is its root.
  public var isDeviation = false

  /// Where averages start from.
  public enum Start: String, Sendable {
    /// The statistics that the layer had.
    case given
    /// A mean of 0 and a variance of 1, which a new layer has.
    case new
    /// 0 for both.
    case zero
  }

  /// How many things are other than a layer should have them.
  ///
  /// Both variances are stored by frameworks, so that neither is a departure.
  public var departures: Int {
    (grouping.isUsual ? 0 : 1) + (isSwapped ? 1 : 0) + (isDeviation ? 1 : 0) + (start == .zero ? 1 : 0)
  }

  /// Every convention that may be looked for: with the given statistics as the start, or where there are none with those of a
  /// new layer.
  static func candidates(
    shape: [Int], layer: KnownLayer, count: Int, sums: [ChannelGrouping: [FrameworkSums]]
  ) -> [StatisticsConvention] {
    let hasStart = layer.mean != nil || layer.variance != nil
    return ChannelGrouping.candidates(shape: shape).filter { $0.count == count }.flatMap { grouping in
      let orders: [NormalizingStatistics?] =
        [nil] + (sums[grouping] ?? []).map { NormalizingStatistics.sums($0.variance, $0.order) }
      return (hasStart ? [Start.given] : [.new, .zero]).flatMap { start in
        orders.flatMap { order in
          ([.population] + (grouping.size > 1 ? [.sample] : [])).flatMap { (bias: VarianceBias) in
            [(false, false), (true, false), (false, true)].map { isSwapped, isDeviation in
              StatisticsConvention(
                grouping: grouping, start: start, bias: bias, sums: order, isSwapped: isSwapped,
                isDeviation: isDeviation)
            }
          }
        }
      }
    }
  }
}
