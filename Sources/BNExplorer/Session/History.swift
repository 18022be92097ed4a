import TerminalKit
import BNFiles
import BNCore

/// What is remembered of each step for the charts: moving and batch statistics of every channel.
///
/// Memory is bounded: when the limit is reached every second record is dropped and from then on only every second step
/// is kept, so the whole run stays visible at an even spacing. Records lie in blocks, so that a copy of a session
/// shares all but the last block with the session that goes on.
struct History: Sendable {
  /// What one step left.
  struct Record: Sendable {
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
    /// The correction of renorm; `nil` for a pass without.
    let r: [Double]?
    let d: [Double]?
    /// The loss; `nil` without one.
    let loss: Double?
    /// The loss of the evaluation batch; `nil` without one.
    let evalLoss: Double?

    init(
      step: Int, movingMean: [Double], movingVariance: [Double], batchMean: [Double]?, batchVariance: [Double]?,
      gamma: [Double]? = nil, beta: [Double]? = nil, r: [Double]? = nil, d: [Double]? = nil, loss: Double? = nil,
      evalLoss: Double? = nil
    ) {
      self.step = step
      self.movingMean = movingMean
      self.movingVariance = movingVariance
      self.batchMean = batchMean
      self.batchVariance = batchVariance
      self.gamma = gamma
      self.beta = beta
      self.r = r
      self.d = d
      self.loss = loss
      self.evalLoss = evalLoss
    }

    /// The mean over all channels of a curve, or that a step has none.
    fileprivate func average(_ curve: Curve) -> Double {
      switch curve {
      case .movingMean: Self.average(movingMean)
      case .movingVariance: Self.average(movingVariance)
      case .batchMean: Self.average(batchMean)
      case .batchVariance: Self.average(batchVariance)
      case .gamma: Self.average(gamma)
      case .beta: Self.average(beta)
      case .loss: loss ?? NumberText.notMeasured
      case .evalLoss: evalLoss ?? NumberText.notMeasured
      case .r: Self.average(r)
      case .d: Self.average(d)
      }
    }

    private static func average(_ values: [Double]?) -> Double {
      guard let values, !values.isEmpty else { return NumberText.notMeasured }
      return values.reduce(0) { $0 + $1 } / Double(values.count)
    }
  }

  /// One curve to draw.
  enum Curve: Int, CaseIterable, Sendable {
    case movingMean, movingVariance, batchMean, batchVariance, gamma, beta
    /// One number a step, whichever channel is asked for.
    case loss, evalLoss
    /// The correction of renorm; none for passes without.
    case r, d
  }

  /// Some records in a row, and what charts draw of them all the time, so that it costs neither a sum nor a search.
  private struct Block {
    private(set) var records: [Record] = []
    /// The steps, then for each curve the means over all channels: rows of `size` numbers, each filled up to `count`.
    private var rows: [Double]
    private let size: Int

    init(size: Int) {
      self.size = size
      records.reserveCapacity(size)
      rows = Array(repeating: .nan, count: size * (1 + Curve.allCases.count))
    }

    var count: Int { records.count }
    var isFull: Bool { count == size }
    var steps: ArraySlice<Double> { rows[..<count] }

    func averages(_ curve: Curve) -> ArraySlice<Double> { rows[row(curve)..<row(curve) + count] }

    private func row(_ curve: Curve) -> Int { size * (1 + curve.rawValue) }

    mutating func append(_ record: Record) {
      rows[count] = Double(record.step)
      for curve in Curve.allCases { rows[row(curve) + count] = record.average(curve) }
      records.append(record)
    }
  }

  /// About 4 MiB of numbers in all, up to the number of channels where that holds the fewest records.
  private static let numberLimit = 1 << 19
  /// A copy that goes on copies one block and a reference to each of the others: about as much of both.
  private static let blockSize = 32
  /// A curve of fewer points says nothing.
  private static let fewestRecords = 16

  private let channels: Int
  private var limit: Int
  private var blocks: [Block] = []
  private(set) var count = 0
  /// Every how many steps a record is kept.
  private(set) var stride = 1

