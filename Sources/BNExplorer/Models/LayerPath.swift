/// A layer's name without what dialects and programs put into it, so that `module.layer1.0.bn1`, `layer1/0/bn1` and
/// `layer1_0_bn1` are one.
struct LayerPath: Hashable, Sendable {
  /// In small letters.
  private(set) var parts: [Substring]

  init(_ name: String) {
    let pieces: [Substring] = name.lowercased().split { "/.,".contains($0) }
    var parts = pieces.map { part in
      // TensorFlow's number of an output.
      part.lastIndex(of: ":").map { part[..<$0] } ?? part
    }
    parts.removeAll(where: Self.wrappers.contains)
    // What is left may be a wrapping's name alone, which is a name then.
    while parts.count > 1, FoundModel.wrappings.contains(parts[0]) { parts.removeFirst() }
    while parts.count > 1, let last = parts.last, Self.isOperation(last) { parts.removeLast() }
    self.parts = parts.flatMap { (part: Substring) -> [Substring] in part.split(separator: "_") }
  }

  /// What stands around any module of a model.
  private static let wrappers: Set<Substring> = [
    "module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
  ]

  /// The operation of a layer in a graph, behind the layer's own name.
  private static func isOperation(_ part: Substring) -> Bool {
    part == "batchnormalization" || part.hasPrefix("fusedbatchnorm")
  }

  /// Whether one of two paths is the end of the other.
  func ends(like other: LayerPath) -> Bool {
    let count = min(parts.count, other.parts.count)
    return count > 0 && parts.suffix(count) == other.parts.suffix(count)
  }

  /// The paths of names without the parts that all of them begin with.
  static func withoutCommonBeginning(_ names: [String]) -> [LayerPath] {
    var paths = names.map { LayerPath($0) }
    guard paths.count > 1, let first = paths.first else { return paths }
    var common = paths.map { $0.parts.count - 1 }.min() ?? 0
    for path in paths {
      common = min(common, zip(path.parts, first.parts).prefix { $0 == $1 }.count)
    }
    if common > 0 { for index in paths.indices { paths[index].parts.removeFirst(common) } }
    return paths
  }

  /// Whether a library made a name up by counting, as in `batch_normalization_7`: the number depends on what else a
  /// program had built.
  static func isCounted(_ name: String) -> Bool {
    let last = TensorName.split(name[...]).last.lowercased()
    let stem = last.replacing(#/_?[0-9]+$/#, with: "")
    return ["batch_normalization", "batchnormalization", "batch_norm", "batchnorm"].contains(stem)
  }
}
