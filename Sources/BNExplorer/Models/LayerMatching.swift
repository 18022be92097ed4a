/// Which layer of one model is which of another.
///
/// First by name, then by the same path in another dialect. Those that are left by the numbers where they are nearly the same and no
/// others come near, by the number of channels where only one layer has it, by the order in which the numbers of channels
/// follow each other, and last by the nearest numbers among those of as many channels.
struct LayerMatching: Sendable {
  /// What a pair was matched by.
  enum Way: String, Equatable, Sendable { case name, path, values, channels, order }

  struct Match: Equatable, Sendable {
    let a: Int
    let b: Int
    let way: Way
  }

  /// In the order of A.
  private(set) var matches: [Match] = []
  private(set) var restOfA: [Int]
  private(set) var restOfB: [Int]
  private let a: [Candidate]
  private let b: [Candidate]

  /// A batch norm with its numbers.
  struct Candidate: Sendable {
    let name: String
    let layer: InferenceLayer
  }

  init(_ a: [Candidate], _ b: [Candidate]) {
    self.a = a
    self.b = b
    restOfA = Array(a.indices)
    restOfB = Array(b.indices)
    matchNames()
    matchSameNumbers()
    matchUniqueChannels()
    matchOrder()
    matchNearest()
    matches.sort { $0.a < $1.a }
  }

  private mutating func match(_ pairs: [(a: Int, b: Int)], by way: Way) {
    guard !pairs.isEmpty else { return }
    matches += pairs.map { Match(a: $0.a, b: $0.b, way: way) }
    let (inA, inB) = (Set(pairs.map(\.a)), Set(pairs.map(\.b)))
    restOfA.removeAll(where: inA.contains)
    restOfB.removeAll(where: inB.contains)
  }

  // MARK: By name

  private mutating func matchNames() {
    let counted = (Set(a.map(\.name).filter(LayerPath.isCounted)), Set(b.map(\.name).filter(LayerPath.isCounted)))
    // Counts of two programs mean the same where one has all names of the other.
    let isCountMeant = counted.0.isSubset(of: counted.1) || counted.1.isSubset(of: counted.0)
    func isMeant(_ candidate: Candidate) -> Bool { isCountMeant || !LayerPath.isCounted(candidate.name) }
    match(
      common(restOfA.filter { isMeant(a[$0]) }, restOfB.filter { isMeant(b[$0]) }, { a[$0].name }, { b[$0].name }),
      by: .name)
    for paths in [
      (a.map { LayerPath($0.name) }, b.map { LayerPath($0.name) }),
      (LayerPath.withoutCommonBeginning(a.map(\.name)), LayerPath.withoutCommonBeginning(b.map(\.name))),
    ] {
      let pairs = common(
        restOfA.filter { isMeant(a[$0]) }, restOfB.filter { isMeant(b[$0]) }, { paths.0[$0] }, { paths.1[$0] })
      match(pairs.filter { a[$0.a].layer.channels == b[$0.b].layer.channels }, by: .path)
    }
  }

  /// The layers for which a key is the same, and no other layer on either side has it.
  private func common<Label: Hashable>(
    _ inA: [Int], _ inB: [Int], _ keyInA: (Int) -> Label, _ keyInB: (Int) -> Label
  ) -> [(a: Int, b: Int)] {
    let groups = (Dictionary(grouping: inA, by: keyInA), Dictionary(grouping: inB, by: keyInB))
    return inA.compactMap { index in
      let key = keyInA(index)
      guard groups.0[key]?.count == 1, let others = groups.1[key], others.count == 1 else { return nil }
      return (index, others[0])
    }
  }

  // MARK: By numbers of channels

  private mutating func matchUniqueChannels() {
    match(common(restOfA, restOfB, { a[$0].layer.channels }, { b[$0].layer.channels }), by: .channels)
  }

  /// What is left of both in file order, where the numbers of channels follow each other as in the other.
  private mutating func matchOrder() {
    let (channelsA, channelsB) = (restOfA.map { a[$0].layer.channels }, restOfB.map { b[$0].layer.channels })
    let difference = channelsB.difference(from: channelsA)
    var (inA, inB) = (Set(restOfA.indices), Set(restOfB.indices))
    for change in difference {
      switch change {
      case .remove(let offset, _, _): inA.remove(offset)
      case .insert(let offset, _, _): inB.remove(offset)
      }
    }
    match(zip(inA.sorted(), inB.sorted()).map { (restOfA[$0], restOfB[$1]) }, by: .order)
  }

