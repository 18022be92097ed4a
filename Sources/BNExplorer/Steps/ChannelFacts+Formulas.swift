import BNFiles
import BNCore

extension ChannelFacts {
  /// y of one element: ((x − mean) / √(variance + epsilon) · r + d) · gamma + beta, without the parts that there are not.
  func output(_ subject: String, element: String, x: Double, y: Double) -> Explanation {
    var formula = (term("x", x, "\(element), the element itself") - appliedMeanTerm) / deviation
    if let correction { formula = formula * rTerm(correction) + dTerm(correction) }
    if let gamma { formula = formula * gammaTerm(gamma) }
    if let beta { formula = formula + betaTerm(beta) }
    return Explanation(subject: subject, formula: formula, result: y, dtype: dtype, branch: branch)
  }
}

/// The updates of the moving statistics.
extension ChannelFacts {
  /// A moving statistic, or one of renorm's averages: v − (v − new) · weight.
  func update(of name: VariableName, _ subject: String) -> Explanation {
    let old = variable(name)
    guard let updates, updates.ran, !updates.isIdle else {
      return Explanation(
        subject: subject, formula: old, result: after[name] ?? .nan, dtype: dtype, branch: [standing])
    }
    let formula = old - (old - target(of: name)) * weight(of: name, updates)
    return Explanation(
      subject: subject, formula: formula, result: after[name] ?? .nan, dtype: dtype, branch: branch(of: name))
  }

  /// Why nothing moved.
  private var standing: String {
    guard let updates else { return "inference with training as a constant: the pass has no update operations" }
    if updates.isIdle && updates.ran { return "inference, fused: the update operations change nothing" }
    return "update_ops off: the update operations of the pass were left out"
  }

  private func target(of name: VariableName) -> ExplainedFormula {
    switch name {
    case .movingMean where options.renorm: moved(.renormMean) / moved(.renormMeanWeight)
    case .movingVariance where options.renorm:
      .operation(.power, moved(.renormStddev) / moved(.renormStddevWeight), .whole(2)) - epsilonTerm
    case .movingVariance where storedVariance == .sample && mode == .training:
      // n / (n − 1), where a single element counts as two, but where it makes the variance NaN.
      varianceTerm
        * (.whole(count) / .whole(options.conventions?.oneValue == .notANumber ? count - 1 : max(count - 1, 1)))
    case .movingVariance: varianceTerm
    case .renormStddev: .root(varianceTerm + epsilonTerm)
    case .renormMeanWeight, .renormStddevWeight: .whole(1)
    case .movingMean, .renormMean, .gamma, .beta: meanTerm
    }
  }

  private func weight(of name: VariableName, _ updates: Updates) -> ExplainedFormula {
    let isOfRenorm = name != .movingMean && name != .movingVariance
    let momentum = isOfRenorm ? "renorm_momentum" : "momentum"
    let value = isOfRenorm ? options.renormMomentum : options.momentum
    let meaning =
      options.conventions.map(meaning(ofWeightIn:))
      ?? "1 - \(momentum) \(ValueText.text(value)), rounded as TensorFlow does"
    return term(
      "weight", isOfRenorm ? updates.renormWeight ?? .nan : updates.weight,
      mode == .training ? meaning : "0 in inference")
  }

  /// What the weight is in the words of the framework's own argument.
  private func meaning(ofWeightIn conventions: FrameworkConventions) -> String {
    let argument = conventions.momentum
    let stated = "\(argument.name) \(ValueText.text(argument.written(options.momentum)))"
    return argument.sense == .new
      ? "\(stated), which is the share of the new value" : "1 - \(stated), rounded as \(conventions.name) does"
  }

  private func branch(of name: VariableName) -> [String] {
    var reasons =
      mode == .training ? ["training: moved towards the batch"] : ["inference behind a placeholder: moved by 0"]
    switch name {
    case .movingVariance where options.renorm, .movingMean where options.renorm:
      reasons[0] = "renorm: moved towards what renorm's own averages say"
    case .movingVariance where storedVariance == .sample && mode == .training:
      reasons.append("\(options.conventions?.name ?? "fused"): the unbiased variance, n / (n - 1) times the biased one")
    case .movingVariance where mode == .training: reasons.append("\(implementationText): the biased variance")
    default: break
    }
    return reasons
  }
}

/// Renorm's correction.
extension ChannelFacts {
  /// r or d, and how it was before it was clipped.
  func correction(_ correction: Correction, isFactor: Bool, _ subject: String) -> Explanation {
    let (applied, unclipped) =
      isFactor ? (correction.r, correction.unclippedR) : (correction.d, correction.unclippedD)
    let reason = isFactor ? limits(ofR: correction) : limits(ofD: correction)
    guard mode == .training else {
      return Explanation(
        subject: subject, formula: .whole(isFactor ? 1 : 0), result: applied, dtype: dtype,
        branch: ["inference behind a placeholder: renorm is switched to do nothing"])
    }
    var before = Explanation(
      subject: subject, formula: isFactor ? factor : shift, result: unclipped, dtype: dtype,
      branch: ["renorm: \(reason)"])
    guard isClipped(applied, unclipped) else { return before }
    before = Explanation(
      subject: subject + " before clipping", formula: before.formula, result: unclipped, dtype: dtype, branch: [])
    return Explanation(
      subject: subject, formula: limit(applied, reason), result: applied, dtype: dtype, branch: ["renorm: \(reason)"],
      beforehand: [before])
  }

  private func limit(_ value: Double, _ reason: String) -> ExplainedFormula {
    let name = String(reason.split(separator: " ").last ?? "limit")
    return term(name, value, "the limit of renorm_clipping")
  }

  private var stddev: ExplainedFormula { .root(varianceTerm + epsilonTerm) }

  /// Renorm's average of the standard deviation, filled up to full weight with this batch's.
  private var mixedStddev: ExplainedFormula {
    variable(.renormStddev) + (.whole(1) - variable(.renormStddevWeight)) * stddev
  }

  private var factor: ExplainedFormula { stddev / mixedStddev }

  private var shift: ExplainedFormula {
    let mixedMean = variable(.renormMean) + (.whole(1) - variable(.renormMeanWeight)) * meanTerm
    return (meanTerm - mixedMean) / mixedStddev
  }
}
