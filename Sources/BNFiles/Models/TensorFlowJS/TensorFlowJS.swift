import Platform

extension ModelFormat {
  /// TensorFlow.js: `model.json` with the layers or the graph, and the names of files of numbers beside it.
  static let tensorFlowJS = ModelFormat(
    name: "TensorFlow.js",
    match: { candidate in
      guard candidate.beginning.first == UInt8(ascii: "{"), let source = candidate.source else { return false }
      if String(decoding: candidate.beginning, as: UTF8.self).holds("\"modelTopology\"") { return true }
      // The list of numbers may stand in front of the graph.
      return (try? source.bytes(max(source.size - ModelCandidate.shown, 0)..<source.size)).map {
        String(decoding: $0, as: UTF8.self).holds("\"weightsManifest\"")
      } ?? false
    }
  ) { candidate throws(FileError) in
    guard let source = candidate.source else {
      throw FileError(candidate.path, "is a folder; name the model.json in it")
    }
    return try TensorFlowJSModel(source, candidate).model()
  }
}

/// Reads the numbers by name, and the layers by what is said of them.
///
/// Source: docs of `tf.io.ModelJSON` and src/io/io_utils.ts of TensorFlow.js 4.22.
struct TensorFlowJSModel {
  private let candidate: ModelCandidate
  private let text: [UInt8]
  private let json: JSONValue

  private static let longest = 1 << 28

  init(_ source: any ByteSource, _ candidate: ModelCandidate) throws(FileError) {
    guard source.size <= Self.longest else {
      throw FileError(source.path, "has \(counted(source.size, "byte")); a model.json has at most \(Self.longest)")
    }
    self.candidate = candidate
    text = try source.allBytes()
    json = try JSONValue.parse(text, path: source.path, what: "the model")
  }

  func model() throws(FileError) -> ModelFile {
    let topology = json["modelTopology"]
    let isGraph = topology?["node"] != nil
    var model = ModelFile(format: "TensorFlow.js", family: isGraph ? .tensorFlow : .keras)
    for group in json["weightsManifest"]?.array ?? [] { model.tensors += try tensors(of: group) }
    let byName = Dictionary(model.tensors.map { ($0.name, $0) }) { first, _ in first }
    if let nodes = topology?["node"]?.array {
      model.layers = TensorFlowJSGraph(nodes, byName).layers
    } else if topology?["model_config"] != nil || topology?["config"] != nil {
      model.layers = try layers(byName)
    }
    let taken = Set(model.layers.flatMap(\.tensors).map(\.name))
    model.tensors.removeAll { taken.contains($0.name) }
    return model
  }

  /// A configuration of Keras, as Python writes it or as JavaScript does.
  private struct Topology: Decodable {
    struct Inner: Decodable { let model_config: KerasObject }
    let object: KerasObject

    enum CodingKeys: String, CodingKey { case modelTopology }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      if let inner = try? values.decode(Inner.self, forKey: .modelTopology) {
        object = inner.model_config
      } else {
        object = try values.decode(KerasObject.self, forKey: .modelTopology)
      }
    }
  }

  private func layers(_ tensors: [String: StoredTensor]) throws(FileError) -> [StatedLayer] {
    let topology = try JSON.decode(Topology.self, from: text, path: candidate.path, what: "the model")
    let config = try KerasConfig(
      topology.object, version: json["modelTopology"]?["keras_version"]?.string, path: candidate.path)
    // By the layer's name and the role behind it, with the names of models around it or without.
    var places: [String: [KerasRole: StoredTensor]] = [:]
    for (name, tensor) in tensors {
      let (path, last) = CheckpointNames.split(name)
      if let role = KerasRole(last[...]) { places[path, default: [:]][role] = tensor }
    }
    return config.layers.filter { $0.isBatchNormalization && !$0.isRepeated }.compactMap { layer in
      let own = layer.names.last ?? ""
      let place =
        places[layer.name] ?? places[own]
        ?? places.filter { $0.key.hasSuffix("/" + own) }.min { $0.key < $1.key }?.value
      guard let place else { return nil }
      var vectors = KerasVectors()
      for (role, tensor) in place { vectors[role] = tensor }
      return vectors.layer(layer.name, settings: layer.settings, isBiased: false)
    }
  }

  /// The numbers of a group: files that are one behind the other, and what lies in them.
  private func tensors(of group: JSONValue) throws(FileError) -> [StoredTensor] {
    var files: [any ByteSource] = []
    for path in group["paths"]?.array ?? [] {
      let name = path.string ?? ""
      guard CompanionName.isInside(name) else {
        throw FileError(
          candidate.path, "names the file \(name.quoted(limit: 80)); only files in its own folder are opened")
      }
      guard let file = try candidate.beside(name) else {
        throw FileError(
          candidate.path, "its numbers are in \(name.quoted(limit: 120)), which is not beside it; copy that file too")
      }
      files.append(file)
    }
    let source: any ByteSource =
      files.count == 1 ? files[0] : JoinedBytes(files, path: files.first?.path ?? candidate.path)
    var cursor = ByteCursor(source)
    var tensors: [StoredTensor] = []
    for entry in group["weights"]?.array ?? [] {
      let name = entry["name"]?.string ?? ""
      let shape = (entry["shape"]?.array ?? []).map { $0.int ?? -1 }
      let quantized = entry["quantization"]
      let word = quantized?["dtype"]?.string ?? entry["dtype"]?.string ?? ""
      if word == "string" {
        try skipTexts(&cursor, elementCount(of: shape) ?? 0, name)
        continue
      }
      if word == "complex64" {
        _ = try cursor.tensor(name, shape: shape + [2], .float32)
        continue
      }
      guard let type = ScalarType(rawValue: word) else {
        throw FileError(
          candidate.path, "the weight \(name.quoted(limit: 80)) is of the type \(word.quoted()), which is not known")
      }
      let stored = try cursor.tensor(name, shape: shape, type)
      tensors.append(Self.unpacked(stored, quantized))
    }
    return tensors
  }

  private func skipTexts(_ cursor: inout ByteCursor, _ count: Int, _ name: String) throws(FileError) {
    for _ in 0..<count { _ = try cursor.take(try cursor.unsigned(4, name), name) }
  }

  /// Numbers of fewer bits stand for a scale times themselves and a least one.
  private static func unpacked(_ tensor: StoredTensor, _ quantized: JSONValue?) -> StoredTensor {
    guard let scale = quantized?["scale"]?.double, let least = quantized?["min"]?.double else { return tensor }
    return StoredTensor(name: tensor.name, shape: tensor.shape, type: tensor.type) { () throws(FileError) in
      try tensor.numbers().map { $0 * scale + least }
    }
  }
}

