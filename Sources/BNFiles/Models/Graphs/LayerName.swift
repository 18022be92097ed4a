/// A layer's name where its node has none: what the names of its tensors have in common.
enum LayerName {
  /// The scope that some names of variables stand in, if it is one.
  static func parent(_ names: [String]) -> String? {
    let parents = Set(names.map { CheckpointNames.split($0).parent })
    guard parents.count == 1, let parent = parents.first, !parent.isEmpty else { return nil }
    return parent
  }

  /// The common beginning of some names up to the last mark that parts names: `bn` of `bn.weight` and `bn.bias`.
  ///
  /// - Returns: `nil` where they have nothing in common.
  static func common(_ names: [String]) -> String? {
    guard var shared = names.first.map(Array.init), Set(names).count > 1 else { return nil }
    for name in names { shared = Array(zip(shared, name).prefix { $0 == $1 }.map(\.0)) }
    guard var cut = shared.lastIndex(where: { "./_:".contains($0) }) else { return nil }
    // `moving_mean` and `running_var` are one word each.
    if shared[cut] == "_",
      ["moving", "running"].contains(where: { shared[..<cut].reversed().starts(with: $0.reversed()) })
    {
      guard let before = shared[..<cut].lastIndex(where: { "./_:".contains($0) }) else { return nil }
      cut = before
    }
    let name = String(shared[..<cut])
    return name.isEmpty ? nil : name
  }
}
