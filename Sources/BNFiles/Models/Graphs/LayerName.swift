/// A layer's name where its node has none: what the names of its tensors have in common.
enum LayerName {
  /// The common beginning of some names up to the last mark that parts names: `bn` of `bn.weight` and `bn.bias`.
  ///
  /// - Returns: `nil` where they have nothing in common.
  static func common(_ names: [String]) -> String? {
    guard var shared = names.first.map(Array.init), Set(names).count > 1 else { return nil }
    for name in names { shared = Array(zip(shared, name).prefix { $0 == $1 }.map(\.0)) }
    guard let cut = shared.lastIndex(where: { "./_:".contains($0) }) else { return nil }
    let name = String(shared[..<cut])
    return name.isEmpty ? nil : name
  }
}
