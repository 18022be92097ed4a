@testable import BNFiles

extension FuzzedReader {
  static let others: [FuzzedReader] = [
    FuzzedReader("safetensors", "a.safetensors", .safetensors, longest: 4096),
    FuzzedReader("npz", "a.npz", .npz, longest: 4096),
    FuzzedReader(
      "onnx", "m/a.onnx", .onnx,
      beside: ["m/weights/all.bin": [UInt8](repeating: 0x3F, count: 64)]),
    FuzzedReader("variables", "a.json", .exportedVariables, longest: 4096),
    // Any format: how a file is told to be one, and what is said of one that is none.
    FuzzedReader("model", longest: 4096) { bytes in
      Outcome.check(try ModelFile.open("m/a", files: FuzzedFiles("m/a", bytes)))
    },
  ]
}
