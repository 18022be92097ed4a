@testable import BNFiles

extension FuzzedReader {
  /// PyTorch's files, and those of others that are pickles.
  static let torch: [FuzzedReader] = [
    FuzzedReader("pickle", "a.pkl", .pickle),
    FuzzedReader("torch", "a.pt", .torchZip, longest: 16384),
    FuzzedReader("torch-legacy", "a.pt", .torchLegacy),
    FuzzedReader("torch-code", longest: 8192) {
      _ = TorchScriptParser(String(decoding: $0, as: UTF8.self)).classes.count
    },
    FuzzedReader("torch-export", longest: 16384) { bytes in
      let graph = try TorchExportGraph(bytes, path: "a.pt2", member: "models/model.json")
      _ = graph
    },
  ]
}
