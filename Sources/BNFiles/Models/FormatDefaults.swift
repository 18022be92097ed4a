/// What a format defines for the values of a batch norm that its files may leave out.
///
/// Every program that reads the format has to take these, so that they count as the file's own: nothing is assumed.
package struct FormatDefaults: Sendable {
  /// The format's name, as notes give it.
  package let format: String
  package let epsilon: Double
  /// In TensorFlow's sense; `nil` where the format has none.
  package let momentum: Double?
  /// Whether gamma is taken as 1, whatever is stored.
  package let fixesGamma: Bool
  /// Where that is defined.
  package let source: String

  init(_ format: String, epsilon: Double, momentum: Double? = nil, fixesGamma: Bool = false, source: String) {
    self.format = format
    self.epsilon = epsilon
    self.momentum = momentum
    self.fixesGamma = fixesGamma
    self.source = source
  }

  /// What a person should know of a value that was left out.
  func note(_ field: String, _ value: Double) -> String {
    "\(field) is left out in the file; \(format) defines \(value == 0 ? "0" : "\(value)") for that"
  }

  /// All of them, as documentation lists them.
  package static let all = [onnx, mxnet, fusedBatchNorm, coreML, ncnn]

  static let onnx = FormatDefaults(
    "ONNX", epsilon: 1e-5, momentum: 0.9, source: "onnx 1.23, docs/Operators.md, BatchNormalization")

  static let mxnet = FormatDefaults(
    "MXNet", epsilon: 1e-3, momentum: 0.9, fixesGamma: true,
    source: "mxnet 1.9, src/operator/nn/batch_norm-inl.h, BatchNormParam")

  static let fusedBatchNorm = FormatDefaults(
    "TensorFlow", epsilon: 1e-4, source: "tensorflow 2.15, core/ops/nn_ops.cc, FusedBatchNorm")

  static let coreML = FormatDefaults(
    "Core ML", epsilon: 1e-5,
    source: "coremltools 9.0, NeuralNetwork.proto, BatchnormLayerParams; mil/ops/defs/iOS15, batch_norm")

  static let ncnn = FormatDefaults(
    "ncnn", epsilon: 0, source: "ncnn 1.0.20261020, src/layer/batchnorm.cpp")
}
