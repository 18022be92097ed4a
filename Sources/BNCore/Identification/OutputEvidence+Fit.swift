extension OutputEvidence {
  /// The epsilons with which a convention gives the output back.
  ///
  /// - Returns: `nil` where there is none.
  func fit(_ convention: OutputConvention) -> ConventionFit<OutputConvention>? {
    guard let numbers = numbers(convention) else { return nil }
    // A few thousand numbers rule out nearly all that is wrong.
    if witnesses.x.count < all.x.count, fit(convention, numbers, witnesses) == nil { return nil }
    return fit(convention, numbers, all)
  }

  /// The epsilons with which given moments give the output back.
  func fit(_ convention: OutputConvention, _ numbers: GroupNumbers, _ sample: BatchSample) -> ConventionFit<
    OutputConvention
  >? {
    let factors = factors(convention, numbers, sample)
    return ConventionFit(convention, groups: factors.indices) { group in
      factors[group].epsilons(
        convention.deviation, variance: numbers.variance[group], error: numbers.varianceError[group],
        unit: model.unit)
    } isTelling: {
      factors[$0].isTelling
    }
  }

  /// The factors of each group that its numbers leave.
  private func factors(_ convention: OutputConvention, _ numbers: GroupNumbers, _ sample: BatchSample) -> [FactorRange]
  {
    let groups = sample.groups(convention.grouping)
    let terms = parameters(convention, sample, groups)
    let rough = roughFactors(convention.deviation, numbers, sample, groups, terms)
    var factors = [FactorRange](repeating: FactorRange(), count: numbers.mean.count)
    for index in sample.x.indices {
      let (group, place) = (Int(groups[index]), Int(terms.places[index]))
      let (x, y) = (sample.x[index], sample.y[index])
      let (gamma, beta, mean) = (terms.gamma[place], terms.beta[place], numbers.mean[group])
      // A variance that is not finite leaves nothing that is.
      let term = gamma * (x - mean) + (numbers.variance[group].isFinite ? 0 : .nan)
      let rest = y - beta
      let scale = (gamma * rough[group]).magnitude
      let bound =
        scale * (numbers.meanError[group] + model.unit * (x.magnitude + mean.magnitude) + model.inputError(x))
        + rest.magnitude * (gamma == 0 ? 0 : terms.gammaError[place] / gamma.magnitude) + terms.betaError[place]
        + model.unit * (y.magnitude + rest.magnitude + beta.magnitude) + model.written.error(of: y)
      factors[group].take(term: term, rest: rest, bound: RoundingModel.slack * bound)
    }
    return factors
  }

  /// Each group's factor by least squares: near enough to weigh roundings by.
  ///
  /// Where all numbers are as near the mean as roundings they say nothing of the factor; it is what epsilon makes it.
  private func roughFactors(
    _ form: DeviationForm, _ numbers: GroupNumbers, _ sample: BatchSample, _ groups: [Int32], _ terms: ParameterTerms
  ) -> [Double] {
    var products = [Double](repeating: 0, count: numbers.mean.count)
    var squares = products
    for index in sample.x.indices {
      let (group, place) = (Int(groups[index]), Int(terms.places[index]))
      let term = terms.gamma[place] * (sample.x[index] - numbers.mean[group])
      let rest = sample.y[index] - terms.beta[place]
      guard term.isFinite, rest.isFinite else { continue }
      products[group] += term * rest
      squares[group] += term * term
    }
    return products.indices.map { group in
      let fitted = squares[group] > 0 ? max(0, products[group] / squares[group]) : 0
      guard numbers.variance[group] <= 100 * numbers.meanError[group] * numbers.meanError[group] else { return fitted }
      let expected = form.factor(variance: numbers.variance[group], epsilon: layer.epsilon ?? 1e-5)
      return expected.isFinite ? max(fitted, expected) : fitted
    }
  }
}
