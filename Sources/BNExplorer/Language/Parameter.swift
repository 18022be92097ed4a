import Platform
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
  case optimizer
  case learningRate = "learning_rate"
  case loss
  case trainable
  case betaInitializer = "beta_initializer"
  case gammaInitializer = "gamma_initializer"
  case movingMeanInitializer = "moving_mean_initializer"
  case movingVarianceInitializer = "moving_variance_initializer"
  case betaRegularizer = "beta_regularizer"
  case gammaRegularizer = "gamma_regularizer"
  case betaConstraint = "beta_constraint"
  case gammaConstraint = "gamma_constraint"
  case name
  case reuse
  case arithmetic
  case threads
  case framework

  /// The parameters of a list on the screen: all but `renorm_clipping`, whose three keys have rows of their own.
  static let listed = allCases.filter { $0 != .renormClipping }

  /// What it is and what it takes, for help and completion.
  var summary: String {
    switch self {
    case .training: "on: normalize by the batch; off: by the moving statistics"
    case .trainingMode: "training as a constant (bool) or a run-time switch (placeholder)"
    case .updateOps: "update operations of a pass: on, off (forgotten) or after (behind the optimizer)"
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
    case .optimizer: "what moves gamma and beta: none, sgd, momentum or adam"
    case .learningRate: "how far the optimizer moves them"
    case .loss: "what it minimizes: none, sum, mse target=0 or upstream FILE"
    case .trainable: "whether the optimizer may move gamma and beta"
    case .betaInitializer: "beta's first values: zeros, ones, constant 2, [1, 2, 3], uniform or normal"
    case .gammaInitializer: "gamma's first values, in the same words"
    case .movingMeanInitializer: "the moving mean's first values"
    case .movingVarianceInitializer: "the moving variance's first values"
    case .betaRegularizer: "penalty on beta: none, l1 0.1, l2 0.1, sum 0.1 or \"0.1*sum(w^4)\"; turns fused off"
    case .gammaRegularizer: "penalty on gamma, in the same words; turns fused off"
    case .betaConstraint: "beta after each move: none, non_neg, max_norm 2, unit_norm, clip 0.5 2 or divide_by_sum"
    case .gammaConstraint: "gamma after each move, in the same words"
    case .name: "the scope of the variables; another name has its own, and these are kept"
    case .reuse: "a name's variables: none refuses them, on needs them, auto takes or makes"
    case .arithmetic: "fast: closer to the exact result; reference: in TensorFlow's own order"
    case .threads: "the most threads for a large batch; none for as many as there are processors"
    case .framework: "whose epsilon, momentum and stored variance the layer has: tensorflow-1.4, torch, keras3 ..."
    }
  }

  /// Whether it decides what an optimizer moves.
  var isAboutTraining: Bool {
    switch self {
    case .optimizer, .loss, .trainable, .betaRegularizer, .gammaRegularizer: true
    default: false
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
