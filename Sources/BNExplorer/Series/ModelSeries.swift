import BNCore
import BNFiles

/// Checkpoints of one training as the axis of time: how each batch norm went, and since when something is wrong.
struct ModelSeries: Sendable {
  struct Checkpoint: Sendable {
    let path: String
    let format: String
    /// How many batch norms are in it.
    let count: Int
  }

  private(set) var checkpoints: [Checkpoint] = []
  /// In the order of the first checkpoint that has them.
  private(set) var layers: [SeriesLayer] = []
  /// By checkpoint; of one checkpoint the gravest first.
  private(set) var events: [SeriesEvent] = []
  /// The numbers of the latest checkpoint, by the places of their layers.
  private var latest: [(place: Int, norm: Norm)] = []
  private var known: Set<String> = []

  private struct Norm {
    let candidate: LayerMatching.Candidate
    let batches: Int?
  }

  /// Reads checkpoints one after the other; the numbers of two at most are in memory.
  ///
  /// - Throws: ``FileError`` where one cannot be read, or a number of it.
  init(_ paths: [String], files: any FileAccess, given: GivenNumbers = GivenNumbers()) throws(FileError) {
    for path in paths { try add(FoundModel(path: path, files: files, given: given), path) }
    for layer in layers { events += layer.events }
    events = events.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      if a.checkpoint != b.checkpoint { return a.checkpoint < b.checkpoint }
      return a.severity == b.severity ? first.offset < second.offset : a.severity > b.severity
    }.map(\.element)
  }

  /// What is wrong first, but for what is so from the first checkpoint on.
  var turn: SeriesEvent? { events.first { $0.checkpoint > 0 && $0.severity != .info } }

  func count(_ severity: Finding.Severity) -> Int { events.count { $0.severity == severity } }

  private mutating func add(_ model: FoundModel, _ path: String) throws(FileError) {
    var norms: [Norm] = []
    for norm in try OpenedModel(path, model).norms() {
      norms.append(Norm(candidate: norm.candidate, batches: try ExaminedLayer.batches(of: norm.layer, in: model)))
    }
    checkpoints.append(Checkpoint(path: path, format: model.file.format, count: norms.count))
    place(norms)
    find(try Examination(path: path, model).findings)
  }

  /// Puts each layer behind the same one of the checkpoint before.
  private mutating func place(_ norms: [Norm]) {
    let matching = LayerMatching(latest.map(\.norm.candidate), norms.map(\.candidate))
    var before: [Int: Int] = [:]
    for match in matching.matches { before[match.b] = match.a }
    var placed: [(place: Int, norm: Norm)] = []
    for (index, norm) in norms.enumerated() {
      var point = SeriesLayer.Point(norm.candidate.layer, batches: norm.batches)
      if let earlier = before[index].map({ latest[$0] }) {
        point.compare(norm.candidate.layer, with: earlier.norm.candidate.layer)
        layers[earlier.place].add(point, name: norm.candidate.name)
        placed.append((earlier.place, norm))
      } else {
        let missed = Array(repeating: nil as SeriesLayer.Point?, count: checkpoints.count - 1)
        layers.append(SeriesLayer(name: norm.candidate.name, points: missed + [point]))
        placed.append((layers.count - 1, norm))
      }
    }
    for index in layers.indices where layers[index].points.count < checkpoints.count { layers[index].add(nil) }
    latest = placed
  }

  /// Takes up what was not found in the checkpoint before.
  private mutating func find(_ findings: [LayerFinding]) {
    func key(_ finding: LayerFinding) -> String { "\(finding.finding.code.rawValue) \(finding.layer)" }
    let grave = findings.filter { $0.finding.severity != .info }
    events += grave.filter { !known.contains(key($0)) }.map {
      SeriesEvent(kind: .finding($0), layer: $0.layer, checkpoint: checkpoints.count - 1)
    }
    known = Set(grave.map(key))
  }
}

extension SeriesLayer.Point {
  fileprivate mutating func compare(_ layer: InferenceLayer, with before: InferenceLayer) {
    change = layer.change(since: before)
    sameStatistics = layer.mean == before.mean && layer.variance == before.variance
    sameAffine = layer.gamma == before.gamma && layer.beta == before.beta
  }
}

extension SeriesLayer {
  /// What the course of its numbers tells.
  fileprivate var events: [SeriesEvent] { standstills + jumps + countsGoneBack }

  /// A standstill of one checkpoint may be one that was written twice.
  private static let leastStandstill = 2

  private var standstills: [SeriesEvent] {
    var events: [SeriesEvent] = []
    var start: Int?
    for index in 0...points.count {
      let point = index < points.count ? points[index] : nil
      let stands = point.map { $0.sameStatistics && !$0.sameAffine } ?? false
      if stands { start = start ?? index }
      guard !stands, let first = start else { continue }
      start = nil
      guard index - first >= Self.leastStandstill else { continue }
      events.append(SeriesEvent(kind: .standstill(checkpoints: index - first), layer: name, checkpoint: first))
    }
    return events
  }

  /// A jump is a change that makes the output another one, after at least two changes none of which was a quarter of it.
  private var jumps: [SeriesEvent] {
    var largest = 0.0
    var events: [SeriesEvent] = []
    for (count, entry) in changes.enumerated() {
      if count >= 2, entry.change > LayerCondition.ruinousEffect, entry.change > 4 * largest {
        events.append(
          SeriesEvent(kind: .jump(entry.change, before: largest), layer: name, checkpoint: entry.checkpoint))
      }
      largest = max(largest, entry.change)
    }
    return events
  }

  private var countsGoneBack: [SeriesEvent] {
    let counts = points.enumerated().compactMap { index, point in point?.batches.map { (index, $0) } }
    return zip(counts, counts.dropFirst()).filter { $0.1 > $1.1 }.map { before, after in
      SeriesEvent(kind: .countWentBack(from: before.1, to: after.1), layer: name, checkpoint: after.0)
    }
  }
}
