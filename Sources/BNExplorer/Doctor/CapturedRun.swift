import BNCore
import BNFiles
import Platform

/// What came into the batch norms of a model while it ran, as `bn_capture.py` kept it: the moments of each layer, not the
/// activations themselves.
struct CapturedRun: Sendable {
  /// Whether statistics or the batch normalized while it was recorded.
  enum Mode: Sendable, Equatable {
    /// Batch norms normalized by the batch, so that each layer got what it gets in training.
    case training
    /// Batch norms normalized by their moving statistics, so that behind a faulty layer all inputs are faulty.
    case evaluation
    /// Some of both.
    case mixed
  }

  /// The member that says what was recorded.
  static let headerMember = "capture.json"

  let path: String
  /// In the order in which the network first called them; those that were never called are not here.
  let layers: [CapturedLayer]
  /// Whether it says of every layer when it was first called.
  let isOrdered: Bool
  /// All names of layers that were never called.
  let silent: Set<String>

  /// Reads a file.
  ///
  /// - Throws: ``FileError`` where it is none that a capture wrote.
  init(path: String, files: any FileAccess) throws(FileError) {
    let file = try ModelFile.open(path, files: files)
    let tensors = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard let text = tensors[Self.headerMember] else {
      throw FileError(
        path, "holds no capture.json; expected a file that bn_capture.py wrote (bnexplorer capture --python)")
    }
    let bytes = try text.numbers().map { UInt8(clamping: Int($0)) }
    let header = try JSON.decode(Header.self, from: bytes, path: path, what: "capture.json")
    guard header.format == "bnexplorer-capture", header.version == 1 else {
      throw FileError(
        path, "is a capture of version \(header.version); expected version 1, as bnexplorer capture --python writes it")
    }
    self.path = path
    let called = header.layers.filter { $0.calls > 0 }.sorted { ($0.order ?? .max) < ($1.order ?? .max) }
    isOrdered = called.allSatisfy { $0.order != nil }
    silent = Set(header.layers.filter { $0.calls == 0 }.flatMap { ($0.names ?? []) + [$0.name] })
    var layers: [CapturedLayer] = []
    for layer in called { layers.append(try CapturedLayer(layer, tensors, path)) }
    self.layers = layers
  }

  /// How it was recorded as a whole.
  var mode: Mode {
    let modes = Set(layers.map(\.mode))
    return modes.count == 1 ? modes.first ?? .evaluation : .mixed
  }

  /// What was recorded of a layer of a file.
  func layer(named name: String) -> CapturedLayer? {
    layers.first { $0.names.contains(name) }
  }

  /// The names of members in `capture.json`.
  struct Header: Decodable {
    let format: String
    let version: Int
    let layers: [Layer]

    struct Layer: Decodable {
      let name: String
      let names: [String]?
      let order: Int?
      let calls: Int
      let callsBatch: Int?
      let examples: Int?
      let batchMax: Int?
      let epsilon: Double?

      enum CodingKeys: String, CodingKey {
        case name, names, order, calls, examples, epsilon
        case callsBatch = "calls_batch"
        case batchMax = "batch_max"
      }
    }
  }
}

/// What came into one layer.
struct CapturedLayer: Sendable {
  let name: String
  /// All names that a checkpoint may have for it.
  let names: Set<String>
  let mode: CapturedRun.Mode
  /// As the layer had it while it ran.
  let epsilon: Double?
  /// How many examples the largest batch had; `nil` where that was not recorded.
  let batch: Int?
  let moments: ObservedMoments
  /// How many numbers were not finite.
  let nonFinite: Int
  /// The moving statistics when the recording began and when it ended, as far as they were kept.
  let stored: [StoredStatistics]
  /// The moments channel by channel, to be merged with others.
  let summary: MomentSummary

  init(_ header: CapturedRun.Header.Layer, _ tensors: [String: StoredTensor], _ path: String) throws(FileError) {
    name = header.name
    names = Set((header.names ?? []) + [header.name])
    let byBatch = header.callsBatch ?? 0
    mode = byBatch == 0 ? .evaluation : byBatch == header.calls ? .training : .mixed
    epsilon = header.epsilon
    batch = header.batchMax
    func member(_ part: String) -> String { header.name.isEmpty ? part : "\(header.name)/\(part)" }
    func numbers(_ part: String) throws(FileError) -> [Double] {
      let member = member(part)
      guard let tensor = tensors[member] else {
        throw FileError(
          path, "holds no \(member.quoted(limit: 80)); the file is damaged, or was not written to its end")
      }
      return try tensor.numbers()
    }
    let counts = try numbers("count")
    let squares = try numbers("m2")
    let odd = try numbers("nonfinite")
    nonFinite = Int(odd.reduce(0, +))
    var stored: [StoredStatistics] = []
    for end in ["", "_end"] where tensors[member("stored_mean\(end)")] != nil {
      stored.append(
        StoredStatistics(mean: try numbers("stored_mean\(end)"), variance: try numbers("stored_variance\(end)")))
    }
    self.stored = stored.filter { $0.mean.count == $0.variance.count }
    let (least, greatest) = (try numbers("min"), try numbers("max"))
    let examples = try numbers("example_count")
    let parts = [
      try numbers("example_mean"), try numbers("pivot"), try numbers("example_mean_m2"),
      try numbers("example_square_m2"),
      try numbers("example_cross_m2"),
    ]
    let mean = try numbers("mean")
    let all = [counts, squares, examples, mean, odd, least, greatest] + parts
    guard all.allSatisfy({ $0.count == mean.count }) else {
      throw FileError(path, "has arrays of different lengths for \(header.name.quoted(limit: 80)); the file is damaged")
    }
    summary = MomentSummary(
      mean.indices.map { channel in
        var moments = MomentSummary.Channel()
        moments.nonFinite = Int(odd[channel])
        guard counts[channel] > 0 else { return moments }
        moments.count = Int(counts[channel])
        (moments.meanHead, moments.squaresHead) = (mean[channel], squares[channel])
        (moments.minimum, moments.maximum) = (least[channel], greatest[channel])
        return moments
      })
    let sums = ExampleSums(
      examples: examples.map { Int($0) }, distance: zip(parts[0], parts[1]).map { $0 - $1 }, spread: parts[2],
      square: parts[3], cross: parts[4])
    moments = ObservedMoments(
      mean: mean, variance: zip(squares, counts).map { $1 > 0 ? $0 / $1 : .nan },
      sample: sums.sample(elements: Int(counts.min() ?? 0)))
  }
}
