/// What an output may have been normalized by.
public enum NormalizingStatistics: Sendable, Equatable {
  /// The batch's own mean, and its variance divided by n or by n − 1.
  case batch(VarianceBias)
  /// The batch's own mean and variance as float32 sums of a certain order make them, where that shows.
  case sums(VarianceFormula, SumOrder)
  /// The batch's own, of all rows, though a mask keeps some of them out.
  case unmaskedBatch
  /// The batch's own mean, and the mean of its squares without the squared mean taken off.
  case meanOfSquares
  /// The batch's variance alone: no mean is taken off.
  case uncentredBatch
  /// The statistics that the layer has.
  case given
  /// The same, each in the other's place.
  case swapped
  /// The layer's variance alone: no mean is taken off.
  case uncentredGiven
  /// The batch's mean and the layer's variance.
  case givenVariance
  /// The layer's mean and the batch's variance.
  case givenMean
  /// A mean of 0 and a variance of 1, which a new layer has.
  case initial

  /// Whether they come from the batch, from the layer, or from both.
  public var mode: NormalizationMode {
    switch self {
    case .batch, .sums, .unmaskedBatch, .meanOfSquares, .uncentredBatch: .training
    case .given, .swapped, .uncentredGiven, .initial: .inference
    case .givenVariance, .givenMean: .mixed
    }
  }

  /// How far it is from what a layer should do.
  var departures: Int {
    switch self {
    case .batch(.population), .sums, .given: 0
    default: 1
    }
  }
}

/// Whose statistics an output was normalized by.
public enum NormalizationMode: String, Sendable, CaseIterable {
  /// The batch's.
  case training
  /// The layer's.
  case inference
  /// One of the batch's moments and one of the layer's.
  case mixed
}

/// How a variance and epsilon become what is divided by.
public enum DeviationForm: String, Sendable, CaseIterable {
  /// √(variance + epsilon).
  case root
  /// √variance + epsilon.
  case epsilonOutside = "epsilon_outside"
  /// variance + epsilon, without a root.
  case noRoot = "no_root"

  /// The epsilon that leads to a factor.
  func epsilon(factor: Double, variance: Double) -> Double {
    switch self {
    case .root: 1 / (factor * factor) - variance
    case .epsilonOutside: 1 / factor - variance.squareRoot()
    case .noRoot: 1 / factor - variance
    }
  }

  /// The factor of an epsilon.
  func factor(variance: Double, epsilon: Double) -> Double {
    switch self {
    case .root: 1 / (variance + epsilon).squareRoot()
    case .epsilonOutside: 1 / (variance.squareRoot() + epsilon)
    case .noRoot: 1 / (variance + epsilon)
    }
  }

  /// How far epsilon is off for a variance that is.
  func epsilonError(variance: Double, error: Double) -> Double {
    guard self == .epsilonOutside, error > 0 else { return error }
    return (variance + error).squareRoot() - max(0, variance - error).squareRoot()
  }
}

/// What became of a scale or a shift.
public enum ParameterUse: String, Sendable {
  /// Nothing is known of one: 1 or 0.
  case unknown
  /// It is in the result.
  case applied
  /// It is known, and not in the result.
  case leftOut = "left_out"
  /// The other one is in its place.
  case exchanged
}
