/// Float32 sums of a certain order, and the moments that they make of a batch.
struct FrameworkSums: Sendable {
  let variance: VarianceFormula
  let order: SumOrder
  let numbers: GroupNumbers

  /// The sums of frameworks whose moments of a batch are beyond what roundings make of the exact ones.
  ///
  /// - Parameters:
  ///   - numbers: a batch, in float32.
  ///   - grouping: which numbers belong together.
  ///   - exact: their moments.
  ///   - model: how far those may be off.
  /// - Returns: one for each framework whose sums differ.
  static func others(
    _ numbers: [Double], _ grouping: ChannelGrouping, _ exact: GroupMoments?, _ model: RoundingModel
  ) -> [FrameworkSums] {
    guard let exact, let batch = FrameworkBatch(numbers, grouping), batch.count > 1 else { return [] }
    let own = GroupNumbers(exact, model)
    var found: [FrameworkSums] = []
    for rules in FrameworkRules.all where rules.trains {
      let (variance, order) = (rules.variance, rules.sums[batch.rank])
      guard !found.contains(where: { $0.variance == variance && $0.order == order }) else { continue }
      found.append(FrameworkSums(variance, order, of: batch, exact, own, model))
    }
    return found.filter { !$0.isAsGood(as: own) }
  }

  /// Takes the moments.
  init(
    _ variance: VarianceFormula, _ order: SumOrder, of batch: FrameworkBatch, _ exact: GroupMoments,
    _ own: GroupNumbers, _ model: RoundingModel
  ) {
    (self.variance, self.order) = (variance, order)
    let moments = variance.moments(of: batch, order)
    var numbers = own
    (numbers.mean, numbers.variance) = (moments.mean, moments.variance)
    if variance.losesDigits {
      // In a known order the bits are the framework's own; else a mean of squares is off by its roundings.
      let isKnown = order.isKnown(for: batch)
      numbers.varianceError = numbers.variance.indices.map { group in
        let square = exact.largest[group] * exact.largest[group]
        let roundings = (Double(exact.count).squareRoot() + 2) * model.sumUnit
        return isKnown
          ? 8 * model.sumUnit * numbers.variance[group].magnitude + own.meanError[group] * own.meanError[group]
          : roundings * square
      }
    }
    self.numbers = numbers
  }

  /// Whether the moments are within the roundings of the exact ones, and known as well.
  private func isAsGood(as own: GroupNumbers) -> Bool {
    own.mean.indices.allSatisfy { group in
      !own.variance[group].isFinite
        || (numbers.mean[group] - own.mean[group]).magnitude <= own.meanError[group]
          && (numbers.variance[group] - own.variance[group]).magnitude <= own.varianceError[group]
          && numbers.varianceError[group] <= 2 * own.varianceError[group]
    }
  }
}

extension FrameworkBatch {
  /// Makes a batch for the rules of frameworks; `nil` where they were not measured for such a one.
  init?(_ numbers: [Double], _ grouping: ChannelGrouping) {
    guard grouping.axes.count == 1, let layout = try? AxisLayout(shape: grouping.shape, axis: grouping.axes[0]) else {
      return nil
    }
    self.init(numbers, shape: grouping.shape, layout: layout)
  }
}
