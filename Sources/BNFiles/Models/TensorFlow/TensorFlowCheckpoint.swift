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
  /// The tensors of a checkpoint, by the names that others have for them.
  struct Tensors {
    /// By their keys.
    var byKey: [String: StoredTensor] = [:]
    /// The objects that lead to keys.
    var objects = ObjectGraph()
    /// By the names of variables.
    var byName: [String: StoredTensor] = [:]
  }

  static func model(_ place: CheckpointPlace, _ files: any FileAccess) throws(FileError) -> ModelFile {
    switch place {
    case .bundle(let prefix):
      var remarks: [FileRemark] = []
      var model = try model(try TensorBundle(prefix: prefix, files: files)) { tensors throws(FileError) in
        let (layers, remark) = graph(prefix + ".meta", files, tensors)
        remarks += remark
        return layers
      }
      model.remarks += remarks
      return model
    case .files(let paths):
      var sources: [any ByteSource] = []
      for path in paths { sources.append(try files.open(path)) }
      let tensors = try CheckpointV1(sources).tensors()
      let byName = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
      let (layers, remarks) = graph(meta(of: paths[0]), files, Tensors(byKey: byName, byName: byName))
      let taken = CheckpointGraph.taken(layers)
      return ModelFile(
        format: "TensorFlow checkpoint V1", family: .tensorFlow, layers: layers,
        tensors: tensors.filter { !taken.contains($0.name) }, remarks: remarks)
    }
  }

  /// The graph beside a checkpoint of version 1, whose shards have numbers behind the common name.
  private static func meta(of path: String) -> String {
    let shard = path.utf8.count > 15 && path.suffix(15).hasPrefix("-") && path.suffix(9).hasPrefix("-of-")
    return (shard ? String(path.dropLast(15)) : path) + ".meta"
  }

  /// The layers that a graph beside the checkpoint tells; where it is damaged, a remark.
  private static func graph(
    _ path: String, _ files: any FileAccess, _ tensors: Tensors
  ) -> (layers: [StatedLayer], remarks: [FileRemark]) {
    guard let source = try? files.open(path) else { return ([], []) }
    do throws(FileError) {
      let window = ByteWindow(source)
      guard let range = try MetaGraph.graph(window, 0..<source.size) else { return ([], []) }
      return (try CheckpointGraph(window, range, tensors).layers, [])
    } catch {
      return ([], [FileRemark("the graph beside it is not used: \(error.reason)")])
    }
  }

  /// Opens a checkpoint of version 2.
  ///
  /// - Parameters:
  ///   - bundle: its files.
  ///   - stated: finds the layers that something beside it states, by the tensors.
  /// - Returns: the model.
  /// - Throws: ``FileError`` where it is damaged.
  static func model(
    _ bundle: TensorBundle, stated: (Tensors) throws(FileError) -> [StatedLayer]
  ) throws(FileError) -> ModelFile {
    var tensors = Tensors()
    if let graph = try bundle.text(ObjectGraph.key) { tensors.objects = try ObjectGraph(graph, path: bundle.path) }
    let sums = Dictionary(bundle.entries.map { ($0.name, [Int($0.entry.crc32C), Int($0.entry.size)]) }) { first, _ in
      first
    }
    let names = CheckpointNames(tensors.objects) { sums[$0] == sums[$1] }
    var all: [StoredTensor] = []
    // A variable that stands twice is listed once.
    var named: Set<String> = []
    for (key, entry) in bundle.entries {
      guard var tensor = try bundle.tensor(key, entry) else { continue }
      tensor.name = names.name(of: key)
      if named.insert(tensor.name).inserted { all.append(tensor) }
      tensors.byKey[key] = tensor
      tensors.byName[key] = tensor
    }
    for (name, key) in names.keys { tensors.byName[name] = tensors.byName[name] ?? tensors.byName[key] }
    let layers = try stated(tensors)
    let taken = CheckpointGraph.taken(layers)
    return ModelFile(
      format: "TensorFlow checkpoint V2", family: .tensorFlow, layers: layers,
      tensors: all.filter { !taken.contains($0.name) },
      every: { () throws(FileError) in
        var tensors: [StoredTensor] = []
        for (key, entry) in bundle.entries {
          guard var tensor = try bundle.tensor(key, entry) ?? bundle.other(key, entry) else { continue }
          tensor.name = names.name(of: key)
          tensors.append(tensor)
        }
        return tensors
      })
  }
}
