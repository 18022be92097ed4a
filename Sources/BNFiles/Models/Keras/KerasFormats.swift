import Platform

extension ModelFormat {
  /// HDF5: Keras 1 and 2's `.h5`, Keras 3's `.weights.h5`, and files of others, whose arrays are listed.
  static let hdf5 = ModelFormat(name: "Keras .h5 and .weights.h5 (HDF5)", match: { HDF5File.begins($0.beginning) }) {
    candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; expected a file") }
    return try HDF5Model.model(HDF5File(source), candidate)
  }

  /// Keras 3's `.keras`: a zip archive of `config.json`, `metadata.json` and `model.weights.h5`; or the same as a folder.
  static let keras = ModelFormat(name: "Keras 3 .keras", match: KerasArchive.matches) { candidate throws(FileError) in
    try KerasArchive.model(candidate)
  }

  /// Keras 3's weights in several files: a `.weights.json` that says which group is in which `.weights.h5`.
  static let kerasShards = ModelFormat(name: "Keras 3 .weights.json", match: KerasShards.matches) {
    candidate throws(FileError) in
    try KerasShards.model(candidate)
  }
}

/// Which kind of file an HDF5 file is.
enum HDF5Model {
  static func model(_ file: HDF5File, _ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    if KerasLegacy.matches(file) {
      return try KerasLegacy(file, candidate).model()
    }
    let store = KerasStore(file)
    if store.isKeras {
      return try KerasWeights(store, config: KerasCompanion.config(of: candidate)).model("Keras 3 .weights.h5")
    }
    var model = ModelFile(format: "HDF5", family: .any)
    model.tensors = try tensors(of: file)
    return model
  }

  /// The arrays of a file but for some, in the file's order.
  static func tensors(of file: HDF5File, except used: Set<String> = []) throws(FileError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for (place, dataset) in file.datasets.enumerated() where !used.contains(dataset.path) {
      tensors.append(try file.tensor(at: place))
    }
    return tensors
  }
}

/// A configuration that lies beside weights: `model.to_json()` under the same name, or `config.json` of an unpacked
/// `.keras`.
struct KerasCompanion: Sendable {
  var config: KerasConfig
  /// The version of Keras, where it is told.
  var version: String?
  /// What a person should know of it.
  var remark: FileRemark?

  /// As much of a companion as is taken.
  static let largest = 64 << 20

  /// - Throws: ``FileError`` where there is one that cannot be read.
  static func config(of candidate: ModelCandidate) throws(FileError) -> KerasCompanion? {
    let name = candidate.path.split(separator: "/").last.map(String.init) ?? ""
    guard let stem = [".weights.h5", ".weights.json", ".h5", ".hdf5"].first(where: { name.hasSuffix($0) }) else {
      return nil
    }
    var names = [String(name.dropLast(stem.count)) + ".json"]
    if name == "model.weights.h5" { names.append("config.json") }
    for name in names {
      let path = candidate.sibling(name)
      guard let source = try? candidate.files.open(path), source.size <= largest else { continue }
      let text = try source.allBytes()
      // Any other file may be called like this.
      guard text.first == UInt8(ascii: "{"), let found = try? KerasConfig(text, version: nil, path: path, what: name),
        !found.layers.isEmpty
      else { continue }
      return KerasCompanion(
        config: found, remark: FileRemark("\(name.quoted(limit: 60)) beside it says how the layers are set"))
    }
    return nil
  }
}
