import BNCore

/// What is remembered of each step for the charts: moving and batch statistics of every channel.
///
/// Memory is bounded: when the limit is reached every second record is dropped and from then on only every second step
/// is kept, so the whole run stays visible at an even spacing. Records lie in blocks, so that a copy of a session
/// shares all but the last block with the session that goes on.
struct History: Equatable, Sendable {
  /// What one step left.
  struct Record: Equatable, Sendable {
    /// The step's number, from 1.
    let step: Int
    let movingMean: [Double]
    let movingVariance: [Double]
    /// The batch's own moments; `nil` for an inference step, which does not take them.
    let batchMean: [Double]?
    let batchVariance: [Double]?
    /// What an optimizer moves, as it stands after the step; `nil` where the layer has none.
    fileprivate(set) var gamma: [Double]?
    fileprivate(set) var beta: [Double]?
    /// The loss; `nil` without one.
    let loss: Double?
    /// The loss of the evaluation batch; `nil` without one.
    let evalLoss: Double?
    /// The mean over all channels of each curve, in the order of `Curve`, so that drawing it costs no sum.
    let averages: [Double]

    init(
      step: Int, movingMean: [Double], movingVariance: [Double], batchMean: [Double]?, batchVariance: [Double]?,
      gamma: [Double]? = nil, beta: [Double]? = nil, loss: Double? = nil,
      evalLoss: Double? = nil
    ) {
      self.step = step
      self.movingMean = movingMean
      self.movingVariance = movingVariance
      self.batchMean = batchMean
      self.batchVariance = batchVariance
      self.gamma = gamma
      self.beta = beta
      self.loss = loss
      self.evalLoss = evalLoss
      averages =
        [movingMean, movingVariance, batchMean, batchVariance, gamma, beta].map(Self.average) + [
          loss ?? .nan, evalLoss ?? .nan,
        ]
    }

    private static func average(_ values: [Double]?) -> Double {
      guard let values, !values.isEmpty else { return .nan }
      return values.reduce(0) { $0 + $1 } / Double(values.count)
    }
  }

  /// One curve to draw.
  enum Curve: Int, Sendable {
    case movingMean, movingVariance, batchMean, batchVariance, gamma, beta
    /// One number a step, whichever channel is asked for.
    case loss, evalLoss
  }

  /// About 4 MiB of numbers in all, up to the number of channels where that holds the fewest records.
  private static let numberLimit = 1 << 19
  /// A curve of fewer points says nothing.
  private static let fewestRecords = 16

  private let limit: Int
  private let blockSize: Int
  private var blocks: [[Record]] = []
  private(set) var count = 0
  /// Every how many steps a record is kept.
  private(set) var stride = 1

  init(channels: Int) {
    let fitting = Self.numberLimit / max(1, 6 * channels)
    limit = min(4096, max(Self.fewestRecords, fitting))
    blockSize = min(128, limit)
  }

  var isEmpty: Bool { count == 0 }
  var last: Record? { blocks.last?.last }

  /// Whether a step is one of those that are kept.
  func keeps(step: Int) -> Bool { step % stride == 0 }

  mutating func append(_ record: Record) {
    if count == limit { thin() }
    guard keeps(step: record.step) else { return }
    var record = record
    // Where no optimizer moves them, all records share one array of each.
    if record.gamma == last?.gamma { record.gamma = last?.gamma }
    if record.beta == last?.beta { record.beta = last?.beta }
    if blocks.last.map({ $0.count < blockSize }) != true {
      var block: [Record] = []
      block.reserveCapacity(blockSize)
      blocks.append(block)
    }
    blocks[blocks.count - 1].append(record)
    count += 1
  }

  private mutating func thin() {
    stride *= 2
    let kept = blocks.joined().filter { keeps(step: $0.step) }
    blocks = Swift.stride(from: 0, to: kept.count, by: blockSize).map {
      Array(kept[$0..<min($0 + blockSize, kept.count)])
    }
    count = kept.count
  }

  /// The points of a curve for one channel, or for the mean over all of them.
  func points(_ curve: Curve, channel: Int?) -> (steps: [Double], values: [Double]) {
    var steps: [Double] = []
    var values: [Double] = []
    steps.reserveCapacity(count)
    values.reserveCapacity(count)
    for record in blocks.joined() {
      steps.append(Double(record.step))
      values.append(record.value(curve, channel: channel))
    }
    return (steps, values)
  }
}

extension History.Record {
  fileprivate func value(_ curve: History.Curve, channel: Int?) -> Double {
    guard let channel, curve != .loss, curve != .evalLoss else { return averages[curve.rawValue] }
    let values: [Double]? =
      switch curve {
      case .movingMean: movingMean
      case .movingVariance: movingVariance
      case .batchMean: batchMean
      case .batchVariance: batchVariance
      case .gamma: gamma
      case .beta: beta
      case .loss, .evalLoss: nil
      }
    guard let values, values.indices.contains(channel) else { return .nan }
    return values[channel]
  }
}
