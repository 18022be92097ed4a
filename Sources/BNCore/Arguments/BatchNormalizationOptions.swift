/// How the layer learns whether it trains, which decides how momentum is rounded and whether inference has updates.
public enum TrainingSwitch: String, Sendable, CaseIterable {
  /// `training` is a Python bool or a constant tensor: 1 − momentum is taken in double precision, and inference
  /// leaves no updates.
  case constant = "bool"
  /// `training` is a placeholder: 1 − momentum is taken in float32 (non-fused), and inference leaves updates that
  /// change nothing as long as everything is finite.
  case placeholder
}

/// Whether a pass trains or infers.
public enum Mode: String, Sendable, CaseIterable {
  /// Normalizes by the batch's own moments.
  case training
  /// Normalizes by the moving statistics.
  case inference
}

/// The arguments of `tf.layers.batch_normalization` that shape a layer and its passes, with TensorFlow's names and
/// defaults.
public struct BatchNormalizationOptions: Sendable, Equatable {
  /// The axis of the channels, usually the last; a negative one counts from the end.
  public var axis = -1
  /// How much of a moving statistic stays at each update: v ← v − (v − new) · (1 − momentum).
  ///
  /// PyTorch's momentum is 1 − this one.
  public var momentum = 0.99
  /// Added to the variance before its square root.
  ///
  /// The fused path uses at least 1.001e-5.
  public var epsilon = 1e-3
  /// Whether there is a beta, added to the normalized input.
  public var center = true
  /// Whether there is a gamma, multiplied with the normalized input.
  public var scale = true
  /// Beta's first values.
  public var betaInitializer = Initializer.zeros
  /// Gamma's first values.
  public var gammaInitializer = Initializer.ones
  /// The moving mean's first values.
  public var movingMeanInitializer = Initializer.zeros
  /// The moving variance's first values.
  public var movingVarianceInitializer = Initializer.ones
  /// A penalty on beta; turns the fused path off.
  public var betaRegularizer: Regularizer?
  /// A penalty on gamma; turns the fused path off.
  public var gammaRegularizer: Regularizer?
  /// A projection of beta after each optimizer update.
  public var betaConstraint: Constraint?
  /// A projection of gamma after each optimizer update.
  public var gammaConstraint: Constraint?
  /// Whether an optimizer may change gamma and beta; nothing else depends on it.
  ///
  /// Off, gamma and beta are not in `tf.GraphKeys.TRAINABLE_VARIABLES`; training still normalizes by the batch, and its
  /// update operations still exist.
  public var trainable = true
  /// Whether training corrects its output towards the moving statistics (batch renormalization, arXiv 1702.03275).
  public var renorm = false
  /// The limits of renorm's r and d.
  public var renormClipping = RenormClipping()
  /// The momentum of renorm's own moving statistics.
  public var renormMomentum = 0.99
  /// Whether the fused implementation may run; `nil` means the same as true.
  public var fused: Bool?
  /// How `training` is given.
  public var trainingSwitch = TrainingSwitch.constant
  /// Whether to compute fast and exactly, or in TensorFlow's order of operations.
  public var arithmetic = Arithmetic.fast
  /// The most threads that fast arithmetic shares a large batch out among; `nil` for as many as there are processors.
  ///
  /// The result has the same bits with any number.
  public var threads: Int?
  /// What the layer does as another framework does it; `nil` is TensorFlow r1.4, which has none of its own.
  ///
  /// ``fused`` and ``trainingSwitch``, which are TensorFlow's, then decide nothing.
  public var conventions: FrameworkConventions?

  /// Makes TensorFlow's defaults.
  public init() {}

  /// Makes a layer's arguments, in TensorFlow's order and with its defaults; see the properties.
  public init(
    axis: Int = -1,
    momentum: Double = 0.99,
    epsilon: Double = 1e-3,
    center: Bool = true,
    scale: Bool = true,
    betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros,
    movingVarianceInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil,
    trainable: Bool = true,
    renorm: Bool = false,
    renormClipping: RenormClipping? = nil,
    renormMomentum: Double = 0.99,
    fused: Bool? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    self.trainable = trainable
    self.renorm = renorm
    self.renormClipping = renormClipping ?? RenormClipping()
    self.renormMomentum = renormMomentum
    self.fused = fused
  }
}
