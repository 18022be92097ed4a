/// A batch, and a layer's statistics before and after it, held against conventions.
struct StatisticsEvidence {
  let layer: KnownLayer
  let model: RoundingModel
  let shape: [Int]
  let x: [Double]
  /// The statistics after the step.
  let mean: KnownNumbers?
  let variance: KnownNumbers?
  let moments: [ChannelGrouping: GroupMoments]
  let sums: [ChannelGrouping: [FrameworkSums]]

  /// How many numbers each of the statistics has.
  var count: Int { (mean ?? variance)?.numbers.count ?? 0 }

  init(
    shape: [Int], input: KnownNumbers, mean: KnownNumbers?, variance: KnownNumbers?, layer: KnownLayer,
    model: RoundingModel
  ) {
    (self.shape, self.mean, self.variance, self.layer, self.model) = (shape, mean, variance, layer, model)
    let x = model.taken(input.numbers)
    self.x = x
    let isKept = layer.isKept(shape: shape)
    let count = (mean ?? variance)?.numbers.count
    let groupings = ChannelGrouping.candidates(shape: shape).filter { $0.count == count }
    moments = Dictionary(
      uniqueKeysWithValues: groupings.map { grouping in
        (grouping, GroupMoments(x, grouping.groups(), grouping, isKept: grouping.axes.contains(0) ? nil : isKept))
      })
    sums =
      model.unit < NumberPrecision.float32.unit || x.isEmpty
      ? [:]
      : Dictionary(
        uniqueKeysWithValues: groupings.filter(\.isUsual).map { [moments] in
          ($0, FrameworkSums.others(x, $0, moments[$0], model))
        })
  }

  /// The shares of the new value with which a convention gives the statistics back: that of the mean, and that of the variance.
  ///
  /// - Returns: `nil` where there is none.
  func fit(_ convention: StatisticsConvention) -> StatisticsFit? {
    guard let numbers = numbers(convention) else { return nil }
    let (first, second) = convention.isSwapped ? (variance, mean) : (mean, variance)
    let start = start(convention)
    let means = first.map { average($0, from: start.mean, to: numbers.mean, numbers.meanError) }
    let roots = convention.isDeviation ? second.map(\.squared) : second
    let variances = roots.map { average($0, from: start.variance, to: numbers.variance, numbers.varianceError) }
    let parts = [means, variances].compactMap { $0 }
    guard !parts.isEmpty, parts.allSatisfy({ $0.range != nil }) else { return nil }
    return StatisticsFit(convention: convention, mean: means, variance: variances)
  }

  /// The batch's own moments, as a convention stores them.
  private func numbers(_ convention: StatisticsConvention) -> GroupNumbers? {
    guard let moments = moments[convention.grouping], moments.count > 0 else { return nil }
    var numbers = GroupNumbers(moments, model)
    if case .sums(let variance, let order) = convention.sums {
      guard let own = sums[convention.grouping]?.first(where: { $0.variance == variance && $0.order == order }) else {
        return nil
      }
      numbers = own.numbers
    }
    if convention.bias == .sample {
      let factor = Double(moments.count) / Double(max(moments.count - 1, 1))
      numbers.variance = numbers.variance.map { $0 * factor }
      numbers.varianceError = numbers.varianceError.map { $0 * factor }
    }
    return numbers
  }

  /// What the averages start from, with how exactly that is known.
  private func start(_ convention: StatisticsConvention) -> (mean: KnownNumbers, variance: KnownNumbers) {
    let zero = KnownNumbers([0], as: .float64)
    let one = KnownNumbers([1], as: .float64)
    return switch convention.start {
    case .given: (layer.mean ?? zero, layer.variance ?? one)
    case .new: (zero, one)
    case .zero: (zero, zero)
    }
  }

  /// The shares of the new value that lead from old averages to new ones.
  private func average(
    _ after: KnownNumbers, from before: KnownNumbers, to new: [Double], _ newError: [Double]
  ) -> StatisticsFit.Part {
    let old = before.spread(to: new.count)
    let got = after.spread(to: new.count)
    var common: ShareRange? = ShareRange(low: -.infinity, high: .infinity)
    var witnesses = 0
    for group in new.indices {
      let term = new[group] - old[group]
      let rest = got[group] - old[group]
      // A statistic that is no number any more says so of the batch, and nothing of the share.
      if !term.isFinite || !rest.isFinite {
        if term.isFinite != rest.isFinite { common = nil }
        continue
      }
      let share = term == 0 ? 1 : min(1, (rest / term).magnitude)
      let bound =
        RoundingModel.slack
        * (share * newError[group]
          + model.unit * (2 * old[group].magnitude + 2 * share * new[group].magnitude + got[group].magnitude)
          + after.precision.error(of: got[group]) + before.error(of: old[group]))
      var range = FactorRange(low: -.infinity, high: .infinity)
      range.take(term: term, rest: rest, bound: bound)
      guard !range.isContradicted else {
        common = nil
        continue
      }
      if range.low.isFinite { witnesses += 1 }
      common = common?.intersection(ShareRange(low: range.low, high: range.high))
    }
    return StatisticsFit.Part(range: common, witnesses: witnesses)
  }
}

/// What a convention needs to give statistics back.
struct StatisticsFit: Sendable {
  let convention: StatisticsConvention
  /// `nil` where there is no such statistic.
  let mean: Part?
  let variance: Part?

  /// The shares that one of the statistics leaves.
  struct Part: Sendable {
    /// `nil` where its groups contradict each other.
    let range: ShareRange?
    let witnesses: Int
  }

  /// The shares that both leave; `nil` where they differ.
  var common: ShareRange? {
    guard let first = mean?.range ?? variance?.range else { return nil }
    guard let second = variance?.range, mean != nil else { return first }
    return first.intersection(second)
  }

  var witnesses: Int { (mean?.witnesses ?? 0) + (variance?.witnesses ?? 0) }
}

extension KnownNumbers {
  /// The squares of the numbers, as exactly as those are known.
  var squared: KnownNumbers { KnownNumbers(numbers.map { $0 * $0 }, as: precision) }
}

extension KnownLayer {
  /// Which numbers of a batch the mask keeps; `nil` where there is none.
  func isKept(shape: [Int]) -> [Bool]? {
    mask.map { mask in
      let size = shape.dropFirst().reduce(1, *)
      return mask.flatMap { Array(repeating: $0, count: size) }
    }
  }
}
