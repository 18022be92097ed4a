/// What TensorFlow 1.4 says when the fused implementation is built for another type than float32, its own.
///
/// float16 has an operation of its own, which takes float16 for the batch and float32 for all else. A layer's variables have
/// its input's type, so that the first of them is refused; in the place of those that it lacks it has float32 constants. With
/// neither gamma nor beta the moving mean is the first in inference. Training gets as far as the moving averages.
///
/// - Parameters:
///   - type: the type's name.
///   - options: the layer's arguments.
///   - trains: whether the layer trains; `nil` where a placeholder says so, and both are built.
/// - Returns: the message of a TypeError; `nil` for float32.
func fusedTypeRefusal(of type: String, _ options: BatchNormalizationOptions, trains: Bool?) -> String? {
  func notAllowed(_ parameter: String) -> String {
    "Value passed to parameter '\(parameter)' has DataType \(type) not in list of allowed values: float32"
  }
  func differs(_ parameter: String) -> String {
    inputTypeDiffers(parameter, of: "FusedBatchNormV2", type, expected: "float32", as: "scale")
  }
  switch type {
  case "float32": return nil
  case "float16" where options.scale: return notAllowed("scale")
  case "float16" where options.center: return differs("offset")
  case "float16" where trains == true: return inputTypeDiffers("y", of: "Sub", "float32", expected: type, as: "x")
  case "float16": return differs("mean")
  default: return notAllowed("x")
  }
}

/// TensorFlow's words about an input that is to have the type of an earlier one, and has another.
func inputTypeDiffers(
  _ parameter: String, of operation: String, _ type: String, expected: String, as other: String
) -> String {
  "Input '\(parameter)' of '\(operation)' Op has type \(type) that does not match type \(expected) of argument '\(other)'."
}
