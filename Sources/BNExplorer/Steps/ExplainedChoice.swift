import BNCore

/// A fork that a pass came to: the ways that there were, and the one that it took.
struct ExplainedChoice: Equatable, Sendable {
  /// What was decided.
  let name: String
  let ways: [String]
  /// The place of the way taken among the ways.
  let taken: Int
}

extension ChannelFacts {
  /// The forks on the way to a quantity.
  func choices(for quantity: Quantity) -> [ExplainedChoice] {
    switch quantity {
    case .y, .evalY, .gradInput, .gradGamma: [pass] + computation + renormChoice + limitsOfR + limitsOfD
    case .gradBeta, .batchMean, .batchVariance: computation
    case .r: [pass] + limitsOfR
    case .d: [pass] + limitsOfD
    default: quantity.variable == nil ? [] : [pass] + implementationChoice + renormChoice + [updateChoice]
    }
  }

  private var pass: ExplainedChoice {
    ExplainedChoice(name: "moments", ways: ["training", "inference"], taken: mode == .training ? 0 : 1)
  }

  private var computation: [ExplainedChoice] {
    implementationChoice + [
      ExplainedChoice(name: "arithmetic", ways: ["fast", "reference"], taken: arithmetic == .fast ? 0 : 1)
    ]
  }

  /// A choice of TensorFlow 1.4, which other frameworks do not have.
  private var implementationChoice: [ExplainedChoice] {
    guard options.conventions == nil else { return [] }
    return [
      ExplainedChoice(name: "implementation", ways: ["fused", "not fused"], taken: implementation.isFused ? 0 : 1)
    ]
  }

  private var renormChoice: [ExplainedChoice] {
    guard options.conventions == nil else { return [] }
    return [ExplainedChoice(name: "renorm", ways: ["off", "on"], taken: options.renorm ? 1 : 0)]
  }

  private var updateChoice: ExplainedChoice {
    let taken = updates.map { $0.ran ? $0.isIdle ? 1 : 0 : 2 } ?? 3
    return ExplainedChoice(name: "update", ways: ["run", "change nothing", "left out", "there are none"], taken: taken)
  }

  private var limitsOfR: [ExplainedChoice] {
    guard let correction, mode == .training else { return [] }
    let clipping = options.renormClipping
    return limits(
      of: "r", [clipping.rmin == nil ? nil : "rmin", "within its limits", clipping.rmax == nil ? nil : "rmax"],
      limits(ofR: correction), isClipped: isClipped(correction.r, correction.unclippedR))
  }

  private var limitsOfD: [ExplainedChoice] {
    guard let correction, mode == .training else { return [] }
    let hasLimit = options.renormClipping.dmax != nil
    return limits(
      of: "d", [hasLimit ? "-dmax" : nil, "within its limits", hasLimit ? "dmax" : nil], limits(ofD: correction),
      isClipped: isClipped(correction.d, correction.unclippedD))
  }

  /// No fork where there is no limit; the reason ends with the limit that it was clipped to.
  private func limits(of name: String, _ ways: [String?], _ reason: String, isClipped: Bool) -> [ExplainedChoice] {
    let ways = ways.compactMap { $0 }
    let way = isClipped ? reason.split(separator: " ").last.map(String.init) : "within its limits"
    guard ways.count > 1, let taken = ways.firstIndex(where: { $0 == way }) else { return [] }
    return [ExplainedChoice(name: name, ways: ways, taken: taken)]
  }
}
