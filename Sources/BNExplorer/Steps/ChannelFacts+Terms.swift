import BNCore

/// The named numbers of the formulas.
extension ChannelFacts {
  func term(_ name: String, _ value: Double, _ meaning: String) -> ExplainedFormula {
    .term(ExplainedTerm(name: name, value: value, dtype: dtype, meaning: meaning))
  }

  /// The mean and the variance that the output was made with, and the root of the variance with epsilon.
  var appliedMeanTerm: ExplainedFormula { applied("mean", appliedMean) }
  var appliedVarianceTerm: ExplainedFormula { applied("variance", appliedVariance) }
  var deviation: ExplainedFormula { .root(appliedVarianceTerm + epsilonTerm) }

  private func applied(_ name: String, _ value: Double) -> ExplainedFormula {
    guard mode == .training else {
      return term("moving_\(name)", value, "moving \(name) of channel \(channel), as the step found it")
    }
    let isUnrounded = arithmetic == .fast && dtype != .float64
    return .term(
      ExplainedTerm(
        name: "batch_\(name)", value: value, dtype: isUnrounded ? .float64 : dtype,
        meaning: meaning(ofBatch: name) + (isUnrounded ? ", before it is rounded to \(dtype.rawValue)" : "")))
  }

  /// The moments as the pass states them, which the moving statistics and renorm see.
  var meanTerm: ExplainedFormula { stated("mean", mean) }
  var varianceTerm: ExplainedFormula { stated("variance", variance) }

  private func stated(_ name: String, _ value: Double) -> ExplainedFormula {
    mode == .training
      ? term("batch_\(name)", value, meaning(ofBatch: name))
      : term("moving_\(name)", value, "moving \(name) of channel \(channel), as the step found it")
  }

  private func meaning(ofBatch name: String) -> String {
    let what = name == "mean" ? "mean" : "biased variance"
    let place = "the \(count) element\(count == 1 ? "" : "s") of channel \(channel)"
    if let replica { return "\(what) of \(place) in replica \(replica.index) of \(replica.count)" }
    guard replicaMoments.isEmpty else {
      return "mean over \(replicaMoments.count) replicas of the \(what) of \(place) in each"
    }
    return "\(what) of \(place)"
  }

  var epsilonTerm: ExplainedFormula {
    let isRaised = options.epsilonInForce(by: implementation, dimensions: dimensions) > options.epsilon
    let raising =
      options.conventions.map { "the least that \($0.name) takes" } ?? "the floor of the fused implementation"
    return term("epsilon", epsilon, isRaised ? raising : "added to the variance")
  }

  /// A variable as the step found it.
  func variable(_ name: VariableName) -> ExplainedFormula {
    let place = name.isScalar ? "" : " of channel \(channel)"
    return term(name.rawValue, before[name] ?? .nan, "\(name.rawValue)\(place), as the step found it")
  }

  /// A variable as this pass's update operations leave it.
  func moved(_ name: VariableName) -> ExplainedFormula {
    term("new_" + name.rawValue, after[name] ?? .nan, "\(name.rawValue) after its own update")
  }

  /// gamma and r, those that there are, as factors behind something.
  func scaled(_ formula: ExplainedFormula) -> ExplainedFormula {
    var result = formula
    if let correction { result = result * rTerm(correction) }
    if let gamma { result = result * gammaTerm(gamma) }
    return result
  }

  func gammaTerm(_ gamma: Double) -> ExplainedFormula { term("gamma", gamma, "factor of channel \(channel)") }
  func betaTerm(_ beta: Double) -> ExplainedFormula { term("beta", beta, "offset of channel \(channel)") }
  func rTerm(_ correction: Correction) -> ExplainedFormula {
    term("r", correction.r, "renorm's factor of channel \(channel)" + clippingNote(correction.r, correction.unclippedR))
  }
  func dTerm(_ correction: Correction) -> ExplainedFormula {
    term("d", correction.d, "renorm's shift of channel \(channel)" + clippingNote(correction.d, correction.unclippedD))
  }

  private func clippingNote(_ applied: Double, _ unclipped: Double) -> String {
    isClipped(applied, unclipped) ? ", clipped from \(dtype.text(unclipped))" : ""
  }

  func isClipped(_ applied: Double, _ unclipped: Double) -> Bool { applied != unclipped && !unclipped.isNaN }
}

/// What decided about the formulas.
extension ChannelFacts {
  /// The branch of a pass's output.
  var branch: [String] {
    let own =
      replica.map { "by the moments of replica \($0.index) of \($0.count) alone" } ?? "by the batch's own moments"
    let moments = mode == .training ? "training: \(own)" : "inference: by the moving statistics"
    return [moments, implementationText] + correctionBranch
  }

  /// Which implementation ran, and in which arithmetic.
  var implementationText: String {
    let choice =
      switch implementation {
      case .fused: "fused"
      case .nonFused(.conventions): "as \(options.conventions?.name ?? "another framework")"
      case .nonFused(let reason): "not fused: \(reason)"
      }
    let arithmetic =
      switch arithmetic {
      case .fast: "arithmetic fast, moments in double precision"
      case .reference: "arithmetic reference, in TensorFlow's order of operations"
      }
    return "\(choice); \(arithmetic)"
  }

  private var correctionBranch: [String] {
    guard let correction else { return [] }
    guard mode == .training else { return ["renorm behind a placeholder: r is 1 and d is 0 in inference"] }
    return ["renorm: \(limits(ofR: correction)), \(limits(ofD: correction))"]
  }

  /// Whether r was clipped, and where.
  func limits(ofR correction: Correction) -> String {
    let clipping = options.renormClipping
    guard isClipped(correction.r, correction.unclippedR) else {
      return clipping.rmax == nil && clipping.rmin == nil ? "r has no limits" : "r is within its limits"
    }
    return "r is clipped to \(correction.r > correction.unclippedR ? lowerName : upperName)"
  }

  /// Whether d was clipped, and where.
  func limits(ofD correction: Correction) -> String {
    guard isClipped(correction.d, correction.unclippedD) else {
      return options.renormClipping.dmax == nil ? "d has no limit" : "d is within its limits"
    }
    return "d is clipped to \(correction.d > correction.unclippedD ? "-dmax" : "dmax")"
  }

  private var lowerName: String {
    // The upper limit wins where it is the lower one of the two.
    if let rmax = options.renormClipping.rmax, let rmin = options.renormClipping.rmin, rmax < rmin { return "rmax" }
    return "rmin"
  }

  private var upperName: String { "rmax" }
}
