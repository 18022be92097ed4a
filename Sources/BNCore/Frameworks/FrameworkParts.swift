/// What a framework stores and uses, beyond one moving average of each moment.
public enum AverageKind: Sendable, Equatable {
  /// One moving average of each, used as stored.
  case plain
  /// A hidden average from 0 and a public one: the hidden one divided by the share that is not the start's.
  case hiddenAndAverage
  /// The first batch's moments outright, then a moving average, by which training normalizes, too.
  case firstOutright
  /// The moving average is stored and divided at use by the share that is not the start's, for the mean and the variance.
  case dividedAtUse
  /// The mean is kept as ``hiddenAndAverage``, the variance as ``plain``.
  case dividedMean
  /// No training: statistics are given.
  case given
}

/// What a framework does with masked rows.
public enum MaskRule: Sendable, Equatable {
  /// It has no mask.
  case none
  /// Moments of the kept rows, in two passes whatever is done without a mask; where none is kept mean and variance are 0.
  case zero
  /// Moments of the kept rows; where none is kept everything is NaN, for good.
  case notANumber
}
