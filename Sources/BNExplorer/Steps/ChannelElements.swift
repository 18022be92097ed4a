import BNFiles
import BNCore

/// A channel's elements in a step, for formulas that sum over them.
struct ChannelElements {
  let facts: ChannelFacts
  let x: [Double]
  /// The gradients of the loss by the output; empty without a loss.
  let upstream: [Double]

  /// More elements than these are not written out: their sum is one number.
  private static let mostWritten = 6

  init(_ facts: ChannelFacts, _ step: any TakenStep) {
    self.facts = facts
    let layout = step.layout
    let places = (0..<layout.outer).flatMap { outer in
      let first = (outer * layout.channels + facts.channel) * layout.inner
      return first..<first + layout.inner
    }
    // One channel of a batch that may have thousands.
    x = step.elements(.input, at: places)
    upstream = step.numbers(.upstream).map { numbers in places.map { numbers[$0] } } ?? []
  }

  /// A sum of elements: written out where it is short, else one number that stands for it.
  private func sum(_ name: String, _ numbers: [Double], _ meaning: String, of element: String) -> ExplainedFormula {
    guard numbers.count > Self.mostWritten else {
      let terms = numbers.enumerated().map { self.element(name, $0, $1, element) }
      return terms.dropFirst().reduce(terms.first ?? .whole(0), +)
    }
    return total(
      "sum_\(name)", numbers.reduce(0, +), "\(meaning) \(place)", size: numbers.reduce(0) { $0 + $1.magnitude })
  }

  /// One number that stands for a sum over the channel, with the sum of its terms' magnitudes.
  private func total(_ name: String, _ value: Double, _ meaning: String, size: Double) -> ExplainedFormula {
    // The reference sums one after another in the layer's type; the fast path at most 128 in one lane.
    let chain = facts.arithmetic == .fast ? min(x.count, 128) : x.count
    return .term(
      ExplainedTerm(name: name, value: value, dtype: .float64, meaning: meaning, summed: Double(chain) * size))
  }

  private func element(_ name: String, _ index: Int, _ value: Double, _ meaning: String) -> ExplainedFormula {
    facts.term("\(name)\(index + 1)", value, "\(meaning), element \(index + 1) of the channel")
  }

  private var place: String { "over the \(x.count) elements of channel \(facts.channel)" }

  /// Σ u.
  private var upstreamSum: ExplainedFormula {
    sum("u", upstream, "sum of u, the gradient of the loss by y,", of: "gradient of the loss by y")
  }

  /// Σ u · xhat.
  private var productSum: ExplainedFormula {
    // TensorFlow's other implementation multiplies an empty batch's mean, NaN, by a sum of nothing.
    if x.isEmpty, facts.mode == .training, !facts.implementation.isFused {
      return facts.term("sum_u_xhat", .nan, "0 times NaN")
    }
    guard !x.isEmpty else { return .whole(0) }
    if x.count <= Self.mostWritten {
      let products = x.indices.map { index in
        element("u", index, upstream[index], "gradient of the loss by y")
          * (element("x", index, x[index], "input") - facts.appliedMeanTerm)
      }
      return products.dropFirst().reduce(products[0], +) / facts.deviation
    }
    let inverse = 1 / facts.deviation.value
    let value = zip(x, upstream).reduce(0) { $0 + $1.1 * ($1.0 - facts.appliedMean) * inverse }
    let size = zip(x, upstream).reduce(0) {
      $0 + $1.1.magnitude * ($1.0.magnitude + facts.appliedMean.magnitude) * inverse
    }
    return total(
      "sum_u_xhat", value, "sum of u * xhat, xhat = (x - mean) / sqrt(variance + epsilon), \(place)", size: size)
  }

  /// The gradient by beta: Σ u.
  func gradientByBeta(_ subject: String, _ result: Double) -> Explanation {
    Explanation(
      subject: subject, formula: upstreamSum, result: result, dtype: facts.dtype,
      branch: ["beta is added to every element of the channel"])
  }

  /// The gradient by gamma: Σ u · xhat, and with renorm Σ u · (xhat · r + d).
  func gradientByGamma(_ subject: String, _ result: Double) -> Explanation {
    var formula = productSum
    if let correction = facts.correction {
      formula = formula * facts.rTerm(correction) + upstreamSum * facts.dTerm(correction)
    }
    return Explanation(subject: subject, formula: formula, result: result, dtype: facts.dtype, branch: facts.branch)
  }

  /// The gradient by one element of the input.
  func gradientByInput(_ subject: String, element: String, x: Double, u: Double, _ result: Double) -> Explanation {
    let upstream = facts.term("u", u, "gradient of the loss by y of the element")
    let formula: ExplainedFormula
    var reasons = facts.branch
    switch facts.mode {
    case .inference:
      formula = facts.scaled(upstream / facts.deviation)
      reasons.append("in inference the moving statistics are constants")
    case .training:
      let xhat = (facts.term("x", x, "\(element), the element itself") - facts.appliedMeanTerm) / facts.deviation
      let n = ExplainedFormula.whole(facts.count)
      let centred = upstream - upstreamSum / n - xhat * (productSum / n)
      formula = facts.scaled(centred / facts.deviation)
      if facts.correction != nil { reasons.append("r and d of renorm count as constants") }
    }
    return Explanation(subject: subject, formula: formula, result: result, dtype: facts.dtype, branch: reasons)
  }

  /// The mean of the batch: Σ x / n.
  func mean(_ subject: String) -> Explanation {
    guard facts.replicaMoments.isEmpty else { return facts.averageOfReplicas(isVariance: false, subject) }
    return Explanation(
      subject: subject, formula: elementSum / .whole(facts.count), result: facts.mean, dtype: facts.dtype,
      branch: [facts.implementationText])
  }

  private var elementSum: ExplainedFormula { sum("x", x, "sum of x", of: "input") }

  /// The biased variance of the batch: Σ (x − mean)² / n.
  func variance(_ subject: String) -> Explanation {
    guard facts.replicaMoments.isEmpty else { return facts.averageOfReplicas(isVariance: true, subject) }
    return Explanation(
      subject: subject, formula: squareSum / .whole(facts.count), result: facts.variance, dtype: facts.dtype,
      branch: [facts.implementationText])
  }

  private var squareSum: ExplainedFormula {
    let squares = x.enumerated().map { index, value in
      ExplainedFormula.operation(
        .power, element("x", index, value, "input") - facts.appliedMeanTerm, .whole(2))
    }
    guard squares.count > Self.mostWritten else { return squares.dropFirst().reduce(squares.first ?? .whole(0), +) }
    let sizes = x.map { $0.magnitude + facts.appliedMean.magnitude }
    return total(
      "sum_squares", squares.reduce(0) { $0 + $1.value }, "sum of (x - batch_mean)^2 \(place)",
      size: sizes.reduce(0) { $0 + $1 * $1 })
  }
}
