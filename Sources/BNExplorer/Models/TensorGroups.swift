import BNFiles
import Platform

/// All tensors of a file by the layers that their names put them in.
struct TensorGroups: Sendable {
  /// In the order of their first tensors.
  private(set) var groups: [TensorGroup] = []
  /// What is kept beside the layers' numbers, by kind, in file order.
  private(set) var companions: [(kind: TensorName.Companion, tensor: StoredTensor)] = []

  init(_ tensors: [StoredTensor]) {
    var places: [Substring: Int] = [:]
    for tensor in tensors {
      let name = TensorName(tensor.name)
      if let kind = name.companion {
        if TensorName.words.contains(name.word), tensor.count != 1 || kind == .zeroDebias {
          companions.append((kind, tensor))
        }
        continue
      }
      let place = places[name.layer] ?? groups.count
      if place == groups.count {
        places[name.layer] = place
        groups.append(TensorGroup(name: String(name.layer)))
      }
      groups[place].add(name, tensor)
    }
    joinTrees()
  }

  /// Trees of one model beside each other, in which JAX's libraries keep parameters and statistics.
  private static let trees: Set<Substring> = ["params", "batch_stats", "state", "model_state"]

  /// Puts the statistics of one tree with the parameters of the other.
  ///
  /// `params/bn/scale` belongs to `batch_stats/bn/mean`, and `params/bn/offset` to `state/bn/~/mean_ema/average`.
  private mutating func joinTrees() {
    var byPath: [String: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      if let path = Self.pathWithoutTrees(group.name) { byPath[path, default: []].append(index) }
    }
    guard !byPath.isEmpty else { return }
    // The parameters may stand outside of any tree: `bn/scale` beside `bn/~/mean_ema/average`.
    for (index, group) in groups.enumerated() where Self.pathWithoutTrees(group.name) == nil {
      let path = TensorName.parts(of: group.name[...]).joined(separator: "/")
      if byPath[path] != nil { byPath[path]?.append(index) }
    }
    var absorbed: Set<Int> = []
    for (path, indices) in byPath where indices.count > 1 {
      let withStatistics = indices.filter { index in
        groups[index].mayHaveStatistics && Dialect.all.contains { $0.hasStatistics(in: groups[index]) }
      }
      let others = indices.filter { !withStatistics.contains($0) }
      guard withStatistics.count == 1, others.count == 1, let first = indices.min() else { continue }
      for index in indices where index != first {
        groups[first].add(groups[index])
        absorbed.insert(index)
      }
      groups[first].name = path
      groups[first].isJoined = true
    }
    groups = groups.enumerated().filter { !absorbed.contains($0.offset) }.map(\.element)
  }

  /// The path without the names of trees, and without Haiku's `~`; `nil` where it has none of them.
  private static func pathWithoutTrees(_ name: String) -> String? {
    guard trees.contains(where: { name.holds(String($0)) }) || name.holds("~") else { return nil }
    let parts = TensorName.parts(of: name[...])
    let kept = parts.filter { !trees.contains($0) && $0 != "~" }
    return kept.count < parts.count ? kept.joined(separator: "/") : nil
  }
}

extension Dialect {
  /// Whether both statistics of a layer are there under this dialect's names.
  func hasStatistics(in group: TensorGroup) -> Bool { statistics.contains { group.both($0) != nil } }
}
