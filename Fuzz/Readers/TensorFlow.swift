@testable import BNFiles

extension FuzzedReader {
  /// TensorFlow's files; the numbers beside an index are always the same.
  static let tensorFlow: [FuzzedReader] = [
    FuzzedReader("checkpoint", longest: 8192) { bytes in
      try open(
        .tensorFlowCheckpoint, "m/a.index", TableSums.corrected(bytes), beside: ["m/a.data-00000-of-00001": data])
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
    FuzzedReader("graph", "a.pb", .tensorFlowGraph),
    FuzzedReader("saved-model", "m/saved_model.pb", .tensorFlowSavedModel, longest: 20000),
    FuzzedReader("object-graph", longest: 8192) { _ = try ObjectGraph($0, path: "a.index") },
    FuzzedReader("keras-metadata", longest: 8192) { bytes in
      _ = try KerasObjects(MemoryBytes(bytes, path: "keras_metadata.pb")).stated(TensorFlowCheckpoint.Tensors())
    },
  ]

  private static let data = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }

  private static func open(
    _ format: ModelFormat, _ path: String, _ bytes: [UInt8], beside: [String: [UInt8]] = [:]
  ) throws {
    let candidate = try ModelCandidate(path, files: FuzzedFiles(path, bytes, beside: beside))
    Outcome.check(try format.open(candidate))
  }
}
