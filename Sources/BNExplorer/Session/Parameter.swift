import BNCore

/// What can be set, by the name of the argument of `tf.layers.batch_normalization` where there is one.
enum Parameter: String, CaseIterable, Sendable {
  case training
  case trainingMode = "training_mode"
  case updateOps = "update_ops"
  case momentum
  case epsilon
  case axis
  case dtype
  case center
  case scale
  case fused
  case renorm
  case renormMomentum = "renorm_momentum"
  case rmax
  case rmin
  case dmax
  case renormClipping = "renorm_clipping"
  case betaInitializer = "beta_initializer"
  case gammaInitializer = "gamma_initializer"
  case movingMeanInitializer = "moving_mean_initializer"
  case movingVarianceInitializer = "moving_variance_initializer"
  case betaRegularizer = "beta_regularizer"
  case gammaRegularizer = "gamma_regularizer"

  /// The parameters of a list on the screen: all but `renorm_clipping`, whose three keys have rows of their own.
  static let listed = allCases.filter { $0 != .renormClipping }

  /// What it is and what it takes, for help and completion.
  var summary: String {
    switch self {
    case .training: "on: normalize by the batch; off: by the moving statistics"
    case .trainingMode: "training as a constant (bool) or a run-time switch (placeholder)"
    case .updateOps: "run the update operations after each pass, or forget them"
    case .momentum: "share of the moving statistics that stays at each update"
    case .epsilon: "added to the variance before its square root"
    case .axis: "the axis of the channels; -1 is the last"
    case .dtype: "the type of batches and variables: float16, float32 or float64"
    case .center: "whether there is a beta"
    case .scale: "whether there is a gamma"
    case .fused: "the fused implementation: on, off, or none for TensorFlow's choice"
    case .renorm: "correct training batches towards the moving statistics"
    case .renormMomentum: "momentum of renorm's own averages"
    case .rmax: "largest r of renorm; none is no limit"
    case .rmin: "smallest r of renorm; none is no limit"
    case .dmax: "largest |d| of renorm; none is no limit"
    case .renormClipping: "all three limits of renorm: rmax=3 rmin=0.3 dmax=5, or none"
    case .betaInitializer: "beta's first values: zeros, ones, constant 2 or [1, 2, 3]"
    case .gammaInitializer: "gamma's first values: zeros, ones, constant 2 or [1, 2, 3]"
    case .movingMeanInitializer: "the moving mean's first values"
    case .movingVarianceInitializer: "the moving variance's first values"
    case .betaRegularizer: "penalty on beta: none, l1 0.1 or l2 0.1; turns fused off"
    case .gammaRegularizer: "penalty on gamma: none, l1 0.1 or l2 0.1; turns fused off"
    }
  }

  /// Whether another value makes other variables, so that the layer is built anew around those that still fit.
  var rebuildsLayer: Bool {
    switch self {
    case .axis, .dtype, .center, .scale, .renorm, .betaInitializer, .gammaInitializer, .movingMeanInitializer,
      .movingVarianceInitializer:
      true
    default: false
    }
  }
}
