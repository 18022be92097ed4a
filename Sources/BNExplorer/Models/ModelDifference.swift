import BNFiles

/// How the batch norms of two models differ in inference, the first being the reference.
struct ModelDifference: Sendable {
  /// One of the two.
  struct Side: Sendable {
    /// As a person named it.
    let path: String
    let format: String
    /// How many batch norms it has.
    let count: Int
  }

  let a: Side
  let b: Side
  /// The worst first; those that are equal in the order of A.
  let pairs: [LayerPair]
  /// The layers that are batch norms in one of the models and part of something else in the other.
  let folds: [FoldedPair]
  let onlyInA: [FoundLayer]
  let onlyInB: [FoundLayer]

  /// Compares two models.
  ///
  /// - Throws: ``FileError`` where the numbers of a layer cannot be read.
  init(_ a: OpenedModel, _ b: OpenedModel) throws(FileError) {
    let (inA, inB) = (try a.norms(), try b.norms())
    self.a = Side(path: a.path, format: a.model.file.format, count: inA.count)
    self.b = Side(path: b.path, format: b.model.file.format, count: inB.count)
    let matching = LayerMatching(inA.map(\.candidate), inB.map(\.candidate))
    pairs = Self.sorted(Self.compared(matching.matches, inA, inB))
    let lost = (matching.restOfA.map { inA[$0].lost }, matching.restOfB.map { inB[$0].lost })
    let foldsOfA = try FoldSearch(of: lost.0, from: a.model, in: b.model, isInA: true)
    let foldsOfB = try FoldSearch(of: lost.1, from: b.model, in: a.model, isInA: false)
    folds = foldsOfA.pairs + foldsOfB.pairs
    onlyInA = lost.0.indices.filter { !foldsOfA.found.contains($0) }.map { lost.0[$0].layer }
    onlyInB = lost.1.indices.filter { !foldsOfB.found.contains($0) }.map { lost.1[$0].layer }
  }

  private static func compared(
    _ matches: [LayerMatching.Match], _ inA: [OpenedModel.Norm], _ inB: [OpenedModel.Norm]
  ) -> [LayerPair] {
    var pairs = matches.map { match in
      let (first, second) = (inA[match.a], inB[match.b])
      return LayerPair(
        first.layer, second.layer, by: match.way,
        LayerComparison(first.candidate.layer, second.candidate.layer))
    }
    // Of layers that differ, some may have been exchanged.
    let different = pairs.indices.filter { pairs[$0].comparison.verdict == .different }
    let same = LayerMatching.nearlySame(
      different.map { inA[matches[$0].a].candidate }, different.map { inB[matches[$0].b].candidate })
    for entry in same where entry.a != entry.b {
      pairs[different[entry.a]].sameNumbersAs = pairs[different[entry.b]].b.name
    }
    return pairs
  }

  /// The worst first, what is equal behind all that differs.
  private static func sorted(_ pairs: [LayerPair]) -> [LayerPair] {
    pairs.enumerated().sorted { first, second in
      let (x, y) = (first.element.comparison, second.element.comparison)
      if (x.verdict == .different) != (y.verdict == .different) { return x.verdict == .different }
      guard x.verdict == .different, x.worst != y.worst else { return first.offset < second.offset }
      return x.worst > y.worst
    }.map(\.element)
  }

  /// The pairs of a verdict.
  func pairs(_ verdict: LayerComparison.Verdict) -> [LayerPair] { pairs.filter { $0.comparison.verdict == verdict } }

  /// How many layers there are in either.
  var count: Int { pairs.count + folds.count + onlyInA.count + onlyInB.count }

  /// The largest figure of all layers, infinite where one is in only one of the models or no more than a name says what it
  /// was folded into.
  var worst: Double {
    guard onlyInA.isEmpty, onlyInB.isEmpty else { return .infinity }
    return (pairs.map(\.comparison.worst) + folds.map(\.worst)).max() ?? 0
  }

  /// How many layers are further apart than a person allows; one that is in only one of the models always is.
  func count(beyond limit: Double) -> Int {
    pairs.count { $0.comparison.worst > limit } + folds.count { $0.worst > limit } + onlyInA.count + onlyInB.count
  }
}

extension FoldedPair {
  /// The largest error; infinite where nothing proves the fold.
  fileprivate var worst: Double { proof?.worst ?? .infinity }
}

/// A model with the path that it was opened by.
struct OpenedModel: Sendable {
  let path: String
  let model: FoundModel

  init(_ path: String, _ model: FoundModel) {
    self.path = path
    self.model = model
  }

  /// Opens a model; its numbers stay in the file.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  init(_ path: String, files: any FileAccess, given: GivenNumbers) throws(FileError) {
    self.init(path, try FoundModel(path: path, files: files, given: given))
  }

  /// A batch norm with its numbers.
  struct Norm {
    let layer: FoundLayer
    let candidate: LayerMatching.Candidate

    fileprivate var lost: FoldSearch.Lost { FoldSearch.Lost(layer: layer, inference: candidate.layer) }
  }

  /// Its batch norms with their numbers, which are a few a channel.
  func norms() throws(FileError) -> [Norm] {
    var found: [Norm] = []
    for layer in model.layers where layer.isBatchNorm {
      guard let inference = InferenceLayer(layer, try LayerNumbers(layer)) else { continue }
      found.append(
        Norm(layer: layer, candidate: LayerMatching.Candidate(name: layer.name, layer: inference)))
    }
    return found
  }
}
