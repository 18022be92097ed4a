/// The weights of one group of a Keras 2 file, put together by the names in front of their roles.
struct KerasWeightSets {
  /// The weights that have one name in front of their roles: those of one layer.
  struct WeightSet {
    var prefix: String
    /// In the file's order: gamma, beta, mean, variance, where they are all there.
    var weights: [(role: KerasRole?, path: String)] = []

    func path(of role: KerasRole) -> String? { weights.first { $0.role == role }?.path }
    var isBatchNormalization: Bool { path(of: .mean) != nil && path(of: .variance) != nil }

    func ends(with name: String) -> Bool { prefix == name || prefix.hasSuffix("/" + name) }
  }

  private var sets: [WeightSet] = []
  private var isTaken: [Bool] = []
  /// The places of the sets by the last part of their prefixes.
  private var places: [Substring: [Int]] = [:]

  /// - Parameters:
  ///   - names: the weights' names.
  ///   - group: the path that they stand under.
  init(_ names: [String], of group: String) {
    var known: [String: Int] = [:]
    for name in names {
      let cut = name.utf8.lastIndex(of: UInt8(ascii: "/"))
      let prefix = cut.map { String(name[..<$0]) } ?? Self.prefixOfKeras1(name)
      let last = cut.map { name[name.utf8.index(after: $0)...] } ?? name[...]
      let place = known[prefix] ?? sets.count
      if place == sets.count {
        sets.append(WeightSet(prefix: prefix))
        known[prefix] = place
        places[Self.lastPart(prefix), default: []].append(place)
      }
      sets[place].weights.append((KerasRole(last), "\(group)/\(name)"))
    }
    isTaken = Array(repeating: false, count: sets.count)
  }

  var count: Int { sets.count }

  private static func lastPart(_ name: String) -> Substring {
    name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name[name.utf8.index(after: $0)...] } ?? name[...]
  }

  /// The layer's name in front of the role in a name without a slash: `batchnormalization_1_gamma`.
  private static func prefixOfKeras1(_ name: String) -> String {
    let plain = name.prefix { $0 != ":" }
    let ends = ["_gamma", "_beta", "_running_mean", "_running_std", "_moving_mean", "_moving_variance"]
    return ends.first { plain.hasSuffix($0) }.map { String(plain.dropLast($0.count)) } ?? ""
  }

  /// Takes out the set whose name fits a layer best; `nil` where none fits.
  ///
  /// - Parameters:
  ///   - layer: a layer of the configuration.
  ///   - isOnly: whether the group is that layer's alone, whatever its weights are called.
  /// - Returns: the set, which is not handed out again.
  mutating func take(for layer: KerasConfig.Layer, isOnly: Bool) -> WeightSet? {
    if isOnly, sets.count == 1, !isTaken[0] { return take(0) }
    let own = layer.names.last ?? ""
    let candidates = (places[Self.lastPart(own)] ?? []).filter { !isTaken[$0] && sets[$0].ends(with: own) }
    // The names around it, as far as they stand in front of the weights as well, decide between several.
    for count in (1...max(1, layer.names.count)).reversed() {
      let name = layer.names.suffix(count).joined(separator: "/")
      if let place = candidates.first(where: { sets[$0].ends(with: name) }) { return take(place) }
    }
    return nil
  }

  private mutating func take(_ place: Int) -> WeightSet {
    isTaken[place] = true
    return sets[place]
  }

  /// What is left of batch norms.
  var others: [WeightSet] {
    sets.indices.filter { !isTaken[$0] && sets[$0].isBatchNormalization }.map { sets[$0] }
  }
}

/// The order in which a batch norm makes its vectors, which is the order that they are saved in.
enum KerasPositions {
  /// The roles that come first; those of batch renormalization follow.
  static func roles(_ settings: KerasSettings) -> [KerasRole] {
    KerasRole.allCases.filter {
      switch $0 {
      case .gamma: settings.scale ?? true
      case .beta: settings.center ?? true
      case .mean, .variance: true
      }
    }
  }
}
