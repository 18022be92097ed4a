import Platform

/// The objects of a TorchScript program: each has a class, and attributes that are tensors or other objects.
struct TorchScriptModel {
  struct Object {
    /// The names of attributes that lead to it.
    var path: [String]
    /// The name of the class without its module, such as "BatchNorm2d".
    var className: String
    var code: TorchScriptCode
    private(set) var tensors: [StoredTensor] = []
    /// The tensors by the names of the attributes.
    private(set) var own: [String: StoredTensor] = [:]
    var objects: [String: Int] = [:]

    init(path: [String], className: String, code: TorchScriptCode) {
      self.path = path
      self.className = className
      self.code = code
    }

    mutating func add(_ tensor: StoredTensor, _ name: String) {
      tensors.append(tensor)
      own[name] = tensor
    }
  }

  /// The main object first, each before those that it holds.
  var objects: [Object] = []
  /// Tensors of the program itself, as frozen ones have them.
  var constants: [StoredTensor] = []

  /// The model file: layers from the calls in the code, and what the code does not explain from the attributes.
  func model(_ path: String) -> ModelFile {
    let all = objects.flatMap(\.tensors)
    var model = ModelFile(format: "TorchScript", family: .pytorch, every: { () throws(FileError) in all })
    var used: Set<String> = []
    for index in objects.indices {
      for layer in layers(of: index) where !isKnown(layer, used) {
        model.layers.append(layer)
        used.formUnion(layer.tensors.map(\.name))
      }
    }
    nameFrozen(&model.layers)
    let counters = Set(model.layers.map { Self.joined($0.name, "num_batches_tracked") })
    model.tensors = (all + constants).filter {
      !used.contains($0.name) && !counters.contains($0.name)
    }
    if objects.allSatisfy(\.tensors.isEmpty), !constants.isEmpty {
      model.remarks.append(
        FileRemark("a frozen program: its tensors have no names, and what a batch norm was folded into shows no trace"))
    }
    return model
  }

  /// Numbers the layers that have no name, in the order of the calls in the code.
  private func nameFrozen(_ layers: inout [StatedLayer]) {
    var number = 0
    for index in layers.indices where (layers[index].mean ?? layers[index].gamma)?.name.hasPrefix(Self.constant) == true
    {
      layers[index].name = "batch_norm_\(number)"
      layers[index].notes.append(
        "the program has no name for it: it is counted among the calls of batch_norm in its code")
      number += 1
    }
  }

  /// What the names of tensors of the program itself begin with, in its code too.
  static let constant = "CONSTANTS.c"

  /// One layer may be called in several places.
  ///
  /// Freezing keeps equal constants once, so there two layers may have one tensor.
  private func isKnown(_ layer: StatedLayer, _ used: Set<String>) -> Bool {
    guard let name = (layer.mean ?? layer.gamma)?.name else { return true }
    return used.contains(name) && !name.hasPrefix(Self.constant)
  }

  private func layers(of index: Int) -> [StatedLayer] {
    let object = objects[index]
    let own = object.own
    var layers = object.code.calls.compactMap { layer(of: $0, index) }
    let isCalled = layers.contains { $0.mean != nil && $0.mean?.name == own["running_mean"]?.name }
    if !isCalled, let kind = TorchNorm.kind(object.className, own), kind == .batchNorm || layers.isEmpty {
      layers.append(
        StatedLayer(
          name: object.path.joined(separator: "."), kind: kind, channels: own["running_mean"]?.count,
          gamma: own["weight"], beta: own["bias"], mean: own["running_mean"], variance: own["running_var"]))
    }
    return layers.map { withFinals($0, object) }
  }

  /// Puts in what the class says of attributes that never change.
  private func withFinals(_ layer: StatedLayer, _ object: Object) -> StatedLayer {
    var layer = layer
    if layer.epsilon == nil, case .number(let epsilon)? = object.code.finals["eps"] { layer.epsilon = epsilon }
    switch object.code.finals["momentum"] {
    case .number(let momentum)?: layer.momentum = .ofNew(momentum)
    case TorchScriptCode.Value.none?: layer.momentum = .cumulative
    default: return layer
    }
    layer.notes.removeAll { $0.hasPrefix("the call has momentum 0") }
    return layer
  }

  private func layer(of call: TorchScriptCode.Call, _ index: Int) -> StatedLayer? {
    let mean = found(call.mean, from: index)
    let gamma = found(call.gamma, from: index)
    guard let anchor = mean ?? gamma else { return nil }
    return TorchNormCall(
      name: anchor.name, gamma: gamma?.tensor, beta: found(call.beta, from: index)?.tensor, mean: mean?.tensor,
      variance: found(call.variance, from: index)?.tensor, training: Self.bool(call.training),
      momentum: Self.number(call.momentum), epsilon: Self.number(call.epsilon)
    ).layer
  }

  private static func number(_ value: TorchScriptCode.Value?) -> Double? {
    if case .number(let number)? = value { number } else { nil }
  }

  private static func bool(_ value: TorchScriptCode.Value?) -> Bool? {
    if case .bool(let bool)? = value { bool } else { nil }
  }

  /// The tensor that an argument is, and the path of the object that has it.
  private func found(_ value: TorchScriptCode.Value?, from index: Int) -> (name: String, tensor: StoredTensor)? {
    switch value {
    case .constant(let number)?:
      guard constants.indices.contains(number) else { return nil }
      return ("", constants[number])
    case .attribute(let path)?:
      var object = index
      for name in path.dropLast() {
        guard let next = objects[object].objects[name] else { return nil }
        object = next
      }
      guard let tensor = path.last.flatMap({ objects[object].own[$0] }) else { return nil }
      return (objects[object].path.joined(separator: "."), tensor)
    default: return nil
    }
  }

  private static func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "." + name }
}
