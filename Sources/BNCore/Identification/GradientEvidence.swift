/// A batch, the gradient that came from above and the one that went below, held against conventions.
struct GradientEvidence {
  let layer: KnownLayer
  let model: RoundingModel
  let sample: BatchSample
  let upstream: KnownNumbers
  private let moments: [ChannelGrouping: GroupMoments]

  init(
    shape: [Int], input: KnownNumbers, gradient: [Double], upstream: KnownNumbers, layer: KnownLayer,
    model: RoundingModel
  ) {
    (self.layer, self.model, self.upstream) = (layer, model, upstream)
    sample = BatchSample(shape: shape, x: model.taken(input.numbers), y: gradient)
    let x = sample.x
    moments = Dictionary(
      uniqueKeysWithValues: ChannelGrouping.candidates(shape: shape).map { ($0, GroupMoments(x, $0.groups(), $0)) })
  }

  /// The epsilons with which a convention gives the gradient back; `nil` where there is none.
  func fit(_ convention: GradientConvention) -> ConventionFit<GradientConvention>? {
    guard let numbers = numbers(convention) else { return nil }
    let groups = sample.groups(convention.grouping)
    let sums = GradientSums(self, groups, numbers, count: convention.grouping.size)
    let gamma = self.gamma(convention)
    var factors = [FactorRange](repeating: FactorRange(), count: numbers.mean.count)
    let rough = roughFactors(convention, numbers, groups, sums, gamma)
    for index in sample.x.indices {
      let group = Int(groups[index])
      let parts = parts(index, group, convention, numbers, sums)
      let (scale, s) = (gamma[group], rough[group])
      // The factor stands in the second part to the third power: near a rough one it is as good as straight.
      let term = scale * (parts.plain - 3 * s * s * parts.cubic)
      let rest = sample.y[index] - scale * s * (parts.plain - s * s * parts.cubic) + term * s
      let bound =
        scale.magnitude * s * parts.bound(s, unit: model.unit) + 2 * model.unit * sample.y[index].magnitude
        + model.written.error(of: sample.y[index])
      factors[group].take(term: term, rest: rest, bound: RoundingModel.slack * bound)
    }
    return ConventionFit(convention, groups: factors.indices) { group in
      factors[group].epsilons(
        .root, variance: numbers.variance[group], error: numbers.varianceError[group], unit: model.unit)
    } isTelling: {
      factors[$0].isTelling
    }
  }

  private func numbers(_ convention: GradientConvention) -> GroupNumbers? {
    guard let moments = moments[convention.grouping] else { return nil }
    guard convention.statistics != .given else {
      guard let mean = layer.mean, let variance = layer.variance else { return nil }
      return GroupNumbers(mean: mean, variance: variance, count: convention.grouping.count, model)
    }
    var numbers = GroupNumbers(moments, model)
    if convention.statistics == .batch(.sample) {
      let factor = Double(moments.count) / Double(max(moments.count - 1, 1))
      numbers.variance = numbers.variance.map { $0 * factor }
      numbers.varianceError = numbers.varianceError.map { $0 * factor }
    }
    return numbers
  }

  private func gamma(_ convention: GradientConvention) -> [Double] {
    let count = convention.grouping.count
    guard convention.gamma == .applied, let gamma = layer.gamma else { return Array(repeating: 1, count: count) }
    return gamma.spread(to: count)
  }

  /// The two parts of a gradient: what has the factor once, and what has it to the third power.
  private func parts(
    _ index: Int, _ group: Int, _ convention: GradientConvention, _ numbers: GroupNumbers, _ sums: GradientSums
  ) -> GradientParts {
    let u = upstream.numbers[index]
    let deviation = sample.x[index] - numbers.mean[group]
    let mean = convention.hasMeanTerm ? sums.mean[group] : 0
    let product = convention.hasVarianceTerm ? sums.product[group] : 0
    return GradientParts(
      plain: u - mean, cubic: deviation * product,
      plainSize: u.magnitude + mean.magnitude,
      plainError: upstream.error(of: u) + (convention.hasMeanTerm ? sums.meanError[group] : 0),
      cubicError: convention.hasVarianceTerm
        ? deviation.magnitude * sums.productError[group] + numbers.meanError[group] * product.magnitude : 0)
  }

  /// Each group's factor by Gauss and Newton, from the best of a few epsilons on.
  private func roughFactors(
    _ convention: GradientConvention, _ numbers: GroupNumbers, _ groups: [Int32], _ sums: GradientSums,
    _ gamma: [Double]
  ) -> [Double] {
    var factors = numbers.variance.map { DeviationForm.root.factor(variance: $0, epsilon: layer.epsilon ?? 1e-3) }
    for group in factors.indices where !factors[group].isFinite { factors[group] = 0 }
    for _ in 0..<8 {
      var products = [Double](repeating: 0, count: factors.count)
      var squares = products
      for index in sample.x.indices {
        let group = Int(groups[index])
        let parts = parts(index, group, convention, numbers, sums)
        let (scale, s) = (gamma[group], factors[group])
        let slope = scale * (parts.plain - 3 * s * s * parts.cubic)
        let rest = sample.y[index] - scale * s * (parts.plain - s * s * parts.cubic)
        guard slope.isFinite, rest.isFinite else { continue }
        products[group] += slope * rest
        squares[group] += slope * slope
      }
      for group in factors.indices where squares[group] > 0 {
        let next = factors[group] + products[group] / squares[group]
        // A step that overshoots would end on the other side of the cubic.
        factors[group] = max(next, factors[group] / 2)
      }
    }
    return factors
  }
}

/// The parts of one number of a gradient.
private struct GradientParts {
  let plain: Double
  let cubic: Double
  let plainSize: Double
  let plainError: Double
  let cubicError: Double

  /// How far the sum of the parts may be off, at a factor.
  func bound(_ factor: Double, unit: Double) -> Double {
    let square = factor * factor
    return plainError + square * cubicError + unit * (4 * plainSize + 8 * square * cubic.magnitude)
  }
}

/// The means of the upstream gradient and of its products with the deviations, for each group.
private struct GradientSums {
  var mean: [Double]
  var meanError: [Double]
  var product: [Double]
  var productError: [Double]

  init(_ evidence: GradientEvidence, _ groups: [Int32], _ numbers: GroupNumbers, count: Int) {
    let zeros = [Double](repeating: 0, count: numbers.mean.count)
    (mean, product) = (zeros, zeros)
    var (largest, widest) = (zeros, zeros)
    for index in evidence.sample.x.indices {
      let group = Int(groups[index])
      let u = evidence.upstream.numbers[index]
      let deviation = evidence.sample.x[index] - numbers.mean[group]
      mean[group] += u
      product[group] += u * deviation
      largest[group] = max(largest[group], u.magnitude)
      widest[group] = max(widest[group], (u * deviation).magnitude)
    }
    mean = mean.map { $0 / Double(count) }
    product = product.map { $0 / Double(count) }
    let roundings = (Double(count).squareRoot() + 2) * evidence.model.sumUnit
    meanError = zip(largest, mean).map { roundings * $0 + evidence.model.unit * $1.magnitude }
    productError = zeros.indices.map { group in
      roundings * widest[group] + largest[group] * numbers.meanError[group]
        + evidence.model.unit * numbers.mean[group].magnitude * largest[group]
    }
  }
}
