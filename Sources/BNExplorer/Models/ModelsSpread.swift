import BNFiles

/// How far the moving statistics of several models lie apart: those of clients, of ranks, of checkpoints to be averaged.
///
/// Each model counts once. Of domains with means m and variances v the variance of all numbers is the mean of the variances
/// and the variance of the means: two of variance 1 about -2 and 2 have 5 together, and not 1.
struct ModelsSpread: Sendable {
  /// The paths of the models, the first of which names the layers.
  let paths: [String]
  /// The one of which averaging keeps least first.
  let layers: [LayerSpread]
  /// Layers of the first model that another one lacks, or has with other channels.
  let missing: [String]

  /// Compares all layers that the first model and all others have.
  ///
  /// - Throws: ``FileError`` where the numbers of a layer cannot be read.
  init(_ models: [OpenedModel]) throws(FileError) {
    paths = models.map(\.path)
    guard let reference = try models.first?.norms() else {
      (layers, missing) = ([], [])
      return
    }
    var groups = reference.map { [$0.candidate.layer] }
    for model in models.dropFirst() {
      let norms = try model.norms()
      for match in LayerMatching(reference.map(\.candidate), norms.map(\.candidate)).matches {
        groups[match.a].append(norms[match.b].candidate.layer)
      }
    }
    var spreads: [LayerSpread] = []
    var missing: [String] = []
    for (norm, group) in zip(reference, groups) {
      let isWhole = group.count == models.count && group.allSatisfy { $0.channels == group[0].channels }
      if isWhole, let spread = LayerSpread(norm.layer.name, group) {
        spreads.append(spread)
      } else {
        missing.append(norm.layer.name)
      }
    }
    self.missing = missing
    layers = spreads.enumerated().sorted { a, b in
      let (x, y) = (a.element.worst.share, b.element.worst.share)
      return x == y ? a.offset < b.offset : x < y
    }.map(\.element)
  }
}

/// The moving statistics of one layer in several models.
struct LayerSpread: Sendable {
  /// One channel in all of them.
  struct Channel: Equatable, Sendable {
    let index: Int
    /// The least and the greatest of the models' means, and of their variances.
    let means: Extremes
    let variances: Extremes
    /// What averaging the variances gives.
    let meanOfVariances: Double
    /// What averaging leaves out.
    let varianceOfMeans: Double

    /// The variance of all numbers, each model having as many.
    var variance: Double { meanOfVariances + varianceOfMeans }

    /// The share of it that averaging keeps.
    var share: Double { variance > 0 ? meanOfVariances / variance : 1 }

    /// How far the means lie apart, in deviations of a model.
    var apart: Double {
      means.greatest == means.least ? 0 : (means.greatest - means.least) / meanOfVariances.squareRoot()
    }
  }

  /// What it is called in the first model.
  let name: String
  let channels: Int
  /// The channel of which averaging keeps least.
  let worst: Channel
  /// How many channels have a mean or a variance that no statistics are, in one of the models at least.
  let unusable: Int

  /// Compares layers of as many channels; `nil` where no channel has numbers in all of them.
  init?(_ name: String, _ layers: [InferenceLayer]) {
    guard let channels = layers.first?.channels else { return nil }
    let all = (0..<channels).compactMap { channel in
      Channel(channel, layers.map { $0.mean[channel] }, layers.map { $0.variance[channel] })
    }
    guard let worst = all.min(by: { $0.share < $1.share }) else { return nil }
    (self.name, self.channels, self.worst, unusable) = (name, channels, worst, channels - all.count)
  }
}

extension LayerSpread.Channel {
  /// `nil` where one of the numbers is not finite, or a variance is negative.
  init?(_ index: Int, _ means: [Double], _ variances: [Double]) {
    guard (means + variances).allSatisfy(\.isFinite), variances.allSatisfy({ $0 >= 0 }),
      let meanEnds = Extremes(means), let varianceEnds = Extremes(variances)
    else { return nil }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    self.init(
      index: index, means: meanEnds, variances: varianceEnds, meanOfVariances: variances.reduce(0, +) / count,
      varianceOfMeans: means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
  }
}
