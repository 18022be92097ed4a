/// The four vectors of a batch norm by the names that versions of Keras gave them.
enum KerasRole: Int, CaseIterable, Sendable {
  case gamma, beta, mean, variance

  /// The role of a weight by the last part of its name; `nil` for any other weight.
  ///
  /// Keras 2 writes `gamma:0`, Keras 3 `gamma`, Keras 1 `batchnormalization_1_gamma` and calls the variance
  /// `running_std`, which it is not: `keras/layers/normalization.py` of 1.2.2 passes it on as the variance.
  init?(_ weight: Substring) {
    let name = Substring(weight.utf8.prefix { $0 != UInt8(ascii: ":") })
    let found =
      Self.known.first { word, _ in name == word } ?? Self.known.first { word, _ in name.hasSuffix("_" + word) }
    guard let found else { return nil }
    self = found.role
  }

  private static let known: [(word: String, role: KerasRole)] = [
    ("gamma", .gamma), ("beta", .beta), ("moving_mean", .mean), ("moving_variance", .variance), ("running_mean", .mean),
    ("running_variance", .variance), ("running_var", .variance), ("running_std", .variance),
  ]
}

/// The tensors of one layer, by their roles.
struct KerasVectors: Sendable {
  var gamma: StoredTensor?
  var beta: StoredTensor?
  var mean: StoredTensor?
  var variance: StoredTensor?

  subscript(_ role: KerasRole) -> StoredTensor? {
    get {
      switch role {
      case .gamma: gamma
      case .beta: beta
      case .mean: mean
      case .variance: variance
      }
    }
    set {
      switch role {
      case .gamma: gamma = newValue
      case .beta: beta = newValue
      case .mean: mean = newValue
      case .variance: variance = newValue
      }
    }
  }

  /// The layer that they make.
  func layer(
    _ name: String, kind: StatedLayer.Kind = .batchNorm, settings: KerasSettings?, isBiased: Bool
  ) -> StatedLayer {
    let shape = (mean ?? KerasRole.allCases.lazy.compactMap { self[$0] }.first)?.shape ?? []
    var layer = StatedLayer(
      name: name, kind: kind, channels: elementCount(of: shape), gamma: gamma, beta: beta, mean: mean,
      variance: variance, epsilon: settings?.epsilon, momentum: settings?.momentum.map { .ofOld($0) })
    if kind == .batchNorm { layer.varianceKind = isBiased ? .biased : .unknown }
    let axes = settings?.axes ?? []
    if axes.count == 1 { layer.axis = axes[0] }
    if axes.count > 1 {
      layer.notes.append("its channels lie along the axes \(axes.map(String.init).joined(separator: ", "))")
    }
    if settings?.renorm == true {
      layer.notes.append(
        "batch renormalization; inference uses moving_mean and moving_variance, as these are")
    }
    return layer
  }
}
