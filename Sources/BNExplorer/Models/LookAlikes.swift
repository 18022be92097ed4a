import BNFiles
import Platform

/// What may be taken for batch norms by its names or shapes, named as what it is.
enum LookAlikes {
  static func layer(_ name: String, _ channels: Int?, _ what: String, notes: [String] = []) -> FoundLayer {
    FoundLayer(name: name, kind: .lookAlike(what), channels: channels, notes: notes)
  }

  /// Gamma and beta, or weight and bias, without statistics.
  static func affine(_ group: TensorGroup) -> FoundLayer? {
    if let layer = reparametrized(group) { return layer }
    guard !group.isCut else { return nil }
    let pairs = [("weight", "bias"), ("gamma", "beta"), ("scale", "bias"), ("scale", "offset")]
    for (first, second) in pairs {
      guard let scale = group[first], let shift = group[second] else { continue }
      guard scale.isAffineVector, shift.isAffineVector, scale.count == shift.count else { continue }
      return layer(group.name, scale.count, kind(group, "\(first) and \(second)"))
    }
    for word in ["weight", "gamma", "scale"] where group.calling.holds("norm") {
      guard let scale = group[word], scale.isAffineVector else { continue }
      return layer(group.name, scale.count, "a norm with \(word) alone, such as RMSNorm: it has no statistics")
    }
    return nil
  }

  private static func kind(_ group: TensorGroup, _ words: String) -> String {
    let called = group.calling
    if called.holds("bn") || called.holds("batch") {
      return
        "\(words) without statistics: a batch norm that uses those of each batch, or one whose statistics were left out"
    }
    if called.hasPrefix("ln") || called.holds("layer") { return "LayerNorm: \(words) without statistics" }
    if called.hasPrefix("gn") || called.holds("group") { return "GroupNorm: \(words) without statistics" }
    if called.hasPrefix("in") || called.holds("instance") { return "InstanceNorm: \(words) without statistics" }
    return "\(words) without statistics: a layer or group norm, or an affine layer"
  }

  /// Weight norm and spectral norm, which act on a kernel.
  private static func reparametrized(_ group: TensorGroup) -> FoundLayer? {
    if let length = group["weight_g"], group["weight_v"] != nil {
      return layer(group.name, length.count, "weight norm: a kernel kept as length and direction")
    }
    if group["weight_orig"] != nil, group["weight_u"] != nil {
      return layer(group.name, nil, "spectral norm: a kernel divided by its largest singular value")
    }
    guard group.name.hasSuffix("parametrizations.weight"), let length = group["original0"] else { return nil }
    return layer(
      String(group.name.dropLast("parametrizations.weight".count + 1)), length.count,
      "weight norm: a kernel kept as length and direction")
  }

  /// One of the two statistics without the other.
  static func partial(_ group: TensorGroup) -> FoundLayer? {
    for dialect in Dialect.all {
      // Words that are used for all sorts of things say nothing alone.
      for pair in dialect.statistics where !["mean", "w_1", "input_mean"].contains(pair.first) {
        let (mean, variance) = (group[pair.first], group[pair.second])
        guard let present = mean ?? variance, !group.isCut else { continue }
        let (has, lacks) = mean == nil ? (pair.second, pair.first) : (pair.first, pair.second)
        return layer(
          group.name, present.count, "a part of a batch norm: \(has) is there and \(lacks) is missing",
          notes: ["the file is not whole: \(lacks) is missing beside \(has)"])
      }
    }
    return nil
  }

  /// Mean and variance of inputs, which Keras' Normalization and observers of environments keep with a count.
  static func inputScaling(_ group: TensorGroup, _ dialect: Dialect) -> String? {
    let hasAffine = dialect.affine.contains { group[$0.first] != nil || group[$0.second] != nil }
    guard !hasAffine else { return nil }
    if group["count"] != nil { return "mean and variance of inputs with a count of them: no layer that is trained" }
    let isCalled = ["bn", "norm"].contains { group.calling.holds($0) } && group.calling != "normalization"
    guard dialect.name == Dialect.plain.name, !isCalled else { return nil }
    return "mean and variance without gamma and beta: a scaling of inputs, or a batch norm without them"
  }

  static func unequal(
    _ group: TensorGroup, _ pair: Dialect.Pair, _ mean: StoredTensor, _ variance: StoredTensor
  ) -> FoundLayer {
    unequal(group, pair.second, variance, pair, mean)
  }

  /// Tensors whose lengths are not those of one layer.
  static func unequal(
    _ group: TensorGroup, _ word: String, _ tensor: StoredTensor, _ pair: Dialect.Pair, _ mean: StoredTensor
  ) -> FoundLayer {
    let lengths = "\(pair.first) has the shape \(mean.shape) and \(word) \(tensor.shape)"
    return layer(
      group.name, nil, "names of a batch norm whose lengths disagree: \(lengths)",
      notes: ["\(lengths): these cannot be numbers of one layer; the file is damaged, or the names mislead"])
  }

  /// One line for each kind of what is kept beside the layers' numbers.
  static func companions(_ all: [(kind: TensorName.Companion, tensor: StoredTensor)]) -> [FoundLayer] {
    TensorName.Companion.allCases.compactMap { kind in
      let tensors = all.filter { $0.kind == kind }.map(\.tensor)
      guard let first = tensors.first else { return nil }
      return layer(
        first.name, first.count, kind.rawValue,
        notes: tensors.count == 1 ? [] : ["\(tensors.count) tensors of this kind, the first is named"])
    }
  }
}

extension StoredTensor {
  /// Whether it may be a scale or a shift of a norm without statistics.
  fileprivate var isAffineVector: Bool { shape.count == 1 && !isIntegral && (count ?? 0) > 0 }
}
