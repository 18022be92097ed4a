import Platform

extension ModelFormat {
  /// What TensorFlow's savers write: version 2 (`.index` and `.data-00000-of-00001`) and version 1 (one file).
  static let tensorFlowCheckpoint = ModelFormat(
    name: "TensorFlow checkpoint", match: { CheckpointPlace.of($0) != nil }
  ) { candidate throws(FileError) in
    guard let place = CheckpointPlace.of(candidate) else {
      throw FileError(candidate.path, "is no checkpoint of TensorFlow")
    }
    return try TensorFlowCheckpoint.model(place, candidate.files)
  }
}

/// Opens checkpoints of TensorFlow.
enum TensorFlowCheckpoint {
  static func model(_ place: CheckpointPlace, _ files: any FileAccess) throws(FileError) -> ModelFile {
    switch place {
    case .bundle(let prefix): return try model(try TensorBundle(prefix: prefix, files: files))
    case .files(let paths):
      var sources: [any ByteSource] = []
      for path in paths { sources.append(try files.open(path)) }
      return ModelFile(
        format: "TensorFlow checkpoint V1", family: .tensorFlow, tensors: try CheckpointV1(sources).tensors())
    }
  }

  private static func model(_ bundle: TensorBundle) throws(FileError) -> ModelFile {
    let names = try bundle.text(CheckpointNames.graphKey).map { graph throws(FileError) in
      try CheckpointNames(graph, path: bundle.path)
    }
    var tensors: [StoredTensor] = []
    for (key, entry) in bundle.entries {
      guard var tensor = try bundle.tensor(key, entry) else { continue }
      tensor.name = names?.name(of: key) ?? key
      tensors.append(tensor)
    }
    return ModelFile(format: "TensorFlow checkpoint V2", family: .tensorFlow, tensors: tensors)
  }
}
