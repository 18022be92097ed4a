extension Trap {
  /// By the programs that turn one format into another.
  static let exporters = coreML + onnx + others

  private static let coreML = [
    Trap(
      "Core ML", "half precision by default",
      stored:
        "constants of float16, epsilon too: 1e-5 is 1.001358e-05. One that float16 does not hold leaves its "
        + "layer float32",
      printed: "what is stored", source: "coremltools 9.0, converters/mil/mil/passes/defs/quantization.py"),
    Trap(
      "Core ML", "constants in two places",
      stored: "small ones in the program itself, others in `weight.bin` of the package",
      printed: "either", source: "coremltools 9.0, converters/mil/backend/mil/load.py"),
    Trap(
      "Core ML", "rounded single precision",
      stored: "a `.mlmodel` has fields of float32, whose numbers were rounded to float16 before",
      printed: "what is stored", source: "coremltools 9.0, convert_to=\"neuralnetwork\""),
  ]

  private static let onnx = [
    Trap(
      "ONNX", "folded by PyTorch",
      stored:
        "from opset 9 on a Conv takes its batch norm in: `onnx::Conv_10`; the newer exporter keeps "
        + "`conv.weight` for the scaled kernel, and lays an `.onnx.data` beside the model that may be empty",
      printed: "no batch norm, as nothing proves one",
      source: "torch 2.15.0, torch.onnx.export with dynamo=False and with True",
      dialects: [.onnx]),
    Trap(
      "ONNX", "tf2onnx",
      stored: "epsilon and no momentum; inputs are called `ReadVariableOp`; of rank 2 only Mul and Add are left",
      printed: "roles by place, a momentum of 0.9 that ONNX defines; Mul and Add are folded", source: "tf2onnx 1.17.0",
      dialects: [.onnx]),
    Trap(
      "ONNX", "numbers in many places",
      stored:
        "initializers, also repeated as inputs of the graph, as bytes or typed, half precision, outputs of "
        + "Constant, other files",
      printed: "the numbers", source: "onnx 1.23.2, onnx.proto", dialects: [.onnx]),
    Trap(
      "ONNX", "training mode",
      stored: "`training_mode` 1; before opset 14 a second output, before 7 an `is_test` of 0, which is the default",
      printed: "a note: inference does not use the stored statistics", source: "onnx 1.23.2, docs/Changelog.md",
      dialects: [.onnx]),
    Trap(
      "ONNX", "spatial", stored: "before opset 9 `spatial` 0: each position has statistics of its own",
      printed: "a channel a position, with a note", source: "onnx 1.23.2, docs/Changelog.md", dialects: [.onnx]),
    Trap(
      "ONNX", "the other momentum", stored: "0.9, where the module of PyTorch had 0.1",
      printed: "0.9: ONNX's is the share of the old value",
      source: "onnx 1.23.2, docs/Operators.md", dialects: [.onnx]),
  ]

  private static let others = [
    Trap(
      "OpenVINO", "converted to a product and a sum",
      stored: "Multiply and Add with a number a channel; only models that are read and saved keep BatchNormInference",
      printed: "a look-alike, as nothing proves a batch norm", source: "openvino 2026.4.1, convert_model"),
    Trap(
      "OpenVINO", "halves behind Convert",
      stored: "constants of f16, the default of saving, with a Convert behind each; names that are only numbers",
      printed: "the halves; the operation's name", source: "openvino 2026.4.1, save_model(compress_to_fp16)"),
    Trap(
      "OpenVINO", "the first set's order", stored: "opset1: gamma and beta stand in front of the input",
      printed: "each in its role",
      source: "openvino 2026.4.1, documentation of BatchNormInference"),
    Trap(
      "TensorFlow Lite", "names that lie",
      stored:
        "`FusedBatchNormV3` is a scale in one file and a bias in the next, of rank 2 it is `batchnorm/mul` "
        + "and `sub`; a bias may have three names with semicolons between",
      printed: "one folded layer, and what it is folded into", source: "tensorflow 2.15.1 and 2.21.0, TFLiteConverter"),
  ]
}
