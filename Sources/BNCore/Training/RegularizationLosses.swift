extension BatchNormalization {
  /// The penalties of gamma and beta as they stand, gamma's first, only those that exist
  /// (`tf.GraphKeys.REGULARIZATION_LOSSES`).
  public var regularizationLosses: [Scalar] {
    var losses: [Scalar] = []
    if let gamma = trainedGamma, let regularizer = options.gammaRegularizer, regularizer.hasLoss {
      losses.append(regularizer.loss(gamma))
    }
    if let beta = trainedBeta, let regularizer = options.betaRegularizer, regularizer.hasLoss {
      losses.append(regularizer.loss(beta))
    }
    return losses
  }

  /// The derivatives of the regularization losses; `nil` where a variable has no loss.
  var regularizationGradients: (gamma: [Scalar]?, beta: [Scalar]?) {
    func gradient(_ values: [Scalar]?, _ regularizer: Regularizer?) -> [Scalar]? {
      guard let values, let regularizer, regularizer.hasLoss else { return nil }
      return regularizer.gradient(values)
    }
    return (gradient(trainedGamma, options.gammaRegularizer), gradient(trainedBeta, options.betaRegularizer))
  }

  /// Gamma if this layer uses it: around shared variables it may leave one aside.
  private var trainedGamma: [Scalar]? { options.scale ? variables.gamma : nil }

  /// Beta if this layer uses it.
  private var trainedBeta: [Scalar]? { options.center ? variables.beta : nil }
}
