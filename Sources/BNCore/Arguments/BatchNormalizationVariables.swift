/// The names of a layer's variables, in the order in which TensorFlow creates them.
public enum VariableName: String, Sendable, CaseIterable {
  /// The factor of the normalized input.
  case gamma
  /// The offset of the normalized input.
  case beta
  /// The moving average of the batch means.
  case movingMean = "moving_mean"
  /// The moving average of the batch variances.
  case movingVariance = "moving_variance"
  /// Renorm's moving average of the batch means, not divided by its weight.
  case renormMean = "renorm_mean"
  /// The weight that has gone into ``renormMean`` so far: 1 − renorm_momentum^steps.
  case renormMeanWeight = "renorm_mean_weight"
  /// Renorm's moving average of √(variance + epsilon), not divided by its weight.
  case renormStddev = "renorm_stddev"
  /// The weight that has gone into ``renormStddev`` so far.
  case renormStddevWeight = "renorm_stddev_weight"

  /// Whether the variable is one number for the whole layer instead of one a channel.
  public var isScalar: Bool { self == .renormMeanWeight || self == .renormStddevWeight }
}

/// The variables that renorm adds to a layer.
///
/// They start at 0 whatever the initializers say.
public struct RenormVariables<Scalar: TensorScalar>: Sendable, Equatable {
  /// See ``VariableName/renormMean``.
  public var mean: [Scalar]
  /// See ``VariableName/renormMeanWeight``.
  public var meanWeight: Scalar = 0
  /// See ``VariableName/renormStddev``.
  public var stddev: [Scalar]
  /// See ``VariableName/renormStddevWeight``.
  public var stddevWeight: Scalar = 0

  init(channels: Int) {
    mean = Array(repeating: 0, count: channels)
    stddev = mean
  }
}

/// A layer's variables: one value a channel, except renorm's two weights.
///
/// What the options leave out is absent: no gamma without `scale`, no beta without `center`, no renorm variables without
/// `renorm`.
public struct BatchNormalizationVariables<Scalar: TensorScalar>: Sendable, Equatable {
  /// See ``VariableName/gamma``.
  public var gamma: [Scalar]?
  /// See ``VariableName/beta``.
  public var beta: [Scalar]?
  /// See ``VariableName/movingMean``.
  public var movingMean: [Scalar]
  /// See ``VariableName/movingVariance``.
  public var movingVariance: [Scalar]
  /// Renorm's own variables.
  public var renorm: RenormVariables<Scalar>?

  /// Makes the variables that the options ask for, from their initializers.
  ///
  /// - Parameters:
  ///   - options: decides which variables there are and what they hold.
  ///   - channels: the extent of the channel axis.
  /// - Throws: ``BatchNormalizationError`` when an initializer does not fit, or a regularizer has a negative scale.
  public init(options: BatchNormalizationOptions, channels: Int) throws(BatchNormalizationError) {
    // Before anything else, and also for a variable that there won't be: in TensorFlow making the regularizer fails.
    try options.betaRegularizer?.validate()
    try options.gammaRegularizer?.validate()
    gamma = options.scale ? try options.gammaInitializer.values(channels: channels) : nil
    beta = options.center ? try options.betaInitializer.values(channels: channels) : nil
    movingMean = try options.movingMeanInitializer.values(channels: channels)
    movingVariance = try options.movingVarianceInitializer.values(channels: channels)
    renorm = options.renorm ? RenormVariables(channels: channels) : nil
  }

  /// How many channels the layer has.
  public var channels: Int { movingMean.count }

  /// The names of the variables there are, in TensorFlow's order.
  public var names: [VariableName] { VariableName.allCases.filter { self[$0] != nil } }

  /// A variable's values by name: one a channel, or a single one for renorm's weights; `nil` if there is none.
  ///
  /// Assigning to a variable that the layer does not have changes nothing; assigning another number of values is a
  /// programming error.
  public subscript(name: VariableName) -> [Scalar]? {
    get {
      switch name {
      case .gamma: gamma
      case .beta: beta
      case .movingMean: movingMean
      case .movingVariance: movingVariance
      case .renormMean: renorm?.mean
      case .renormMeanWeight: renorm.map { [$0.meanWeight] }
      case .renormStddev: renorm?.stddev
      case .renormStddevWeight: renorm.map { [$0.stddevWeight] }
      }
    }
    set {
      guard let newValue, let old = self[name] else { return }
      precondition(newValue.count == old.count, "\(name.rawValue) keeps its number of values")
      switch name {
      case .gamma: gamma = newValue
      case .beta: beta = newValue
      case .movingMean: movingMean = newValue
      case .movingVariance: movingVariance = newValue
      case .renormMean: renorm?.mean = newValue
      case .renormMeanWeight: renorm?.meanWeight = newValue[0]
      case .renormStddev: renorm?.stddev = newValue
      case .renormStddevWeight: renorm?.stddevWeight = newValue[0]
      }
    }
  }
}
