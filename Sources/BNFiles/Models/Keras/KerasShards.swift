import Platform

/// Opens weights of Keras 3 that are split over several files.
///
/// Source: `ShardedH5IOStore` in `keras/src/saving/saving_lib.py` of Keras 3.15. The `.json` maps each group, such as
/// `/layers/dense/vars`, to the name of one file or to several.
enum KerasShards {
  /// Files of one model.
  private static let most = 1000

  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard candidate.source != nil, candidate.path.lowercased().hasSuffix(".json") else { return false }
    let text = String(decoding: candidate.beginning, as: UTF8.self)
    return text.contains("\"weight_map\"") && text.contains(".h5\"")
  }

  static func model(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; expected a file") }
    let map = try JSONValue.parse(try source.allBytes(), path: source.path, what: "the list of files")["weight_map"]
    var names: Set<String> = []
    for place in (map?.object ?? [:]).values {
      for name in place.array ?? [place] {
        guard let name = name.string else {
          throw FileError(source.path, "weight_map names something that is no file; the file is damaged")
        }
        names.insert(name)
      }
    }
    guard !names.isEmpty, names.count <= most else {
      throw FileError(source.path, "weight_map names \(counted(names.count, "file")); expected 1 to \(most)")
    }
    var store = KerasStore(path: source.path)
    for name in names.sorted() {
      guard !name.contains("/"), !name.contains("\\"), name != ".." else {
        throw FileError(
          source.path,
          "weight_map names \(name.quoted(limit: 80)), which is outside this folder; expected a file beside it")
      }
      store.add(try HDF5File(try candidate.files.open(candidate.sibling(name))))
    }
    return try KerasWeights(store, config: KerasCompanion.config(of: candidate)).model("Keras 3 .weights.json")
  }
}
