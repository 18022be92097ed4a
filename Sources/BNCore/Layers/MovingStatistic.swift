/// What a layer keeps for inference.
public enum MovingStatistic: Sendable, Hashable, CaseIterable {
  /// See ``VariableName/movingMean``.
  case mean
  /// See ``VariableName/movingVariance``.
  case variance
}
