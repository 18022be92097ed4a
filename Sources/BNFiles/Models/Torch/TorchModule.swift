import Platform

/// What a pickled module states: its layers with their attributes, and the tensors that no layer has.
struct TorchModule {
  private let torch: TorchPickle
  private(set) var layers: [StatedLayer] = []
  private(set) var tensors: [StoredTensor] = []
  private var seen: Set<Int> = []
  private var budget: TorchBudget

  /// How deep modules may hold each other: real ones do not go beyond some twenty.
  private static let deepest = 64

  /// Reads the module that a value is; fails where it is none.
  init?(_ value: PickleValue, in torch: TorchPickle, budget: inout TorchBudget) throws(FileError) {
    guard Parts(value, in: torch) != nil else { return nil }
    self.torch = torch
    self.budget = budget
    try walk(value, [], depth: 0)
    budget = self.budget
  }

  /// The attributes that every `torch.nn.Module` has.
  private struct Parts {
    var parameters: [PickleNode.Pair]
    var buffers: [PickleNode.Pair]
    var modules: [PickleNode.Pair]
    var attributes: [String: PickleValue]

    init?(_ value: PickleValue, in torch: TorchPickle) {
      guard let pairs = torch.attributes(value) else { return nil }
      var attributes: [String: PickleValue] = [:]
      for pair in pairs { if let name = pair.key.text { attributes[name] = pair.value } }
      guard let parameters = attributes["_parameters"].flatMap(torch.pickle.pairs),
        let modules = attributes["_modules"].flatMap(torch.pickle.pairs)
      else { return nil }
      self.parameters = parameters
      self.modules = modules
      buffers = attributes["_buffers"].flatMap(torch.pickle.pairs) ?? []
      self.attributes = attributes
    }
  }

  private mutating func walk(_ value: PickleValue, _ path: [String], depth: Int) throws(FileError) {
    // A module that is held twice is one module, as in named_modules().
    guard case .node(let index) = value, seen.insert(index).inserted, let parts = Parts(value, in: torch) else {
      return
    }
    guard depth < Self.deepest else {
      throw FileError(
        torch.path, "modules hold each other more than \(Self.deepest) deep; save the model's state_dict() instead")
    }
    try budget.spend(parts.parameters.count + parts.buffers.count + parts.modules.count, path: torch.path)
    let name = path.joined(separator: ".")
    var own: [String: StoredTensor] = [:]
    for pair in parts.parameters + parts.buffers {
      guard let key = pair.key.text else { continue }
      if let tensor = try torch.tensor((path + [key]).joined(separator: "."), pair.value) { own[key] = tensor }
    }
    let className = torch.className(value)?.name ?? ""
    if let layer = layer(name, className, parts.attributes, own) {
      layers.append(layer)
      let used = layer.tensors.map(\.name)
      // The counter says nothing that a layer tells.
      let rest = own.filter { !used.contains($0.value.name) && $0.key != "num_batches_tracked" }
      tensors += rest.sorted { $0.key < $1.key }.map(\.value)
    } else {
      for pair in parts.parameters + parts.buffers {
        if let key = pair.key.text, let tensor = own.removeValue(forKey: key) { tensors.append(tensor) }
      }
    }
    for pair in parts.modules {
      guard let key = pair.key.text else { continue }
      try walk(pair.value, path + [key], depth: depth + 1)
    }
  }

  /// The layer that a module is; `nil` for one that normalizes nothing.
  private func layer(
    _ name: String, _ className: String, _ attributes: [String: PickleValue], _ own: [String: StoredTensor]
  ) -> StatedLayer? {
    guard var kind = TorchNorm.kind(className, own) else { return nil }
    // Modules that only keep track of their input, such as RunningMeanStd, have buffers of these names too.
    let isNorm = ["Norm", "norm", "BN", "Bn"].contains(where: className.contains)
    if kind == .batchNorm, !isNorm, attributes["eps"] == nil { kind = .lookAlike(className) }
    var layer = StatedLayer(name: name, kind: kind)
    // Version 1 of the quantization-aware layers keeps gamma and beta beside the convolution's weight and bias.
    let isFused = own["gamma"] != nil
    layer.gamma = own[isFused ? "gamma" : "weight"]
    layer.beta = own[isFused ? "beta" : "bias"]
    layer.mean = own["running_mean"]
    layer.variance = own["running_var"]
    layer.channels = attributes["num_features"]?.integer ?? layer.mean?.count
    layer.epsilon = attributes["eps"].flatMap(torch.number)
    if let momentum = attributes["momentum"] {
      layer.momentum = momentum == .none ? .cumulative : torch.number(momentum).map { .ofNew($0) }
    }
    return layer
  }
}