  init(channels: Int) {
    self.channels = channels
    limit = Self.limit(numbers: 6 * channels)
  }

  /// How many records of so many numbers fit.
  private static func limit(numbers: Int) -> Int { min(4096, max(fewestRecords, numberLimit / max(1, numbers))) }

  var isEmpty: Bool { count == 0 }
  var last: Record? { blocks.last?.records.last }

  /// Whether a step is one of those that are kept.
  func keeps(step: Int) -> Bool { step % stride == 0 }

  mutating func append(_ record: Record) {
    // From the first pass with renorm on there is room for two numbers more of each channel.
    if record.r != nil { limit = Self.limit(numbers: 8 * channels) }
    while count >= limit { thin() }
    guard keeps(step: record.step) else { return }
    var record = record
    // Where no optimizer moves them, all records share one array of each.
    if record.gamma == last?.gamma { record.gamma = last?.gamma }
    if record.beta == last?.beta { record.beta = last?.beta }
    add(record)
  }

  private mutating func add(_ record: Record) {
    if blocks.last?.isFull != false { blocks.append(Block(size: Self.blockSize)) }
    blocks[blocks.count - 1].append(record)
    count += 1
  }

  /// What was remembered up to a step; almost all of it is shared with this history.
  func through(step: Int) -> History {
    var earlier = self
    while let last = earlier.blocks.last, last.records[0].step > step { earlier.removeBlock() }
    if let last = earlier.blocks.last {
      earlier.removeBlock()
      for record in last.records where record.step <= step { earlier.add(record) }
    }
    return earlier
  }

  private mutating func removeBlock() { count -= blocks.removeLast().count }

  /// The first record of a later step than this one.
  func record(after step: Int) -> Record? {
    let block = blocks.first { $0.records[$0.count - 1].step > step }
    return block?.records.first { $0.step > step }
  }

  private mutating func thin() {
    stride *= 2
    let all = blocks
    blocks = []
    count = 0
    for block in all { for record in block.records where keeps(step: record.step) { add(record) } }
  }

  /// The points of a curve for one channel, or for the mean over all of them.
  func points(_ curve: Curve, channel: Int?) -> (steps: [Double], values: [Double]) {
    (steps, values(of: curve, channel: channel))
  }

  /// The steps that were recorded, in their order.
  var steps: [Double] { blocks.flatMap(\.steps) }

  /// The first step that was recorded, where all others follow at the distance of `stride`, as they nearly always do.
  var firstOfEvenSteps: Int? {
    guard let first = blocks.first?.records[0].step, let last else { return nil }
    return last.step - first == (count - 1) * stride ? first : nil
  }

  /// The values of a curve at the recorded steps, for one channel or for the mean over all of them.
  func values(of curve: Curve, channel: Int?) -> [Double] {
    guard let channel else { return blocks.flatMap { $0.averages(curve) } }
    return switch curve {
    case .movingMean: values(channel) { $0[$1].movingMean }
    case .movingVariance: values(channel) { $0[$1].movingVariance }
    case .batchMean: values(channel) { $0[$1].batchMean }
    case .batchVariance: values(channel) { $0[$1].batchVariance }
    case .gamma: values(channel) { $0[$1].gamma }
    case .beta: values(channel) { $0[$1].beta }
    case .r: values(channel) { $0[$1].r }
    case .d: values(channel) { $0[$1].d }
    case .loss, .evalLoss: values(of: curve, channel: nil)
    }
  }

  /// The numbers at a place of one array of each record.
  ///
  /// Records are looked at where they lie, one array at a time: a copy of a record would count references to all of its
  /// arrays, thousands of times for a frame.
  @inline(__always)
  private func values(_ place: Int, _ array: (UnsafeBufferPointer<Record>, Int) -> [Double]?) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for block in blocks {
      block.records.withUnsafeBufferPointer { records in
        for index in records.indices {
          let numbers = array(records, index)
          values.append(
            numbers.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? NumberText.notMeasured)
        }
      }
    }
    return values
  }
}
