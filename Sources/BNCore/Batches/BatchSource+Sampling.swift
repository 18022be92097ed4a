extension BatchSource {
  /// How the numbers of each channel are drawn; `nil` where that changes from batch to batch, or they depend on each other.
  public func sampling(_ layout: AxisLayout) -> Sampling? {
    switch self {
    case .literal: return .same
    // Examples come without being put back, and the elements of one depend on each other.
    case .examples(let set): return set.batchesPerEpoch == 1 && set.exampleCount == set.batchSize ? .same : nil
    case .generated(let spec):
      // The moments of a batch that comes again and again are not those of what it was drawn from.
      guard spec.drift.numbers.allSatisfy({ $0 == 0 }), !spec.fixed || spec.kind.isRegular else { return nil }
      guard layout.axis == spec.axis || spec.kind.isAlikeEverywhere else { return nil }
      return spec.kind.sampling
    }
  }
}

extension GeneratorSpec.Kind {
  /// Whether nothing about it is random.
  fileprivate var isRegular: Bool {
    switch self {
    case .constant, .ramp: true
    case .normal, .uniform, .lognormal, .bimodal, .outliers, .classes: false
    }
  }

  /// Whether all elements are drawn alike, whatever their channel.
  fileprivate var isAlikeEverywhere: Bool {
    let parameters: [ChannelValue] =
      switch self {
      case .normal(let a, let b), .uniform(let a, let b), .lognormal(let a, let b), .outliers(let a, let b, _, _):
        [a, b]
      case .bimodal(_, let std): [std]
      case .constant(let value): [value]
      case .ramp, .classes: [.each([])]
      }
    return parameters.allSatisfy { if case .all = $0 { true } else { false } }
  }

  fileprivate var sampling: Sampling? {
    switch self {
    case .normal: .independent(excessKurtosis: 0)
    case .uniform: .independent(excessKurtosis: -1.2)
    case .lognormal, .bimodal, .outliers: .independent(excessKurtosis: nil)
    case .constant, .ramp: .same
    case .classes: nil
    }
  }
}
