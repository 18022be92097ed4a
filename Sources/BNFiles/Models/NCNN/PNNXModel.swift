import Platform

/// A graph of pnnx: operators of PyTorch by name, with their tensors as members of a zip archive of raw numbers.
///
/// Source: tools/pnnx/src/ir.cpp of pnnx 20260113.
struct PNNXModel {
  private let operators: [NCNNParam.Layer]
  private let archive: ZipArchive

  init(_ operators: [NCNNParam.Layer], _ archive: ZipArchive) throws(FileError) {
    self.operators = operators
    self.archive = archive
  }

  func model() throws(FileError) -> ModelFile {
    var model = ModelFile(format: "pnnx", family: .pytorch)
    var givers: [String: NCNNParam.Layer] = [:]
    for node in operators where node.type == "pnnx.Attribute" {
      for output in node.outputs { givers[output] = node }
    }
    var taken: Set<String> = []
    for node in operators {
      let isModule = node.type.hasPrefix("nn.BatchNorm")
      guard isModule || node.type == "F.batch_norm" else {
        if let what = Self.lookAlike(node.type) {
          model.layers.append(StatedLayer(name: node.name, kind: .lookAlike(what)))
          taken.formUnion(node.values.keys.filter { $0.hasPrefix("@") }.map { "\(node.name).\($0.dropFirst())" })
        }
        continue
      }
      func tensor(_ role: String) throws(FileError) -> StoredTensor? {
        if isModule { return try self.tensor(role, of: node) }
        // `$weight=3` says which value is which argument.
        guard let value = node.values["$" + role], let giver = givers[value] else { return nil }
        return try self.tensor("data", of: giver)
      }
      let layer = StatedLayer(
        name: node.name, axis: 1, gamma: try tensor("weight"), beta: try tensor("bias"),
        mean: try tensor("running_mean"),
        variance: try tensor("running_var"), epsilon: node.values["eps"].flatMap { Double($0) },
        momentum: node.values["momentum"].flatMap { Double($0) }.map { .ofNew($0) })
      taken.formUnion(layer.tensors.map(\.name))
      model.layers.append(layer)
    }
    for node in operators {
      for key in node.values.keys.filter({ $0.hasPrefix("@") }).sorted() {
        if let tensor = try tensor(String(key.dropFirst()), of: node), !taken.contains(tensor.name) {
          model.tensors.append(tensor)
        }
      }
    }
    return model
  }

  private static func lookAlike(_ type: String) -> String? {
    ["nn.InstanceNorm", "nn.LayerNorm", "nn.GroupNorm", "F.layer_norm", "F.group_norm", "F.instance_norm"]
      .first { type.hasPrefix($0) }.map { String($0.dropFirst($0.hasPrefix("nn.") ? 3 : 2)) }
  }

  /// A tensor of an operator: `@weight=(4)f32` says shape and type, the archive has its bytes.
  private func tensor(_ role: String, of node: NCNNParam.Layer) throws(FileError) -> StoredTensor? {
    guard let text = node.values["@" + role] else { return nil }
    let name = "\(node.name).\(role)"
    var damaged: FileError {
      FileError(
        archive.path,
        "the tensor \(name.quoted(limit: 80)) is said to be \(text.quoted(limit: 40)); the file is damaged")
    }
    guard text.first == "(", let close = text.lastIndex(of: ")") else { throw damaged }
    let words = text[text.index(after: text.startIndex)..<close].split(separator: ",")
    let shape = words.compactMap { Int($0) }
    guard shape.count == words.count, let count = elementCount(of: shape) else { throw damaged }
    // Complex numbers and the like are no layer's.
    guard let type = Self.types[String(text[text.index(after: close)...])] else { return nil }
    guard let member = archive.member(name) else {
      throw FileError(
        archive.path, "has no member \(name.quoted(limit: 80)), which the .param names; copy both files again")
    }
    guard let size = type.byteCount(of: count), member.size == size else { throw damaged }
    let region = NumberRegion(
      source: try archive.source(of: member), offset: 0, layout: NumberLayout(type, bigEndian: false))
    return StoredTensor(name: name, StoredArray(shape: shape, in: region))
  }

  private static let types: [String: ScalarType] = [
    "f32": .float32, "f64": .float64, "f16": .float16, "bf16": .bfloat16, "i8": .int8, "i16": .int16, "i32": .int32,
    "i64": .int64, "u8": .uint8, "bool": .bool,
  ]
}
