import BNCore

extension Parameter {
  /// The present value in the words that `set` reads back.
  func text(in configuration: Configuration) -> String {
    let options = configuration.options
    return switch self {
    case .training: ValueText.text(configuration.training)
    case .trainingMode: options.trainingSwitch.rawValue
    case .updateOps: ValueText.text(configuration.updateOps)
    case .momentum: ValueText.text(options.momentum)
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
    case .renormClipping: Self.text(options.renormClipping)
    case .betaInitializer: Self.text(options.betaInitializer)
    case .gammaInitializer: Self.text(options.gammaInitializer)
    case .movingMeanInitializer: Self.text(options.movingMeanInitializer)
    case .movingVarianceInitializer: Self.text(options.movingVarianceInitializer)
    case .betaRegularizer: Self.text(options.betaRegularizer)
    case .gammaRegularizer: Self.text(options.gammaRegularizer)
    }
  }

  private static func text(_ limit: Double?) -> String { limit.map(ValueText.text) ?? "none" }

  private static func text(_ clipping: RenormClipping) -> String {
    let limits = [("rmax", clipping.rmax), ("rmin", clipping.rmin), ("dmax", clipping.dmax)]
    let words = limits.compactMap { name, limit in limit.map { "\(name)=\(ValueText.text($0))" } }
    return words.isEmpty ? "none" : words.joined(separator: " ")
  }

  private static func text(_ initializer: Initializer) -> String {
    switch initializer {
    case .zeros: "zeros"
    case .ones: "ones"
    case .constant(let value): "constant \(ValueText.text(value))"
    case .values(let values): ValueText.text(values)
    case .randomUniform(let low, let high, let seed):
      "random_uniform \(ValueText.text(low)) \(ValueText.text(high)) seed=\(seed)"
    case .randomNormal(let mean, let std, let seed):
      "random_normal \(ValueText.text(mean)) \(ValueText.text(std)) seed=\(seed)"
    case .custom(let custom): custom.name
    }
  }

  private static func text(_ regularizer: Regularizer?) -> String {
    switch regularizer {
    case nil: "none"
    case .l1(let scale): "l1 \(ValueText.text(scale))"
    case .l2(let scale): "l2 \(ValueText.text(scale))"
    case .sum(let scale): "sum \(ValueText.text(scale))"
    case .custom(let custom): custom.name
    }
  }
}
