import BNFiles

/// What free text in a file says of its layers, such as `__metadata__` of safetensors.
///
/// What stands behind a layer's name is that layer's, in the words and the sense of the library whose names its tensors have:
/// `conv1.bn.eps`, `conv1/bn/epsilon`.
struct MetadataNumbers: Sendable {
  private let metadata: [String: String]

  init(_ metadata: [String: String]) { self.metadata = metadata }

  private static let epsilonNames = [
    "epsilon", "eps", "bn_epsilon", "bn_eps", "batch_norm_epsilon", "batch_norm_eps", "batchnorm_epsilon",
    "batchnorm_eps",
  ]

  /// The epsilon of a layer: its own, by the layer's name before it, or one for all.
  func epsilon(of layer: String) -> Double? {
    guard !metadata.isEmpty else { return nil }
    let names = Self.epsilonWords.flatMap { Self.keys($0, of: layer) } + Self.epsilonNames
    return names.lazy.compactMap { metadata[$0].flatMap { Double($0) } }.first { $0.isFinite && $0 >= 0 }
  }

  /// The momentum of a layer, in the sense of a library.
  ///
  /// A layer's own only: what stands there without a layer's name may be an optimizer's.
  func momentum(of layer: String, _ dialect: Dialect) -> StatedLayer.Momentum? {
    guard let text = text("momentum", of: layer) else { return nil }
    let isOfNew = if case .ofNew = dialect.momentum { true } else { false }
    if text == Self.none, isOfNew { return .cumulative }
    guard let share = Double(text), share.isFinite else { return nil }
    return isOfNew ? .ofNew(share) : .ofOld(share)
  }

  /// What training put into the variance of a layer.
  func varianceKind(of layer: String) -> StatedLayer.VarianceKind? {
    text("variance_kind", of: layer).flatMap(StatedLayer.VarianceKind.init)
  }

  /// Whether a number of a layer was assumed by whoever wrote the file: `momentum`, or a word for epsilon.
  func isAssumed(_ word: String, of layer: String) -> Bool {
    text("\(word)_source", of: layer) == FoundLayer.Source.assumed.rawValue
  }

  func isEpsilonAssumed(of layer: String) -> Bool { Self.epsilonWords.contains { isAssumed($0, of: layer) } }

  private func text(_ word: String, of layer: String) -> String? {
    guard !metadata.isEmpty else { return nil }
    return Self.keys(word, of: layer).lazy.compactMap { metadata[$0] }.first
  }

  private static let epsilonWords = ["epsilon", "eps"]

  /// PyTorch's momentum of a plain average.
  private static let none = "None"

  /// The keys of a word; that of a layer without a name is the word.
  private static func keys(_ word: String, of layer: String) -> [String] {
    layer.isEmpty ? [word] : ["\(layer).\(word)", "\(layer)/\(word)"]
  }

  // MARK: Writing

  /// What this reads, of a layer that is written under a name of a library's own.
  static func entries(of layer: ExportedLayer, named name: String, _ naming: LayerNaming) -> [String: String] {
    var entries: [String: String] = [:]
    func add(_ word: String, _ text: String?) {
      if let text { entries[name.isEmpty ? word : name + naming.separator + word] = text }
    }
    func source(_ isStated: Bool) -> String { (isStated ? FoundLayer.Source.file : .assumed).rawValue }
    if let epsilon = layer.epsilon {
      add(naming.epsilon, "\(epsilon)")
      add(naming.epsilon + "_source", source(layer.isEpsilonStated))
    }
    if let momentum = naming.text(of: layer.momentum) {
      add("momentum", momentum)
      add("momentum_source", source(layer.isMomentumStated))
    }
    add("variance_kind", layer.varianceKind.rawValue)
    return entries
  }
}

extension LayerNaming {
  /// A momentum in this library's sense; `nil` where it is not known, or the library has no such one.
  fileprivate func text(of momentum: StatedLayer.Momentum?) -> String? {
    switch (self, momentum) {
    case (.torch, .ofNew(let share)), (.tensorFlow, .ofOld(let share)): "\(share)"
    case (.torch, .ofOld(let share)), (.tensorFlow, .ofNew(let share)): "\(Self.rest(of: share))"
    case (.torch, .cumulative): "None"
    case (.tensorFlow, .cumulative), (_, nil): nil
    }
  }

  /// What a share leaves of 1, in the fewest digits that say it: 0.1 of 0.9, where the difference has 0.09999999999999998.
  private static func rest(of share: Double) -> Double {
    let rest = 1 - share
    let short = (rest * 1e15).rounded() / 1e15
    return 1 - short == share ? short : rest
  }
}
