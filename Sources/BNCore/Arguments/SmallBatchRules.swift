/// What a training step does with one value a channel.
public enum OneValueRule: Sendable, Equatable {
  /// A variance of 0, as the formulas have it: the output is beta.
  case beta
  /// It is refused, and nothing moves but a counter of steps, where there is one.
  case error(String)
  /// The input comes back, and nothing moves.
  case input
  /// It is refused after the mean has moved.
  case errorBehindMean(String)
  /// As ``beta``, but the variance that is stored is divided by n − 1, which is 0: it is NaN from then on.
  case notANumber
}

/// What a training step does with no values at all.
public enum EmptyBatchRule: Sendable, Equatable {
  /// Mean and variance become NaN, for good.
  case notANumber
  /// The statistics are kept.
  case keep
  /// It is refused, and so it is in inference.
  case error(String)
  /// As though mean and variance were 0.
  case zero
}
