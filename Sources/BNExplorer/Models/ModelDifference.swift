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
  let onlyInA: [FoundLayer]
  let onlyInB: [FoundLayer]

  /// Compares two models.
  ///
  /// - Throws: ``FileError`` where the numbers of a layer cannot be read.
  init(_ a: OpenedModel, _ b: OpenedModel) throws(FileError) {
    let (inA, inB) = (try a.candidates(), try b.candidates())
    self.a = Side(path: a.path, format: a.model.file.format, count: inA.count)
    self.b = Side(path: b.path, format: b.model.file.format, count: inB.count)
    let matching = LayerMatching(inA.map(\.candidate), inB.map(\.candidate))
    let pairs = matching.matches.map { match in
      let (first, second) = (inA[match.a], inB[match.b])
      return LayerPair(
        first.layer, second.layer, by: match.way,
        LayerComparison(first.candidate.layer, second.candidate.layer))
    }
    self.pairs = pairs.enumerated().sorted { first, second in
      let (x, y) = (first.element.comparison, second.element.comparison)
      if (x.verdict == .different) != (y.verdict == .different) { return x.verdict == .different }
      return x.worst == y.worst ? first.offset < second.offset : x.worst > y.worst
    }.map(\.element)
    onlyInA = matching.restOfA.map { inA[$0].layer }
    onlyInB = matching.restOfB.map { inB[$0].layer }
  }

  /// The pairs of a verdict.
  func pairs(_ verdict: LayerComparison.Verdict) -> [LayerPair] { pairs.filter { $0.comparison.verdict == verdict } }

  /// How many layers there are in either.
  var count: Int { pairs.count + onlyInA.count + onlyInB.count }

  /// The largest figure of all layers, infinite where one is in only one of the models.
  var worst: Double {
    onlyInA.isEmpty && onlyInB.isEmpty ? pairs.map(\.comparison.worst).max() ?? 0 : .infinity
  }

  /// How many layers are further apart than a person allows; one that is in only one of the models always is.
  func count(beyond limit: Double) -> Int {
    pairs.count { $0.comparison.worst > limit } + onlyInA.count + onlyInB.count
  }
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

  /// Its batch norms with their numbers, which take a few numbers a channel.
  fileprivate func candidates() throws(FileError) -> [(layer: FoundLayer, candidate: LayerMatching.Candidate)] {
    var found: [(FoundLayer, LayerMatching.Candidate)] = []
    for layer in model.layers where layer.isBatchNorm {
      guard let inference = InferenceLayer(layer, try LayerNumbers(layer)) else { continue }
      found.append((layer, LayerMatching.Candidate(name: layer.name, layer: inference)))
    }
    return found
  }
}
