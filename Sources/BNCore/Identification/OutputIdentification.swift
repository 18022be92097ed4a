/// Which convention leads from a batch to an output, as far as the numbers tell.
public struct OutputIdentification: Sendable {
  /// The simplest convention that gives the output back; `nil` where none does.
  public var convention: OutputConvention?
  /// Its epsilon.
  public var epsilon: EpsilonFinding?
  /// Conventions that are as simple, or differ from it in one thing, and give the same output.
  public var others: [OutputConvention] = []
  /// The frameworks that put out these numbers.
  public var frameworks: [FrameworkMatch] = []
  /// Whether the output is the batch itself.
  public var isInput = false
  /// A variance below which a channel would tell epsilon from the others that would do.
  public var tellingVariance: Double?
  /// The unit of the arithmetic in which it all fits: half the distance between its numbers near 1.
  public var unit = 0.0
  /// Whether the batch had to be taken for one that lost digits on its way here.
  public var isInputRounded = false
  /// What comes nearest, where nothing fits.
  public var nearest: NearestConvention?

  /// Whether there is an answer.
  public var isFound: Bool { convention != nil || isInput || !frameworks.isEmpty }
}

/// A framework, or a way of calling it, that gives the numbers back.
public struct FrameworkMatch: Sendable, Equatable {
  /// Its name in ``FrameworkRules``.
  public let name: String
  /// In which mode.
  public let mode: NormalizationMode
  /// The epsilon that it has to be asked for; `nil` where any would do.
  public let epsilon: Double?
  /// The share of the old value that it has to be asked for; `nil` where it does not matter.
  public var shareOfOld: Double?
  /// Whether it does so without being asked for an epsilon or a momentum.
  public let isDefault: Bool
}

/// What can be said of a batch and something that came of it.
public struct Identifier: Sendable {
  let shape: [Int]
  let input: KnownNumbers
  let layer: KnownLayer

  /// Makes one.
  ///
  /// - Parameters:
  ///   - shape: the batch's extents; rank 1 and up.
  ///   - input: its numbers, row-major.
  ///   - layer: what is known of the layer.
  public init(shape: [Int], input: KnownNumbers, layer: KnownLayer = KnownLayer()) {
    precondition(shape.reduce(1, *) == input.numbers.count, "a batch has as many numbers as its shape holds")
    precondition(layer.mask.map { $0.count == shape.first } ?? true, "a mask is of the batch's examples")
    (self.shape, self.input, self.layer) = (shape, input, layer)
  }

  /// Which convention leads from the batch to an output.
  ///
  /// - Parameter numbers: of the batch's shape, row-major.
  /// - Returns: the answer, which may be that nothing fits.
  public func output(_ numbers: KnownNumbers) -> OutputIdentification {
    precondition(numbers.numbers.count == input.numbers.count, "an output has the shape of its batch")
    var first: OutputEvidence?
    for model in RoundingModel.ladder(input: input.precision, written: numbers.precision) {
      let evidence = OutputEvidence(
        shape: shape, input: input, output: numbers.numbers, layer: layer, model: model)
      first = first ?? evidence
      let answer = Self.output(evidence)
      if answer.isFound { return answer }
    }
    var answer = OutputIdentification()
    answer.nearest = first?.nearest()
    return answer
  }

  private static func output(_ evidence: OutputEvidence) -> OutputIdentification {
    var answer = OutputIdentification()
    answer.unit = evidence.model.unit
    answer.isInputRounded = evidence.model.input != nil
    answer.isInput = evidence.isInput
    let search = OutputSearch(evidence)
    // That nothing was done is simpler than that several things went wrong.
    let found = search.simplest(cost: answer.isInput ? 0 : 3)
    if let best = found.first {
      answer.convention = best.convention
      answer.epsilon = best.epsilon
      // In which order a framework sums is told by the frameworks.
      let equals = found.dropFirst().map(\.convention).filter { !$0.differsInSumsAlone(from: best.convention) }
      answer.others = equals + search.neighbours(of: best).filter { !equals.contains($0) }
      answer.tellingVariance = evidence.tellingVariance(best)
    }
    // A new layer without epsilon gives its batch back, too, but nobody asks about that.
    var modes: Set<NormalizationMode> = answer.isInput && answer.convention == nil ? [.training] : []
    modes.formUnion(([answer.convention].compactMap { $0 } + answer.others).map(\.statistics.mode))
    answer.frameworks =
      FrameworkOutputs(
        evidence, like: answer.convention, epsilon: answer.epsilon, modes: modes
      ).matches
    return answer
  }
}

extension OutputEvidence {
  /// Whether what came out is what went in.
  var isInput: Bool {
    all.x.indices.allSatisfy { index in
      let (x, y) = (all.x[index], all.y[index])
      return x == y || x.isNaN && y.isNaN || (x - y).magnitude <= model.written.error(of: y) + model.inputError(x)
    } && all.x.contains { !$0.isNaN }
  }

  /// A variance below which a channel would tell the epsilon of a convention from the nearest other usual one that fits.
  ///
  /// A relative error of the factor leaves an error of epsilon in proportion to variance + epsilon.
  func tellingVariance(_ found: OutputSearch.Found) -> Double? {
    guard let value = found.epsilon.value, let group = found.fit.sharpest, let numbers = numbers(found.convention),
      case .root = found.convention.deviation,
      let distance = found.epsilon.others.map({ ($0 - value).magnitude }).min()
    else { return nil }
    let width = found.fit.range.high - found.fit.range.low
    guard width.isFinite, width > 0 else { return nil }
    let needed = (numbers.variance[group] + value) * distance / width - value
    return needed > 0 ? needed : nil
  }
}
