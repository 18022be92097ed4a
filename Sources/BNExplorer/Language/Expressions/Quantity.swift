import BNCore

/// What a person can look at, by the name that the command language uses.
enum Quantity: String, CaseIterable, Sendable {
  case x
  case y
  case batchMean = "batch_mean"
  case batchVariance = "batch_variance"
  case r
  case d
  case gamma
  case beta
  case movingMean = "moving_mean"
  case movingVariance = "moving_variance"
  case renormMean = "renorm_mean"
  case renormMeanWeight = "renorm_mean_weight"
  case renormStddev = "renorm_stddev"
  case renormStddevWeight = "renorm_stddev_weight"
  case gradInput = "grad_input"
  case gradGamma = "grad_gamma"
  case gradBeta = "grad_beta"
  case loss
  case regularizationLoss = "regularization_loss"
  case evalX = "eval_x"
  case evalY = "eval_y"
  case evalLoss = "eval_loss"
  case populationMean = "population_mean"
  case populationVariance = "population_variance"
  case replicaMean = "replica_mean"
  case replicaVariance = "replica_variance"
  case pooledVariance = "pooled_variance"
  case varianceOfMeans = "variance_of_means"
  case accuracy
  case plainAccuracy = "plain_accuracy"
  case percentiles
  case plainPercentiles = "plain_percentiles"
  case figureStep = "figure_step"
  case step
  case updates
  case channels
  // Arguments, by the names that `set` has for them.
  case momentum
  case epsilon
  case renormMomentum = "renorm_momentum"
  case rmax
  case rmin
  case dmax
  case learningRate = "learning_rate"
  case axis
  case training
  case center
  case scale
  case fused
  case renorm
  case trainable

  /// A few words for completion and help.
  var summary: String {
    switch self {
    case .x: "the batch of the last pass"
    case .y: "its output"
    case .batchMean: "mean of each channel of the last training batch"
    case .batchVariance: "biased variance of each channel of the last training batch"
    case .r: "renorm's factor, as applied"
    case .d: "renorm's shift, as applied"
    case .gamma: "factor of the normalized input"
    case .beta: "offset of the normalized input"
    case .movingMean: "moving average of the batch means"
    case .movingVariance: "moving average of the batch variances"
    case .renormMean: "renorm's moving average of the batch means"
    case .renormMeanWeight: "weight gone into renorm_mean so far"
    case .renormStddev: "renorm's moving average of sqrt(variance + epsilon)"
    case .renormStddevWeight: "weight gone into renorm_stddev so far"
    case .gradInput: "gradient of the last pass's loss by its batch"
    case .gradGamma: "gradient of the last pass's loss by gamma, without regularizers"
    case .gradBeta: "gradient of the last pass's loss by beta, without regularizers"
    case .loss: "the last pass's loss, without regularizers"
    case .evalX: "the last batch of the second pipeline (eval)"
    case .evalY: "its output in inference, after the step's updates"
    case .evalLoss: "its loss, without regularizers"
    case .populationMean: "mean of each channel of all that the source may give"
    case .populationVariance: "biased variance of each channel of all that the source may give"
    case .replicaMean: "mean of each channel in each replica, of the last training batch"
    case .replicaVariance: "biased variance of each channel in each replica"
    case .pooledVariance: "biased variance of each channel over all replicas"
    case .varianceOfMeans: "what the mean of replica_variance lacks of pooled_variance"
    case .regularizationLoss: "sum of the regularization losses"
    case .accuracy: "figure1: share of the test digits the normalized network tells"
    case .plainAccuracy: "figure1: the same of the network without normalization"
    case .percentiles: "figure1: 15th, 50th, 85th of a sigmoid's input, normalized"
    case .plainPercentiles: "figure1: the same without normalization"
    case .figureStep: "figure1: the steps that these are of, every tenth"
    case .step: "passes so far"
    case .updates: "passes whose update operations ran"
    case .channels: "how many channels the layer has"
    case .momentum, .epsilon, .renormMomentum, .rmax, .rmin, .dmax, .learningRate, .axis, .training, .center, .scale,
      .fused, .renorm, .trainable:
      argument.map { "as set: \($0.summary)" } ?? ""
    }
  }

  var variable: VariableName? { VariableName(rawValue: rawValue) }

  /// The argument that it is the present value of, a switch as 1 or 0; `nil` where it is none.
  var argument: Parameter? { self == .loss ? nil : Parameter(rawValue: rawValue) }
}
