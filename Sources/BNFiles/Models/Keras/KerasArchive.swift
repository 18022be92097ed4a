import Platform

/// Opens `.keras`, packed or as a folder.
enum KerasArchive {
  private static let config = "config.json"
  private static let metadata = "metadata.json"
  private static let weights = "model.weights.h5"

  /// By the first member of the archive, which its beginning names, or by the members of a folder.
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.source != nil else {
      let names = candidate.files.fileNames(in: candidate.path)
      return names.contains(config) && names.contains(weights)
    }
    guard candidate.archive != nil else { return false }
    if candidate.path.lowercased().hasSuffix(".keras") { return true }
    // The name follows the 30 bytes of the member's header.
    let name = candidate.beginning.dropFirst(30)
    return [config, metadata, weights].contains { name.starts(with: $0.utf8) }
  }

  static func model(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    let read: (String) throws(FileError) -> (any ByteSource)?
    if let archive = try candidate.archive?.get() {
      read = { name throws(FileError) in
        guard let member = archive.member(name) else { return nil }
        return try archive.source(of: member)
      }
    } else {
      let (folder, files) = (candidate.path, candidate.files)
      let names = Set(files.fileNames(in: folder))
      read = { name throws(FileError) in
        names.contains(name) ? try files.open(folder.hasSuffix("/") ? folder + name : folder + "/" + name) : nil
      }
    }
    return try model(candidate.path, read)
  }

  private static func model(
    _ path: String, _ read: (String) throws(FileError) -> (any ByteSource)?
  ) throws(FileError) -> ModelFile {
    guard let text = try read(config) else {
      throw FileError(path, "holds no config.json; expected a model that Keras saved as .keras")
    }
    let version = try version(read(metadata))
    let bytes = try small(text)
    let settings = try KerasConfig(bytes, version: version, path: text.path, what: "config.json")
    guard let weights = try read(weights) else {
      throw FileError(path, "holds no model.weights.h5; save the model again with Keras")
    }
    let store = KerasStore(try HDF5File(weights))
    var model = try KerasWeights(store, config: KerasCompanion(config: settings, version: version ?? "?"))
      .model("Keras 3 .keras")
    if let version { model.metadata["keras_version"] = version }
    let groups = settings.layers.filter { $0.names.count == 1 && !$0.isRepeated }.map { ($0.name, $0.group) }
    let places = Dictionary(groups) { first, _ in first }
    model.flow = { () throws(FileError) in
      try KerasFlow(bytes, version: version, path: path) { layer throws(FileError) in
        guard let group = places[layer].flatMap(store.group) else { return [] }
        return try store.tensors(of: group)
      }.flow
    }
    return model
  }

  private static func version(_ source: (any ByteSource)?) throws(FileError) -> String? {
    guard let source else { return nil }
    return try JSONValue.parse(try small(source), path: source.path, what: "metadata.json")["keras_version"]?.string
  }

  private static func small(_ source: any ByteSource) throws(FileError) -> [UInt8] {
    guard source.size <= KerasCompanion.largest else {
      throw FileError(
        source.path,
        "has \(counted(source.size, "byte")); at most \(KerasCompanion.largest) are read of a configuration")
    }
    return try source.allBytes()
  }
}
