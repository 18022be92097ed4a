/// What the implementation of a pass, or another framework whose conventions the layer has, decides about its numbers.
extension BatchNormalizationOptions {
  /// Which variance of a training batch the update operations store.
  ///
  /// - Parameters:
  ///   - implementation: the one that runs.
  ///   - dimensions: how many the batch has.
  /// - Returns: the variance, divided by n or by n − 1.
  public func storedVariance(by implementation: FusedChoice, dimensions: Int) -> VarianceBias {
    conventions?.bias[dimensions: dimensions] ?? (implementation.isFused ? .sample : .population)
  }

  /// What is added to the variance.
  ///
  /// - Parameters:
  ///   - implementation: the one that runs.
  ///   - dimensions: how many the batch has.
  /// - Returns: epsilon, or the least that is taken where it is below that.
  public func epsilonInForce(by implementation: FusedChoice, dimensions: Int) -> Double {
    let rule = conventions?.epsilonRule[dimensions: dimensions] ?? implementation.epsilonRule
    return rule.inForce(epsilon)
  }

  /// How the layer learns whether it trains; in other frameworks by a plain argument.
  var switchInForce: TrainingSwitch { conventions == nil ? trainingSwitch : .constant }

  /// In which form the reference writes the output.
  func form(of implementation: FusedChoice, dimensions: Int) -> NormalizeForm {
    guard let conventions else { return implementation.isFused ? .centred : .folded }
    return conventions.form[dimensions: dimensions] == .centred ? .centred : .folded
  }
}

extension FusedChoice {
  fileprivate var epsilonRule: EpsilonRule { isFused ? .atLeast(Self.epsilonFloor) : .any }
}
