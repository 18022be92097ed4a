import Platform

/// Every tensor that a pickle of PyTorch holds, wherever in the value: also what optimizers remember, counters, and the
/// parts of tensors that are not read as wholes.
struct TorchInventory {
  private let torch: TorchPickle
  /// What is left out in front of names, as the model's own tensors have it.
  private let wrapping: [String]
  private(set) var tensors: [StoredTensor] = []
  private var seen: Set<Int> = []
  private var budget = TorchBudget()

  /// How deep values may lie in each other: a module takes two levels.
  private static let deepest = 160
  /// The dictionaries that modules keep their tensors and parts in: names of tensors are without them.
  private static let parts: Set<String> = ["_parameters", "_buffers", "_modules"]

  init(_ torch: TorchPickle, without wrapping: [String] = []) throws(FileError) {
    self.torch = torch
    self.wrapping = wrapping
    try walk(torch.pickle.root, [], depth: 0)
  }

  private mutating func walk(_ value: PickleValue, _ path: [String], depth: Int) throws(FileError) {
    guard case .node(let index) = value, depth < Self.deepest, seen.insert(index).inserted else { return }
    var members: [(name: String, value: PickleValue)]
    if let parts = torch.partsOfUnread(value) {
      members = parts.enumerated().map { (String($0.offset), $0.element) }
    } else if let tensor = try torch.tensor(name(path), value) {
      tensors.append(tensor)
      return
    } else {
      members = torch.members(value)
    }
    try budget.spend(members.count, path: torch.path)
    for (name, value) in members {
      try walk(value, Self.parts.contains(name) ? path : path + [name], depth: depth + 1)
    }
  }

  private func name(_ path: [String]) -> String {
    (path.starts(with: wrapping) ? path.dropFirst(wrapping.count) : path[...]).joined(separator: ".")
  }
}
