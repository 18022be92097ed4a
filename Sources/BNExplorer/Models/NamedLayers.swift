import BNFiles
import Platform

/// The layers that the names of tensors tell, where a file does not state them.
struct NamedLayers {
  private(set) var layers: [FoundLayer] = []
  private let file: ModelFile
  private let metadata: MetadataNumbers
  private let given: GivenNumbers

  /// Groups the tensors of a file, in file order.
  ///
  /// - Throws: ``FileError`` where an epsilon that stands among the tensors cannot be read.
  init(_ file: ModelFile, given: GivenNumbers) throws(FileError) {
    self.file = file
    self.given = given
    metadata = MetadataNumbers(file.metadata)
    let all = TensorGroups(file.tensors)
    layers.reserveCapacity(all.groups.count / 2)
    for group in all.groups {
      if let layer = try layer(group) { layers.append(layer) }
    }
    layers += LookAlikes.companions(all.companions)
  }

  private func layer(_ group: TensorGroup) throws(FileError) -> FoundLayer? {
    guard group.mayHaveStatistics else { return LookAlikes.affine(group) }
    for dialect in Dialect.all {
      for pair in dialect.statistics {
        guard let (mean, variance) = group.both(pair) else { continue }
        let own = self.dialect(dialect, of: group)
        return try normalization(group, own, pair, mean, variance)
      }
    }
    return LookAlikes.partial(group) ?? LookAlikes.affine(group)
  }

  /// The dialect of a group whose statistics are called as in another: gluon's names with a convolution's kernel among them
  /// are those of PyTorch's quantization-aware layers, Flax's outside of its trees are anybody's, and slim calls its scopes
  /// as nobody else does.
  private func dialect(_ dialect: Dialect, of group: TensorGroup) -> Dialect {
    switch dialect.name {
    case Dialect.pytorch.name:
      let isGluon = file.family == .any && group["gamma"] != nil && group["weight"] == nil
      return isGluon ? .gluon : dialect
    case Dialect.tensorFlow.name: return group.isOfSlim ? .slim : dialect
    case Dialect.flax.name:
      return group.isJoined || file.family == .flax ? dialect : group["B"] == nil ? .plain : .onnx
    default: return dialect
    }
  }

  private func normalization(
    _ group: TensorGroup, _ dialect: Dialect, _ pair: Dialect.Pair, _ mean: StoredTensor, _ variance: StoredTensor
  ) throws(FileError) -> FoundLayer {
    var layer = FoundLayer(name: group.name, kind: .batchNorm, channels: mean.count)
    guard let channels = mean.count, channels > 0, variance.count == channels else {
      return LookAlikes.unequal(group, pair, mean, variance)
    }
    if let what = LookAlikes.inputScaling(group, dialect) { return LookAlikes.layer(group.name, channels, what) }
    let affine = AffinePart(group, dialect, beside: mean)
    if let (word, tensor) = affine.unequal { return LookAlikes.unequal(group, word, tensor, pair, mean) }
    layer.gamma = affine.gamma
    layer.beta = affine.beta
    layer.mean = mean
    layer.variance = dialect.holdsEpsilon ? variance.asVarianceOfInverse : variance
    layer.notes = affine.notes + Self.notes(group, dialect)
    layer.varianceKind = dialect.isOwn || file.family == .pytorch ? dialect.varianceKind : .unknown
    try state(&layer, group, dialect)
    layer.assume(dialect, given)
    return layer
  }

  /// Epsilon and momentum where the file says them, as numbers beside the others or in its free text.
  private func state(_ layer: inout FoundLayer, _ group: TensorGroup, _ dialect: Dialect) throws(FileError) {
    for word in ["epsilon", "eps"] where layer.epsilon == nil {
      layer.epsilon = try Self.single(group[word])
    }
    if dialect.holdsEpsilon {
      // Nothing is left to add: the stored deviations hold it.
      layer.epsilon = 0
    } else if layer.epsilon == nil, let epsilon = metadata.epsilon(of: group.name) {
      layer.epsilon = epsilon
      layer.isEpsilonDoubtful = metadata.isEpsilonAssumed(of: group.name)
      let assumed = layer.isEpsilonDoubtful ? ", whose writer had assumed it" : ""
      layer.notes.append("epsilon \(epsilon) is from the free text that the file holds about itself\(assumed)")
    }
    if layer.epsilon != nil { layer.epsilonSource = .file }
    if let momentum = try Self.single(group["momentum"]) {
      if case .ofNew = dialect.momentum {
        layer.storedMomentum = .ofNew(momentum)
      } else {
        layer.storedMomentum = .ofOld(momentum)
      }
      layer.momentumSource = .file
    } else if let momentum = metadata.momentum(of: group.name, dialect) {
      state(momentum, of: &layer)
    }
    layer.varianceKind = metadata.varianceKind(of: group.name) ?? layer.varianceKind
  }

  /// A momentum from the file's free text.
  private func state(_ momentum: StatedLayer.Momentum, of layer: inout FoundLayer) {
    layer.storedMomentum = momentum
    guard let share = layer.momentum else {
      layer.noteCumulativeMomentum()
      return
    }
    layer.momentumSource = .file
    layer.isMomentumDoubtful = metadata.isAssumed("momentum", of: layer.name)
    if layer.isMomentumDoubtful {
      layer.notes.append("momentum \(share) is from the file's free text, whose writer had assumed it")
    }
  }

  private static func single(_ tensor: StoredTensor?) throws(FileError) -> Double? {
    guard let tensor, tensor.count == 1, let number = try tensor.numbers().first, number.isFinite, number >= 0 else {
      return nil
    }
    return number
  }

  private static func notes(_ group: TensorGroup, _ dialect: Dialect) -> [String] {
    if dialect.holdsEpsilon {
      return ["the file holds 1 / sqrt(variance + epsilon): the variance given here has epsilon in it"]
    }
    let renorm = ["renorm_mean", "renorm_stddev", "moving_stddev"].filter { group[$0] != nil }
    guard !renorm.isEmpty else { return [] }
    return ["trained with batch renormalization: \(renorm.listed()) are for training, inference uses moving_variance"]
  }
}

extension StoredTensor {
  /// The variance, with epsilon in it, of which this is 1 / sqrt(variance + epsilon).
  fileprivate var asVarianceOfInverse: StoredTensor {
    StoredTensor(name: name, shape: shape, type: type) { () throws(FileError) in
      try numbers().map { 1 / ($0 * $0) }
    }
  }
}
