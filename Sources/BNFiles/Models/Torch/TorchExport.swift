import Platform

extension TorchZip {
  /// Whether the archive is a program of `torch.export`, or several.
  var isExport: Bool { !programs.isEmpty }

  /// The members that hold a graph each: `models/NAME.json` since 2.8, one of a fixed name before.
  private var programs: [String] {
    archive.members.map(\.name).filter { name in
      guard name.hasPrefix(folder), name.hasSuffix(".json") else { return false }
      let rest = name.dropFirst(folder.count)
      return rest == "serialized_exported_program.json"
        || (rest.hasPrefix("models/") && !rest.dropFirst(7).contains("/"))
    }
  }

  /// The program of `torch.export.save`: graphs in JSON, and tensors by name.
  ///
  /// Source: `torch/_export/serde/schema.py` and `torch/export/pt2_archive` of PyTorch 2.10.
  func exportedModel() throws(FileError) -> ModelFile {
    var model = ModelFile(format: "torch.export", family: .pytorch)
    let names = programs
    var all: [StoredTensor] = []
    for name in names {
      let graph = try TorchExportGraph(
        try bytes(String(name.dropFirst(folder.count))), path: archive.path, member: name)
      let stem = name.split(separator: "/").last.map { String($0.dropLast(5)) } ?? ""
      let tensors = try exportedTensors(stem)
      let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      let layers = graph.layers(byName)
      let used = Set(layers.flatMap { $0.tensors.map(\.name) })
      let counters = Set(layers.map { $0.name.isEmpty ? "num_batches_tracked" : $0.name + ".num_batches_tracked" })
      let prefix = names.count > 1 ? stem : ""
      all += tensors.map { $0.prefixed(prefix) }
      model.layers += layers.map { $0.prefixed(prefix) }
      model.tensors += tensors.filter { !used.contains($0.name) && !counters.contains($0.name) }
        .map { $0.prefixed(prefix) }
    }
    model.every = { [all] () throws(FileError) in all }
    // A graph of torch.export is in the order in which it runs.
    model.isNetworkOrder = true
    return model
  }

  /// The tensors of a program by the names that its module has for them.
  private func exportedTensors(_ stem: String) throws(FileError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for (folder, kind) in [("data/weights/", "weights"), ("data/constants/", "constants")] {
      let config = "\(folder)\(stem)_\(kind)_config.json"
      if has(config) { tensors += try configuredTensors(config, in: folder) }
    }
    // Before there were configurations, the tensors were archives of torch.save inside the archive.
    for name in [
      "data/weights/\(stem).pt", "serialized_state_dict.pt", "data/constants/\(stem).pt", "serialized_constants.pt",
    ]
    where has(name) {
      tensors += try savedTensors(name)
    }
    return tensors
  }

  private struct Config: Decodable {
    var config: [String: Payload]
  }

  private struct Payload: Decodable {
    var path_name: String
    var use_pickle: Bool?
    var tensor_meta: TorchExportGraph.TensorMeta?
  }

  private func configuredTensors(_ name: String, in place: String) throws(FileError) -> [StoredTensor] {
    let config = try JSON.decode(
      Config.self, from: try bytes(name), path: archive.path, what: "the member \(name.quoted(limit: 80))")
    let bigEndian = try isBigEndian()
    var tensors: [StoredTensor] = []
    for (key, payload) in config.config.sorted(by: { $0.key < $1.key }) {
      if payload.use_pickle == true {
        if has(place + payload.path_name) {
          tensors += try savedTensors(place + payload.path_name).map { $0.renamed(key) }
        }
        continue
      }
      guard let meta = payload.tensor_meta else { continue }
      guard let member = archive.member(folder + place + payload.path_name) else {
        throw FileError(archive.path, "the data of tensor \(key.quoted(limit: 80)) are missing; save the file again")
      }
      guard let view = meta.view else {
        throw FileError(
          archive.path,
          "tensor \(key.quoted(limit: 80)) has a type or a shape that is not known; save it as torch.float32")
      }
      let storage = TorchStorage(member, of: archive, bigEndian: bigEndian)
      tensors.append(try view.tensor(key, in: storage, path: archive.path))
    }
    return tensors
  }

  /// The tensors of an archive inside the archive.
  private func savedTensors(_ name: String) throws(FileError) -> [StoredTensor] {
    guard let inner = TorchZip(try ZipArchive(try source(name))), inner.has("data.pkl") else { return [] }
    let contents = try TorchContents(try inner.pickle("data.pkl", storages: "data/"))
    return try contents.model(format: "torch.export", path: archive.path).tensors
  }
}

extension StoredTensor {
  /// The tensor under another name.
  func renamed(_ name: String) -> StoredTensor {
    var tensor = self
    tensor.name = name
    return tensor
  }

  /// The tensor with a path in front of its name, unless that is empty.
  func prefixed(_ prefix: String) -> StoredTensor {
    prefix.isEmpty ? self : renamed(name.isEmpty ? prefix : prefix + "." + name)
  }
}

extension StatedLayer {
  /// The layer and its tensors with a path in front of their names, unless that is empty.
  func prefixed(_ prefix: String) -> StatedLayer {
    guard !prefix.isEmpty else { return self }
    var layer = self
    layer.name = name.isEmpty ? prefix : prefix + "." + name
    layer.gamma = gamma?.prefixed(prefix)
    layer.beta = beta?.prefixed(prefix)
    layer.mean = mean?.prefixed(prefix)
    layer.variance = variance?.prefixed(prefix)
    return layer
  }
}
