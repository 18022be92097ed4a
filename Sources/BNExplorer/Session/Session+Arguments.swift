import BNCore

extension HasExperiment {
  /// An argument as it is set, in double precision; a switch is 1 or 0.
  ///
  /// - Throws: which command sets one that is `none`.
  func argument(_ quantity: Quantity, _ missing: (String) -> CommandError) throws(CommandError) -> ExpressionValue {
    let options = configuration.options
    let limits = options.renormClipping
    func number(_ value: Double?) throws(CommandError) -> ExpressionValue {
      guard let value else { throw missing("it is none, which is no limit; set \(quantity.rawValue) sets one") }
      return ExpressionValue(value, dtype: NumberType.float64.rawValue)
    }
    func count(_ value: Int) -> ExpressionValue {
      ExpressionValue(Double(value), dtype: ExpressionValue.countType)
    }
    switch quantity {
    case .momentum: return try number(options.writtenMomentum)
    case .epsilon: return try number(options.epsilon)
    case .renormMomentum: return try number(options.renormMomentum)
    case .rmax: return try number(limits.rmax)
    case .rmin: return try number(limits.rmin)
    case .dmax: return try number(limits.dmax)
    case .learningRate: return try number(configuration.learningRate)
    case .axis: return count(options.axis)
    case .training: return count(configuration.training ? 1 : 0)
    case .center: return count(options.center ? 1 : 0)
    case .scale: return count(options.scale ? 1 : 0)
    case .renorm: return count(options.renorm ? 1 : 0)
    case .trainable: return count(options.trainable ? 1 : 0)
    case .fused:
      guard let isFused = options.fused else {
        throw missing("it is none, which leaves the choice to TensorFlow; set fused on or off makes it")
      }
      return count(isFused ? 1 : 0)
    default: throw missing("it is no argument")
    }
  }
}
