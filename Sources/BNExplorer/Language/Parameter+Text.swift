import BNCore

extension Parameter {
  /// The present value in the words that `set` reads back.
  func text(in configuration: Configuration) -> String {
    let options = configuration.options
    return switch self {
    case .training: ValueText.text(configuration.training)
    case .trainingMode: options.trainingSwitch.rawValue
    case .updateOps: configuration.updateOps.rawValue
    case .momentum: ValueText.text(options.writtenMomentum)
    case .epsilon: ValueText.text(options.epsilon)
    case .axis: "\(options.axis)"
    case .dtype: configuration.dtype.rawValue
    case .center: ValueText.text(options.center)
    case .scale: ValueText.text(options.scale)
    case .fused: options.fused.map(ValueText.text) ?? "none"
    case .renorm: ValueText.text(options.renorm)
    case .renormMomentum: ValueText.text(options.renormMomentum)
    case .rmax: Self.text(options.renormClipping.rmax)
    case .rmin: Self.text(options.renormClipping.rmin)
    case .dmax: Self.text(options.renormClipping.dmax)
    case .renormClipping: options.renormClipping.text
    case .optimizer: configuration.optimizer.text
    case .learningRate: ValueText.text(configuration.learningRate)
    case .loss: configuration.loss.text
    case .trainable: ValueText.text(options.trainable)
    case .betaInitializer: options.betaInitializer.text
    case .gammaInitializer: options.gammaInitializer.text
    case .movingMeanInitializer: options.movingMeanInitializer.text
    case .movingVarianceInitializer: options.movingVarianceInitializer.text
    case .betaRegularizer: options.betaRegularizer?.text ?? "none"
    case .gammaRegularizer: options.gammaRegularizer?.text ?? "none"
    case .betaConstraint: options.betaConstraint?.text ?? "none"
    case .gammaConstraint: options.gammaConstraint?.text ?? "none"
    case .name: configuration.name
    case .reuse: configuration.reuse.text
    case .arithmetic: options.arithmetic.rawValue
    case .threads: options.threads.map(String.init) ?? "none"
    case .framework: configuration.framework.name
    }
  }

  private static func text(_ limit: Double?) -> String { limit.map(ValueText.text) ?? "none" }
}
