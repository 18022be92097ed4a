import BNFiles

/// Gamma and beta among the tensors of a group that has statistics.
struct AffinePart {
  private(set) var gamma: StoredTensor?
  private(set) var beta: StoredTensor?
  /// A vector called as gamma or beta is, whose length is not that of the statistics.
  private(set) var unequal: (word: String, tensor: StoredTensor)?
  private(set) var notes: [String] = []

  /// Looks for the dialect's names, the usual ones first.
  ///
  /// Where a layer stands in one module with a convolution, `weight` and `bias` are the convolution's: the kernel's shape
  /// tells, and gamma and beta have other names or are not there.
  init(_ group: TensorGroup, _ dialect: Dialect, beside mean: StoredTensor) {
    var hasKernel = false
    // A pair that is whole is surer than one of two that share a name.
    let whole = dialect.affine.filter { group.both($0) != nil }
    let half = dialect.affine.filter { group.both($0) == nil && (group[$0.first] != nil || group[$0.second] != nil) }
    for pair in whole + half {
      let (first, second) = (
        Self.broadcast(group[pair.first], beside: mean), Self.broadcast(group[pair.second], beside: mean)
      )
      if let first, !first.isAffine(beside: mean) {
        if first.isVector, first.shape.count <= 1 { unequal = unequal ?? (pair.first, first) } else { hasKernel = true }
        continue
      }
      if let second, !second.isAffine(beside: mean) {
        unequal = unequal ?? (pair.second, second)
        continue
      }
      gamma = first
      beta = second
      unequal = nil
      return
    }
    if hasKernel {
      unequal = nil
      notes.append("the weight beside the statistics is a convolution's: there is no gamma and no beta")
    }
  }

  /// A single number without dimensions stands for every channel.
  private static func broadcast(_ tensor: StoredTensor?, beside mean: StoredTensor) -> StoredTensor? {
    guard let tensor, tensor.shape.isEmpty, let channels = mean.count, channels > 1 else { return tensor }
    return tensor.repeated(channels)
  }
}
