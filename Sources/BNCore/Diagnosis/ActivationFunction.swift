/// A function that networks have behind a batch norm, applied to each number by itself.
public enum ActivationFunction: Hashable, Sendable {
  /// x: nothing stands behind the layer.
  case identity
  /// max(x, 0).
  case relu
  /// max(x, 0), and no more than a limit: ReLU6 has 6.
  case clippedReLU(Double)
  /// x above 0, a multiple of x below.
  case leakyReLU(slope: Double)
  /// x above 0, alpha (eˣ − 1) below.
  case elu(alpha: Double)
  /// slope x + offset, kept between 0 and 1.
  case hardSigmoid(slope: Double, offset: Double)
  /// x max(0, min(x + 3, 6)) / 6.
  case hardSwish
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// x / (1 + e⁻ˣ), which is called swish, too.
  case silu
  /// x Φ(x) with the normal distribution's Φ; its usual approximation by tanh is within 0.0005 of it.
  case gelu
  /// ln(1 + eˣ).
  case softplus
  /// x tanh(ln(1 + eˣ)).
  case mish

  /// The function's value.
  public func value(at x: Double) -> Double {
    switch self {
    case .identity: x
    case .relu: max(x, 0)
    case .clippedReLU(let limit): min(max(x, 0), limit)
    case .leakyReLU(let slope): x > 0 ? x : slope * x
    case .elu(let alpha): x > 0 ? x : alpha * (PortableMath.exp(x) - 1)
    case .hardSigmoid(let slope, let offset): min(max(slope * x + offset, 0), 1)
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .sigmoid: Self.logistic(x)
    case .tanh: 2 * Self.logistic(2 * x) - 1
    case .silu: x * Self.logistic(x)
    case .gelu: x * NormalTail.below(x)
    case .softplus: Self.softplus(x)
    case .mish: x * (2 * Self.logistic(2 * Self.softplus(x)) - 1)
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + PortableMath.exp(-x)) }

  private static func softplus(_ x: Double) -> Double {
    max(x, 0) + PortableMath.log(1 + PortableMath.exp(-x.magnitude))
  }
}