  // MARK: By values

  /// A pair whose numbers are as near as rounding to bfloat16 leaves them: relative to the sum of two magnitudes, half of
  /// 2^-7.
  private static let nearlySame = 0.004

  private mutating func matchSameNumbers() {
    let pairs = Self.nearlySame(restOfA.map { a[$0] }, restOfB.map { b[$0] })
    match(pairs.map { (restOfA[$0.a], restOfB[$0.b]) }, by: .values)
  }

  /// The layers of two lists whose numbers are nearly the same, and come near those of no other.
  static func nearlySame(_ a: [Candidate], _ b: [Candidate]) -> [(a: Int, b: Int)] {
    var pairs: [(a: Int, b: Int)] = []
    for (inA, inB) in buckets(Array(a.indices), Array(b.indices), a, b) {
      let distances = inA.map { first in inB.map { distance(a[first].layer, b[$0].layer) } }
      var nearestOfB = Array(repeating: Nearest(), count: inB.count)
      for (row, distances) in distances.enumerated() {
        for (column, distance) in distances.enumerated() { nearestOfB[column].take(row, distance) }
      }
      for (row, distances) in distances.enumerated() {
        var nearest = Nearest()
        for (column, distance) in distances.enumerated() { nearest.take(column, distance) }
        guard let column = nearest.index, nearest.isSure, nearestOfB[column].isSure, nearestOfB[column].index == row
        else { continue }
        pairs.append((inA[row], inB[column]))
      }
    }
    return pairs
  }

  /// The nearest of some layers, and how near the next one is.
  private struct Nearest {
    var index: Int?
    var distance = Double.infinity
    var next = Double.infinity

    mutating func take(_ candidate: Int, _ distance: Double) {
      if distance < self.distance {
        (index, next, self.distance) = (candidate, self.distance, distance)
      } else {
        next = min(next, distance)
      }
    }

    /// Whether its numbers are nearly the same, and those of no other.
    var isSure: Bool { distance <= nearlySame && next > 2 * nearlySame }
  }

  private mutating func matchNearest() {
    var pairs: [(a: Int, b: Int)] = []
    for (inA, inB) in Self.buckets(restOfA, restOfB, a, b) {
      let distances = inA.flatMap { first in
        inB.map { (a: first, b: $0, distance: Self.distance(a[first].layer, b[$0].layer)) }
      }
      var (left, right) = (Set(inA), Set(inB))
      for entry in distances.sorted(by: { ($0.distance, $0.a, $0.b) < ($1.distance, $1.a, $1.b) }) {
        guard left.contains(entry.a), right.contains(entry.b) else { continue }
        left.remove(entry.a)
        right.remove(entry.b)
        pairs.append((entry.a, entry.b))
      }
    }
    match(pairs, by: .values)
  }

  /// Layers of both by the number of channels, where both have any.
  private static func buckets(
    _ inA: [Int], _ inB: [Int], _ a: [Candidate], _ b: [Candidate]
  ) -> [(a: [Int], b: [Int])] {
    let groups = Dictionary(grouping: inB) { b[$0].layer.channels }
    return Dictionary(grouping: inA) { a[$0].layer.channels }.sorted { $0.key < $1.key }.compactMap { channels, inA in
      groups[channels].map { (inA, $0) }
    }
  }

  /// How unlike the numbers of two layers of as many channels are, from 0 to 1, by some of their channels.
  private static func distance(_ a: InferenceLayer, _ b: InferenceLayer) -> Double {
    let step = max(1, a.channels / 16)
    var (sum, count) = (0.0, 0.0)
    for channel in stride(from: 0, to: a.channels, by: step) {
      sum += unlikeness(a.gamma[channel], b.gamma[channel]) + unlikeness(a.beta[channel], b.beta[channel])
      sum += unlikeness(a.mean[channel], b.mean[channel]) + unlikeness(a.variance[channel], b.variance[channel])
      count += 4
    }
    return count == 0 ? 0 : sum / count
  }

  private static func unlikeness(_ a: Double, _ b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    let unlikeness = (a - b).magnitude / (a.magnitude + b.magnitude)
    return unlikeness.isNaN ? 1 : unlikeness
  }
}
