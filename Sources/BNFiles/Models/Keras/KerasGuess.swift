import Platform

/// Tells a batch norm among groups of Keras 3's weights that no configuration speaks of: by the names and the shapes.
///
/// The arrays have no names. A LayerNormalization has two vectors of one length, and so has a batch norm without gamma
/// and beta: then the group's name decides.
struct KerasGuess {
  private let store: KerasStore
  private let group: String
  private let name: String
  private let isBiased: Bool

  init(_ store: KerasStore, _ group: String, name: String, isBiased: Bool) {
    self.store = store
    self.group = group
    self.name = name
    self.isBiased = isBiased
  }

  private enum Hint { case batchNorm, otherNorm(String), none }

  func layer() throws(FileError) -> StatedLayer? {
    guard let object = store.objects[group], !object.arrays.isEmpty else { return nil }
    let hint = hint(object.name)
    // Only where it may matter: a group of a large layer is left alone.
    guard (1...7).contains(object.arrays.count) else { return nil }
    if case .none = hint, ![4, 7].contains(object.arrays.count) { return nil }
    let tensors = try store.tensors(of: group)
    switch hint {
    case .otherNorm(let what):
      var vectors = KerasVectors()
      vectors.gamma = tensors[0]
      if tensors.count > 1 { vectors.beta = tensors[1] }
      return vectors.layer(name, kind: .lookAlike(what), settings: nil, isBiased: isBiased)
    case .batchNorm, .none:
      guard let shape = tensors.first?.shape, !shape.isEmpty,
        tensors.allSatisfy({ $0.shape == shape && !$0.isIntegral })
      else { return nil }
      if case .none = hint, shape.count != 1 { return nil }
      return try batchNorm(tensors, isNamed: { if case .batchNorm = hint { true } else { false } }())
    }
  }

  private func batchNorm(_ tensors: [StoredTensor], isNamed: Bool) throws(FileError) -> StatedLayer? {
    var note: String?
    let roles: [KerasRole]
    switch tensors.count {
    case 4, 7: roles = KerasRole.allCases
    case 3, 6:
      let isGamma = try tensors[0].numbers().allSatisfy { $0 > 0 }
      roles = [isGamma ? .gamma : .beta, .mean, .variance]
      note =
        "the file does not say which of gamma and beta it has; the vector was taken for \(isGamma ? "gamma" : "beta") since "
        + (isGamma ? "all of its values are above 0" : "not all of its values are above 0")
    case 2, 5: roles = [.mean, .variance]
    default: return nil
    }
    var vectors = KerasVectors()
    for (role, tensor) in zip(roles, tensors) { vectors[role] = tensor }
    var layer = vectors.layer(name, settings: nil, isBiased: isBiased)
    if let note { layer.notes.append(note) }
    if tensors.count > 4 {
      layer.notes.append("batch renormalization; inference uses moving_mean and moving_variance, as these are")
    }
    if !isNamed {
      layer.notes.append(
        "taken for a batch norm by its \(tensors.count) vectors of one length: no name and no configuration says so")
    }
    return layer
  }

  /// What the group's name, or its object's own, says.
  private func hint(_ name: String?) -> Hint {
    let part = group.split(separator: "/").last.map(String.init) ?? ""
    for text in [part, name ?? ""] {
      let plain = text.lowercased().filter { $0 != "_" && $0 != "-" }
      if plain.holds("batchnorm") || plain.holds("batchrenorm") || Self.hasWord("bn", text) { return .batchNorm }
      for (sign, what) in Self.otherNorms where plain.holds(sign) { return .otherNorm(what) }
      // Keras's layer for inputs: mean and variance of the data, and a count.
      if text.lowercased().hasPrefix("normalization") { return .otherNorm("Normalization") }
    }
    return .none
  }

  private static let otherNorms = [
    ("layernorm", "LayerNormalization"), ("groupnorm", "GroupNormalization"), ("instancenorm", "InstanceNormalization"),
    ("rmsnorm", "RMSNormalization"), ("unitnorm", "UnitNormalization"), ("spectralnorm", "SpectralNormalization"),
  ]

  /// Whether a text holds a word, apart from the digits behind it.
  private static func hasWord(_ word: String, _ text: String) -> Bool {
    text.lowercased().split { !$0.isLetter }.contains { $0 == word }
  }
}
