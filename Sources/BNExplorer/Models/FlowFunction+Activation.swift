import BNCore
import BNFiles

extension FlowFunction {
  /// The function that the engine knows under this name.
  var activation: ActivationFunction {
    switch name {
    case .relu: .relu
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .silu: .silu
    case .gelu: .gelu
    case .softplus: .softplus
    case .mish: .mish
    case .hardSwish: .hardSwish
    case .clippedReLU: .clippedReLU(numbers[0])
    case .leakyReLU: .leakyReLU(slope: numbers[0])
    case .elu: .elu(alpha: numbers[0])
    case .hardSigmoid: .hardSigmoid(slope: numbers[0], offset: numbers[1])
    }
  }
}

extension ModelFlow.Weights.Layout {
  /// The order under the engine's name; `nil` for transposed convolutions, whose means are not predicted.
  var ofKernel: WeightKernel.Layout? {
    switch self {
    case .outputFirst: .outputFirst
    case .outputLast: .outputLast
    case .depthwise: .depthwise
    case .transposedFirst, .transposedLast: nil
    }
  }
}
