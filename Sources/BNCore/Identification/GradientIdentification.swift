/// Which formula leads from the gradient with respect to an output to that with respect to its batch.
public struct GradientIdentification: Sendable {
  /// The simplest convention that gives the gradient back; `nil` where none does.
  public var convention: GradientConvention?
  /// Its epsilon.
  public var epsilon: EpsilonFinding?
  /// Conventions that are as simple, or differ from it in one thing, and give the same gradient.
  public var others: [GradientConvention] = []
  /// The unit of the arithmetic in which it all fits: half the distance between its numbers near 1.
  public var unit = 0.0
}

extension Identifier {
  /// Which formula leads from an upstream gradient to one with respect to the batch.
  ///
  /// - Parameters:
  ///   - numbers: the gradient with respect to the batch, of its shape, row-major.
  ///   - upstream: the gradient with respect to the output, of the same shape.
  /// - Returns: the answer, which may be that nothing fits.
  public func gradient(_ numbers: KnownNumbers, upstream: KnownNumbers) -> GradientIdentification {
    precondition(numbers.numbers.count == input.numbers.count, "a gradient has the shape of its batch")
    precondition(upstream.numbers.count == input.numbers.count, "an upstream gradient has the shape of the batch")
    let candidates = GradientConvention.candidates(shape: shape, layer: layer)
    for model in RoundingModel.ladder(input: input.precision, written: numbers.precision) {
      let evidence = GradientEvidence(
        shape: shape, input: input, gradient: numbers.numbers, upstream: upstream, layer: layer, model: model)
      let found = FoundConvention.simplest(candidates, stated: layer.epsilon, cost: 3, fit: evidence.fit)
      guard let best = found.first else { continue }
      var answer = GradientIdentification()
      answer.convention = best.convention
      answer.epsilon = best.epsilon
      answer.unit = model.unit
      let equals = found.dropFirst().map(\.convention)
      let neighbours = candidates.filter { other in
        guard other.isNeighbour(of: best.convention), !equals.contains(other), let fit = evidence.fit(other) else {
          return false
        }
        return best.epsilon.value.map(fit.range.contains) ?? true
      }
      answer.others = equals + neighbours
      return answer
    }
    return GradientIdentification()
  }
}

extension GradientConvention {
  /// Whether another convention differs in one thing.
  func isNeighbour(of other: GradientConvention) -> Bool {
    let terms = hasMeanTerm != other.hasMeanTerm || hasVarianceTerm != other.hasVarianceTerm
    return [grouping != other.grouping, statistics != other.statistics, terms, gamma != other.gamma]
      .count { $0 } == 1
  }
}
