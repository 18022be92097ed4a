@testable import BNFiles

extension FuzzedReader {
  /// TensorFlow's files; the numbers beside an index are always the same.
  static let tensorFlow: [FuzzedReader] = [
    FuzzedReader("checkpoint", longest: 8192) { bytes in
      try open(
        .tensorFlowCheckpoint, "m/a.index", TableSums.corrected(bytes),
        beside: ["m/a.data-00000-of-00001": objects["m/ck.data-00000-of-00001"] ?? []])
    },
    FuzzedReader("checkpoint-v1", longest: 8192) { bytes in
      try open(.tensorFlowCheckpoint, "m/a.ckpt", TableSums.corrected(bytes))
    },
    FuzzedReader("checkpoint-place", longest: 512) { bytes in
      let files = FuzzedFiles("m/checkpoint", bytes, beside: ["m/a.index": [], "m/b-00000-of-00001": []])
      for path in ["m", "m/checkpoint"] {
        do { _ = CheckpointPlace.of(try ModelCandidate(path, files: files)) } catch { Outcome.check(error) }
      }
    },
    FuzzedReader("checkpoint-meta", "m/model.ckpt.meta", .tensorFlowCheckpoint, longest: 20000, beside: plain),
    FuzzedReader("graph", "a.pb", .tensorFlowGraph),
    FuzzedReader("saved-model", "m/saved_model.pb", .tensorFlowSavedModel, longest: 20000, beside: module),
    FuzzedReader("object-graph", longest: 8192) { _ = try ObjectGraph($0, path: "a.index") },
    FuzzedReader("keras-metadata", longest: 20000) { bytes in
      _ = try KerasObjects(MemoryBytes(bytes, path: "keras_metadata.pb")).stated(TensorFlowCheckpoint.Tensors())
    },
  ]

  private static let objects = files("objects", ["ck.data-00000-of-00001"])
  private static let plain = files("plain", ["model.ckpt.index", "model.ckpt.data-00000-of-00001"])
  private static let module = files("module", ["variables/variables.index", "variables/variables.data-00000-of-00001"])

  /// Files of a folder beside the tests, as if they were in a folder called m.
  private static func files(_ folder: String, _ names: [String]) -> [String: [UInt8]] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let tests = "/\(root)/Tests/BNFilesTests/Models/TensorFlow/Files"
    var files: [String: [UInt8]] = [:]
    for name in names { files["m/\(name)"] = try? DiskFiles().read("\(tests)/\(folder)/\(name)") }
    precondition(files.count == names.count, "a file beside the tests is missing: \(tests)/\(folder)")
    return files
  }

  private static func open(
    _ format: ModelFormat, _ path: String, _ bytes: [UInt8], beside: [String: [UInt8]] = [:]
  ) throws {
    let candidate = try ModelCandidate(path, files: FuzzedFiles(path, bytes, beside: beside))
    Outcome.check(try format.open(candidate))
  }
}
