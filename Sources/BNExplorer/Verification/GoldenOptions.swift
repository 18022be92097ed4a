import BNCore

extension BatchNormalizationOptions {
  /// The options that a golden file's layer was made with, or `nil` with the name of what is not known here.
  init(_ layer: GoldenCase.Layer, trainingMode: String) throws(UnknownGoldenValue) {
    self.init()
    axis = layer.axis
    momentum = layer.momentum
    epsilon = layer.epsilon
    center = layer.center
    scale = layer.scale
    betaInitializer = try Initializer(layer.betaInitializer)
    gammaInitializer = try Initializer(layer.gammaInitializer)
    movingMeanInitializer = try Initializer(layer.movingMeanInitializer)
    movingVarianceInitializer = try Initializer(layer.movingVarianceInitializer)
    if let regularizer = layer.betaRegularizer { betaRegularizer = try Regularizer(regularizer) }
    if let regularizer = layer.gammaRegularizer { gammaRegularizer = try Regularizer(regularizer) }
    if let constraint = layer.betaConstraint { betaConstraint = try Constraint(constraint) }
    if let constraint = layer.gammaConstraint { gammaConstraint = try Constraint(constraint) }
    renorm = layer.renorm
    renormClipping = RenormClipping(layer.renormClipping ?? [:])
    trainable = layer.trainable ?? true
    renormMomentum = layer.renormMomentum
    fused = layer.fused
    // A constant tensor is resolved while the graph is built, so it acts like a Python bool.
    trainingSwitch = trainingMode == "placeholder" ? .placeholder : .constant
  }
}

/// A kind in a golden file that this program has no counterpart for.
struct UnknownGoldenValue: Error {
  let name: String
}

extension RenormClipping {
  /// The limits that a file gives as numbers; those given step by step come with the steps.
  init(_ values: [String: GoldenCase.ClippingValue]) {
    self.init(
      values.compactMapValues { value in
        if case .number(let number) = value { number } else { nil }
      })
  }
}

extension Initializer {
  fileprivate init(_ golden: GoldenCase.InitializerCase) throws(UnknownGoldenValue) {
    switch (golden.kind, golden.value, golden.values) {
    case ("zeros", _, _): self = .zeros
    case ("ones", _, _): self = .ones
    case ("constant", let value?, _): self = .constant(value)
    case ("values", _, let values?): self = .values(values)
    default: throw UnknownGoldenValue(name: "initializer \(golden.kind)")
    }
  }
}

extension Regularizer {
  fileprivate init(_ golden: GoldenCase.RegularizerCase) throws(UnknownGoldenValue) {
    switch golden.kind {
    case "l1": self = .l1(golden.scale)
    case "l2": self = .l2(golden.scale)
    case "sum": self = .sum(golden.scale)
    default: throw UnknownGoldenValue(name: "regularizer \(golden.kind)")
    }
  }
}

extension Constraint {
  fileprivate init(_ golden: GoldenCase.ConstraintCase) throws(UnknownGoldenValue) {
    switch (golden.kind, golden.maxValue, golden.min, golden.max) {
    case ("non_neg", _, _, _): self = .nonNegative
    case ("max_norm", let maximum?, _, _): self = .maxNorm(maximum)
    case ("unit_norm", _, _, _): self = .unitNorm
    case ("clip", _, let minimum?, let maximum?): self = .clip(minimum: minimum, maximum: maximum)
    case ("divide_by_sum", _, _, _): self = .divideBySum
    default: throw UnknownGoldenValue(name: "constraint \(golden.kind)")
    }
  }
}
