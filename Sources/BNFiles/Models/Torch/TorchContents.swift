import Platform

/// Everything with tensors in it that a pickle of PyTorch holds, group by group: dictionaries of tensors, and modules.
struct TorchContents {
  /// A dictionary of tensors or a module, and where it lies in the file's value.
  struct Group {
    var path: [String]
    var tensors: [StoredTensor] = []
    var layers: [StatedLayer] = []
    var isModule = false
  }

  private let torch: TorchPickle
  private(set) var groups: [Group] = []
  /// Numbers and short texts beside them: the epoch, the name of the architecture.
  private(set) var metadata: [String: String] = [:]
  /// How many tensors of optimizers were left out.
  private(set) var optimizerPaths: [String] = []
  private var seen: Set<Int> = []
  private var budget: TorchBudget

  /// How deep dictionaries may lie in each other.
  private static let deepest = 40
  private static let mostMetadata = 64

  init(_ torch: TorchPickle, budget: TorchBudget = TorchBudget()) throws(FileError) {
    self.torch = torch
    self.budget = budget
    try walk(torch.pickle.root, [], depth: 0)
  }

  private mutating func walk(_ value: PickleValue, _ path: [String], depth: Int) throws(FileError) {
    guard case .node(let index) = value, depth < Self.deepest, seen.insert(index).inserted else { return }
    if let module = try TorchModule(value, in: torch, budget: &budget) {
      groups.append(Group(path: path, tensors: module.tensors, layers: module.layers, isModule: true))
      return
    }
    let members = torch.members(value)
    try budget.spend(members.count, path: torch.path)
    if isOptimizer(members) {
      optimizerPaths.append(path.joined(separator: "."))
      return
    }
    var group = Group(path: path)
    let place = groups.count
    var rest: [(name: String, value: PickleValue)] = []
    for (name, value) in members {
      if let tensor = try torch.tensor(name, value) {
        group.tensors.append(tensor)
      } else {
        rest.append((name, value))
        if depth == 0 { note(name, value) }
      }
    }
    for (name, value) in rest { try walk(value, path + [name], depth: depth + 1) }
    if !group.tensors.isEmpty { groups.insert(group, at: place) }
  }

  /// An optimizer or its `state_dict()`: its buffers have the shapes of parameters and are none.
  private func isOptimizer(_ members: [(name: String, value: PickleValue)]) -> Bool {
    let names = Set(members.map(\.name))
    return names.contains("state") && names.contains("param_groups")
  }

  private mutating func note(_ name: String, _ value: PickleValue) {
    guard metadata.count < Self.mostMetadata, name.utf8.count <= 200 else { return }
    let text: String? =
      switch value {
      case .text(let text): text.utf8.count <= 200 ? text : nil
      case .bool(let value): String(value)
      case .integer(let value): String(value)
      default: torch.number(value).map { String($0) }
      }
    if let text { metadata[name] = text }
  }
}

extension TorchContents {
  /// The model file: names with the path of their group where there are several, or where the path is part of a name.
  func model(format: String, path: String) throws(FileError) -> ModelFile {
    if groups.isEmpty, let foreign = foreignGlobal {
      throw FileError(
        path,
        "holds no tensors but an object of \(foreign.description.quoted(limit: 80)), which only Python can make; save "
          + "torch.save(model.state_dict(), ...) instead")
    }
    // A loss or a counter beside the weights is a tensor too, and no group of its own.
    let main = groups.filter { group in !group.layers.isEmpty || group.tensors.contains { !$0.shape.isEmpty } }
    let format = main.contains(where: \.isModule) ? "PyTorch module" : format
    var model = ModelFile(format: format, family: .pytorch, metadata: metadata)
    for group in main.isEmpty ? groups : main {
      let prefix = main.count > 1 || !isWrapping(group) ? group.path.joined(separator: ".") : ""
      model.layers += group.layers.map { $0.prefixed(prefix) }
      model.tensors += group.tensors.map { $0.prefixed(prefix) }
    }
    model.remarks = remarks(main)
    let wrapping = main.count == 1 && isWrapping(main[0]) ? main[0].path : []
    model.every = { [torch] () throws(FileError) in try TorchInventory(torch, without: wrapping).tensors }
    return model
  }

  /// A class or function that is neither PyTorch's nor Python's own, if one is named.
  private var foreignGlobal: PickleGlobal? {
    let usual = ["collections", "builtins", "__builtin__", "numpy", "_codecs", "copyreg", "copy_reg", "torch"]
    for node in torch.pickle.nodes where node.kind == .call {
      if let global = node.function.global,
        !usual.contains(String(global.module.prefix { $0 != "." }))
      {
        return global
      }
    }
    return nil
  }

  /// Whether the group's path only wraps it: then names are whole without it.
  private func isWrapping(_ group: Group) -> Bool {
    let names = group.tensors.map(\.name) + group.layers.map(\.name)
    return group.path.allSatisfy(Self.wrappers.contains) || names.contains { $0.utf8.contains(UInt8(ascii: ".")) }
  }

  /// The keys under which training programs put a model's weights.
  private static let wrappers: Set<String> = [
    "state_dict", "model", "model_state_dict", "model_state", "ema", "ema_state_dict", "model_ema", "state_dict_ema",
    "net", "network", "weights", "params", "params_ema", "checkpoint", "module", "state", "backbone_state_dict",
  ]

  private func remarks(_ main: [Group]) -> [FileRemark] {
    var remarks: [FileRemark] = []
    let paths = main.map { $0.path.joined(separator: ".") }
    if main.count > 1 {
      remarks.append(
        FileRemark(
          "holds \(main.count) groups of tensors: \(paths.listed()); names begin with the group's so that they differ"))
    } else if let path = paths.first, !path.isEmpty {
      remarks.append(FileRemark("the tensors are those of the member \(path.quoted(limit: 80))"))
    }
    if !optimizerPaths.isEmpty {
      remarks.append(
        FileRemark("left out what an optimizer remembers, which is no layer: \(optimizerPaths.listed())"))
    }
    return remarks
  }
}
