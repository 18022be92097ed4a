/// An operation of TensorFlow that is a batch norm as a whole: which inputs it has, and what it is told.
///
/// Source: the definitions in nn_ops.cc of TensorFlow 2.15, with their defaults, and array_ops.cc of 1.15.
struct FusedNode {
  let name: String
  let gamma: String?
  let beta: String
  let mean: String
  let variance: String
  /// `nil` where it is left out, as SavedModels leave out what is usual.
  private let statedEpsilon: Double?
  let isTraining: Bool
  /// `nil` where the operation has no order of dimensions.
  let axis: Int?
  /// The share of the old value that an operation in training keeps by itself; `nil` where it keeps none.
  let momentum: Double?

  /// Takes an operation; `nil` where it is another one.
  init?(_ operation: TensorFlowGraph.Operation) {
    let values = operation.values
    name = operation.name
    switch operation.type {
    case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "_FusedBatchNormEx":
      guard operation.inputs.count >= 5 else { return nil }
      (gamma, beta) = (operation.inputs[1], operation.inputs[2])
      (mean, variance) = (operation.inputs[3], operation.inputs[4])
      isTraining = values["is_training"]?.flag ?? true
      statedEpsilon = values["epsilon"]?.number
      axis = Self.axis(values["data_format"]?.text ?? "NHWC")
      momentum = values["exponential_avg_factor"]?.number.flatMap { $0 < 1 ? 1 - $0 : nil }
    case "_FusedConv2D":
      guard values["fused_ops"]?.texts.contains("FusedBatchNorm") == true, operation.inputs.count >= 6 else {
        return nil
      }
      (gamma, beta) = (operation.inputs[2], operation.inputs[3])
      (mean, variance) = (operation.inputs[4], operation.inputs[5])
      isTraining = false
      statedEpsilon = values["epsilon"]?.number
      axis = Self.axis(values["data_format"]?.text ?? "NHWC")
      momentum = nil
    case "BatchNormWithGlobalNormalization":
      guard operation.inputs.count >= 5, let told = values["variance_epsilon"]?.number else { return nil }
      (mean, variance, beta) = (operation.inputs[1], operation.inputs[2], operation.inputs[3])
      gamma = values["scale_after_normalization"]?.flag == false ? nil : operation.inputs[4]
      isTraining = false
      statedEpsilon = told
      axis = 3
      momentum = nil
    default: return nil
    }
  }

  var epsilon: Double { statedEpsilon ?? FormatDefaults.fusedBatchNorm.epsilon }

  /// What is to be said of what was left out.
  var notes: [String] {
    statedEpsilon == nil ? [FormatDefaults.fusedBatchNorm.note("epsilon", FormatDefaults.fusedBatchNorm.epsilon)] : []
  }

  /// The place of the channels in an order of dimensions such as NHWC.
  private static func axis(_ format: String) -> Int? {
    format.firstIndex(of: "C").map { format.distance(from: format.startIndex, to: $0) }
  }
}
