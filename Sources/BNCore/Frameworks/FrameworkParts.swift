/// The argument with which a framework weighs old against new.
public struct MomentumArgument: Sendable, Equatable {
  /// What it is called.
  public var name: String
  /// Which share it states.
  public var sense: Sense
  /// The share of the old value that is usual; `nil` for the plain average of all batches.
  public var shareOfOld: Double?

  /// Which share a framework's argument states.
  public enum Sense: Sendable, Equatable {
    /// The share of the old value, as in TensorFlow.
    case old
    /// The share of the new value, as in PyTorch.
    case new
  }

  /// A share of the old value as the framework's own argument states it; `nil` for the plain average.
  public func written(_ share: Double?) -> Double? {
    guard let share else { return nil }
    guard sense == .new else { return share }
    // 1 - 0.9 is not 0.1 to the bit: what a person would write is the shortest number that means the share.
    let new = 1 - share
    let short = (new * 1e12).rounded() / 1e12
    return short == 0 ? new : short
  }
}

/// Which variance of a batch a framework stores.
public enum VarianceBias: Sendable, Equatable {
  /// The sum of squares divided by n.
  case population
  /// The sum of squares divided by n − 1; by 1 for a single value.
  case sample
}

/// How the share of the new value is rounded.
public enum NewShare: Sendable, Equatable {
  /// 1 − share in double precision.
  case double
  /// 1 − share of two float32 numbers: 0.0099999905 for 0.99, 0.00099998713 for 0.999.
  case float32

  /// The share of the new value for a share of the old one.
  public func value(_ shareOfOld: Double) -> Double {
    switch self {
    case .double: 1 - shareOfOld
    case .float32: Double(Float(1) - Float(shareOfOld))
    }
  }
}

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

/// In which form a framework normalizes, as a variance of 0 without epsilon tells for an input beside the mean.
public enum OutputForm: Sendable, Equatable {
  /// x · s + (beta − mean · s): NaN.
  case folded
  /// (x − mean) · s + beta: infinite.
  case centred
}

/// What a framework allows epsilon to be.
public enum EpsilonRule: Sendable, Equatable {
  /// Any number.
  case any
  /// What is less is raised to this.
  case atLeast(Double)
  /// 0 is refused.
  case positive(String)
  /// Any number; a deviation of 0 becomes this.
  case deviation(Double)

  /// The epsilon in force.
  public func inForce(_ epsilon: Double) -> Double {
    guard case .atLeast(let least) = self else { return epsilon }
    return max(epsilon, least)
  }
}

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
