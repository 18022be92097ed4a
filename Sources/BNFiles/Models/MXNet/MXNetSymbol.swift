import Platform

/// A symbol of MXNet: the operators of a network, and the names of the arrays that they take.
///
/// Source: `Symbol::tojson` of MXNet 1.9 (3rdparty/tvm/nnvm/src/pass/saveload_json.cc). Operators' own values stand under
/// `attrs`; before version 1.0 under `attr`, before 0.9 under `param`.
struct MXNetSymbol {
  private let path: String
  /// The symbol's own nodes, which the numbers of inputs mean, and those of the graphs inside of operators.
  private var graphs: [[Node]] = []

  private struct Node {
    let operation: String
    let name: String
    let inputs: [Int]
    let values: [String: String]
  }

  /// How deep graphs lie in each other at most: loops and branches.
  private static let deepest = 8

  init(_ source: any ByteSource) throws(FileError) {
    path = source.path
    let json = try JSONValue.parse(try source.allBytes(), path: path, what: "the symbol")
    try add(json, depth: 0)
  }

  private mutating func add(_ json: JSONValue, depth: Int) throws(FileError) {
    guard let entries = json["nodes"]?.array, depth <= Self.deepest else {
      throw FileError(path, "has no \"nodes\"; expected a symbol of MXNet; export the model again")
    }
    graphs.append(entries.map(Self.node))
    for entry in entries {
      for inner in entry["subgraphs"]?.array ?? [] { try add(inner, depth: depth + 1) }
    }
  }

  private static func node(_ json: JSONValue) -> Node {
    var values: [String: String] = [:]
    for key in ["param", "attr", "attrs"] {
      for (name, value) in json[key]?.object ?? [:] { values[name] = value.string }
    }
    // An input is the number of a node, with that of its output behind it.
    let inputs = (json["inputs"]?.array ?? []).map { $0.array?.first?.int ?? -1 }
    return Node(
      operation: json["op"]?.string ?? "", name: json["name"]?.string ?? "", inputs: inputs, values: values)
  }

  /// The operators that are batch norms; all of them have the same defaults.
  private static let batchNorms: Set<String> = [
    "BatchNorm", "BatchNorm_v1", "CuDNNBatchNorm", "_contrib_SyncBatchNorm", "_contrib_BatchNormWithReLU",
    "_npx_batch_norm", "_npx_sync_batch_norm",
  ]
  private static let lookAlikes: Set<String> = ["LayerNorm", "InstanceNorm", "GroupNorm", "L2Normalization", "LRN"]

  /// States the layers of a model, and takes their arrays from those without a layer.
  mutating func take(_ model: inout ModelFile) {
    let byName = Dictionary(model.tensors.map { (Self.bare($0.name), $0) }) { first, _ in first }
    var taken: Set<String> = []
    var missing: [String] = []
    for graph in graphs {
      for node in graph where Self.batchNorms.contains(node.operation) || Self.lookAlikes.contains(node.operation) {
        let names = node.inputs.dropFirst().map { graph.indices.contains($0) ? graph[$0].name : "" }
        let tensors = names.map { byName[$0] }
        let name = LayerName.common(names.filter { !$0.isEmpty }) ?? node.name
        if Self.lookAlikes.contains(node.operation) {
          guard tensors.contains(where: { $0 != nil }) else { continue }
          model.layers.append(StatedLayer(name: name, kind: .lookAlike(node.operation), channels: tensors[0]?.count))
        } else if tensors.count >= 4, tensors[2] != nil, tensors[3] != nil {
          model.layers.append(Self.layer(name, node, tensors))
        } else {
          missing.append(name)
          continue
        }
        taken.formUnion(names)
      }
    }
    model.tensors.removeAll { taken.contains(Self.bare($0.name)) }
    if !missing.isEmpty {
      model.remarks.append(
        FileRemark(
          "the symbol has batch norms whose arrays are not in the file: \(missing.listed()); is it another model's?"))
    }
  }

  private static func bare(_ name: String) -> String {
    name.hasPrefix("arg:") || name.hasPrefix("aux:") ? String(name.dropFirst(4)) : name
  }

  /// A layer by its operator.
  ///
  /// Source of the defaults: `BatchNormParam` in src/operator/nn/batch_norm-inl.h of MXNet 1.9.
  private static func layer(_ name: String, _ node: Node, _ tensors: [StoredTensor?]) -> StatedLayer {
    var notes: [String] = []
    let defaults = FormatDefaults.mxnet
    func number(_ key: String, _ usual: Double) -> Double {
      if let text = node.values[key], let number = Double(text) { return number }
      notes.append(defaults.note(key, usual))
      return usual
    }
    let epsilon = number("eps", defaults.epsilon)
    let momentum = number("momentum", defaults.momentum ?? 0)
    var gamma = tensors[0]
    let fixes = node.values["fix_gamma"].map { ["true", "1"].contains($0.lowercased()) }
    if fixes ?? defaults.fixesGamma {
      notes.append(
        "fix_gamma is \(fixes == nil ? "left out, which means on" : "on"): the stored gamma is ignored, and 1 is used instead"
      )
      gamma = gamma?.constant(1)
    }
    return StatedLayer(
      name: name, axis: node.values["axis"].map { Int($0) ?? 1 } ?? 1, gamma: gamma, beta: tensors[1], mean: tensors[2],
      variance: tensors[3], epsilon: epsilon, momentum: .ofOld(momentum), varianceKind: .unknown, notes: notes)
  }
}

extension StoredTensor {
  /// A tensor of the same shape whose numbers are all the same.
  fileprivate func constant(_ number: Double) -> StoredTensor {
    StoredTensor(name: name, shape: shape, type: type) { [count] () throws(FileError) in
      Array(repeating: number, count: count ?? 0)
    }
  }
}
