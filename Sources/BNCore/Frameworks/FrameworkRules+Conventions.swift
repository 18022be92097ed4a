extension FrameworkRules {
  /// What a layer that follows the framework does; `nil` where there is something that it does not follow.
  ///
  /// A layer that has them, with the framework's epsilon and momentum, comes to what ``FrameworkLayer`` comes to, but for the
  /// order and the roundings of sums.
  public var conventions: FrameworkConventions? {
    guard obstacle == nil else { return nil }
    return FrameworkConventions(
      name: name, momentum: momentum, bias: bias, newShare: newShare, epsilonRule: epsilonRule, form: form,
      oneValue: oneValue, emptyBatch: emptyBatch)
  }

  /// What a layer does not follow.
  public enum Obstacle: Sendable, Equatable {
    /// It stores or uses something else than one moving average of each moment.
    case averages(AverageKind)
    /// It averages all batches alike, so that no batch has a share of its own.
    case plainAverage
    /// It refuses every training step, in these words.
    case refusesTraining(String)
  }

  /// Why a layer does not follow the framework; `nil` where it does.
  public var obstacle: Obstacle? {
    if kind != .plain { return .averages(kind) }
    if let refusal { return .refusesTraining(refusal) }
    return momentum.shareOfOld == nil ? .plainAverage : nil
  }
}