/// The layers of a graph of TensorFlow.js: operators that are left, and names of those that were folded.
struct TensorFlowJSGraph {
  private(set) var layers: [StatedLayer] = []

  /// The last is one that took in the activation behind it.
  private static let batchNorms: Set<String> = [
    "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "_FusedBatchNormEx",
  ]

  init(_ nodes: [JSONValue], _ tensors: [String: StoredTensor]) {
    func inputs(_ node: JSONValue) -> [StoredTensor?] {
      (node["input"]?.array ?? []).map { input in
        let name = input.string ?? ""
        return tensors[name] ?? tensors[String(name.prefix { $0 != ":" })]
      }
    }
    var folded = FoldedLayers()
    var known: Set<String> = []
    for node in nodes {
      let (name, operation) = (node["name"]?.string ?? "", node["op"]?.string ?? "")
      let values = inputs(node)
      if Self.batchNorms.contains(operation), values.count >= 5 {
        layers.append(Self.layer(name, node["attr"], values))
        known.formUnion([FoldedName.layer(name), layers.last?.name].compactMap(\.self))
        continue
      }
      let kind = NormOperation(operation)
      let isWeighted = operation.holds("Conv") || operation.holds("MatMul")
      let isSum = [.add, .subtract].contains(kind) || operation == "BiasAdd"
      guard isWeighted || isSum || [.multiply, .divide].contains(kind) else { continue }
      let stored = values.compactMap(\.self)
      folded.add(
        FoldedLayers.Remnant(
          into: "the \(operation) \(name.prefix(80))", names: stored.reversed().map(\.name) + [name], tensors: stored,
          isSum: isSum, isWeighted: isWeighted),
        passing: known.contains)
    }
    layers += folded.all
  }

  private static func layer(_ name: String, _ values: JSONValue?, _ inputs: [StoredTensor?]) -> StatedLayer {
    let epsilon = values?["epsilon"]?["f"]?.double
    var notes: [String] = []
    let usual = FormatDefaults.fusedBatchNorm.epsilon
    if epsilon == nil { notes.append(FormatDefaults.fusedBatchNorm.note("epsilon", usual)) }
    if values?["is_training"]?["b"]?.bool ?? true {
      notes.append("the node is in training mode: it normalizes by the batch and does not use the stored statistics")
    }
    let known = inputs[1...4].compactMap { $0?.name }
    let isFirst = ["TkNIVw==", "NCHW"].contains(values?["data_format"]?["s"]?.string)
    return StatedLayer(
      name: LayerName.parent(known) ?? FoldedName.layer(name) ?? name, axis: isFirst ? 1 : -1, gamma: inputs[1],
      beta: inputs[2], mean: inputs[3], variance: inputs[4], epsilon: epsilon.map { Float($0).asWritten } ?? usual,
      varianceKind: .unknown, notes: notes)
  }
}
