import BNCore
import BNFiles

/// What a framework makes of a batch.
struct FrameworkResult: Equatable, Sendable {
  let name: String
  let version: String
  /// The file of its library that has the layer; "" for the session's own.
  let source: String
  let epsilon: Double
  /// `nil` for a plain average, and for what does not train.
  let shareOfOld: Double?
  /// Its argument as it is written there; `nil` for what does not train.
  let argument: String?
  /// The statistics behind the step, as inference uses them.
  let mean: [Double]
  let variance: [Double]
  /// In the order of the batch's own numbers; `nil` where there is none.
  let output: [Double]?
  let inferenceOutput: [Double]?
  /// What is said where it refuses.
  var error: String?
  /// In what it differs from the session's own, in a few words each.
  var differs: [String] = []
}

extension FrameworkResult {
  /// The result as a JSON object's members.
  var members: [JSONText.Member] {
    let parts: KeyValuePairs<String, JSONText> = [
      "framework": .string(name), "version": .string(version), "epsilon": .double(epsilon),
      "momentum": shareOfOld.map(JSONText.double) ?? .null, "argument": argument.map(JSONText.string) ?? .null,
      "moving_mean": .doubles(mean), "moving_variance": .doubles(variance),
      "output": output.map(JSONText.doubles) ?? .null,
      "inference_output": inferenceOutput.map(JSONText.doubles) ?? .null, "error": error.map(JSONText.string) ?? .null,
      "differs": .array(differs.map(JSONText.string)), "source": .string(source),
    ]
    return parts.map { JSONText.Member(name: $0.key, value: $0.value) }
  }
}
