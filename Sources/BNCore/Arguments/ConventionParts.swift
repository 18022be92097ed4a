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
