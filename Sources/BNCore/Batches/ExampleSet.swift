/// Batches taken from data: examples along the first dimension, in order or in a new order each epoch.
///
/// An epoch goes once through the data. Batch `b` belongs to epoch `b / batchesPerEpoch`, so any batch can be asked for
/// at any time.
public struct ExampleSet: Sendable {
  /// The data: examples along the first dimension.
  public let data: ExampleData

  /// One label for each example, if there are labels.
  public let labels: [Float]?

  /// The number of examples of a full batch.
  public let batchSize: Int

  /// The seed of the order of the examples; without one they come in the order of the data.
  public let shuffleSeed: UInt64?

  /// Whether the batch at the end of an epoch is left out where it would be smaller than the others.
  public let dropLast: Bool

  /// What every number is divided by: a value's error is one rounding.
  public let divisor: Double

  /// The extents of an example in the data that it came from, where its axes have been made one of features.
  ///
  /// Numbers are laid out by `data` alone; this is for who shows an example as it was, such as a picture.
  public var extentsBeforeFlattening: [Int]?

  /// The order of the epoch that was asked for last.
  private var order: (epoch: Int, examples: [Int])?

  /// Checks and completes a source of batches.
  ///
  /// - Parameters:
  ///   - data: the data, examples along the first dimension.
  ///   - labels: one for each example.
  ///   - batchSize: the number of examples of a batch; without one the whole data is one batch.
  ///   - shuffleSeed: makes each epoch go through the data in a new order.
  ///   - dropLast: leaves out a smaller batch at the end of an epoch.
  ///   - divide: what every number is divided by.
  /// - Throws: what is wrong with the data or the numbers.
  public init(
    data: ExampleData, labels: [Float]? = nil, batchSize: Int? = nil, shuffleSeed: UInt64? = nil,
    dropLast: Bool = false, divide: Double? = nil
  ) throws(BatchSourceError) {
    guard let count = data.shape.first else { throw .noDimensions }
    guard count > 0 else { throw .noExamples }
    if let labels, labels.count != count { throw .wrongLabelCount(labels: labels.count, examples: count) }
    let size = batchSize ?? count
    guard size >= 1 else { throw .batchSizeBelowOne(size) }
    guard !dropLast || size <= count else { throw .everyBatchDropped(examples: count, batchSize: size) }
    if let divide, divide == 0 || !divide.isFinite { throw .badDivisor(divide) }
    self.data = data
    exampleShape = Array(data.shape.dropFirst())
    exampleCount = count
    self.labels = labels
    self.batchSize = size
    self.shuffleSeed = shuffleSeed
    self.dropLast = dropLast
    divisor = divide ?? 1
  }

  /// The same for single precision numbers in memory.
  public init(
    examples: Tensor<Float>, labels: [Float]? = nil, batchSize: Int? = nil, shuffleSeed: UInt64? = nil,
    dropLast: Bool = false, divide: Double? = nil
  ) throws(BatchSourceError) {
    try self.init(
      data: .float32(examples), labels: labels, batchSize: batchSize, shuffleSeed: shuffleSeed, dropLast: dropLast,
      divide: divide)
  }

  /// The same batches, without the order of an epoch that was asked for.
  var withoutMemory: ExampleSet {
    var set = self
    set.order = nil
    return set
  }

  /// The most examples that are shuffled as a list; of more a batch finds its own.
  private static let mostListed = 1 << 20

  /// The number of examples.
  public let exampleCount: Int

  /// The extents of one example.
  @usableFromInline
  let exampleShape: [Int]

  /// The number of elements of one example.
  @usableFromInline
  var exampleSize: Int { exampleShape.reduce(1, *) }

  /// The number of batches of an epoch.
  public var batchesPerEpoch: Int {
    let whole = exampleCount / batchSize
    return dropLast || exampleCount % batchSize == 0 ? whole : whole + 1
  }

  /// The shape of the batch at an index from 0 on.
  public func batchShape(at index: Int) -> [Int] {
    [positions(at: index).count] + exampleShape
  }

  /// Which examples the batch at an index from 0 on holds, by their place in the data.
  public mutating func members(at index: Int) -> [Int] {
    let positions = positions(at: index)
    guard let shuffleSeed else { return Array(positions) }
    if exampleCount > Self.mostListed {
      let order = ScatteredOrder(count: exampleCount, seed: shuffleSeed, epoch: index / batchesPerEpoch)
      return positions.map(order.example)
    }
    return Array(orderOfEpoch(index / batchesPerEpoch, seed: shuffleSeed)[positions])
  }

  /// The batch at an index from 0 on; the same one whenever it is asked for.
  ///
  /// Data in memory is always there. Where other data cannot be read any longer its numbers are NaN here, and
  /// ``readBatch(at:as:)`` says why.
  @inlinable
  public mutating func batch<Scalar: TensorScalar>(at index: Int, as type: Scalar.Type = Scalar.self) -> Tensor<Scalar>
  {
    if let batch = try? readBatch(at: index, as: type) { return batch }
    return Tensor(shape: batchShape(at: index), repeating: .nan)
  }

  /// The batch at an index from 0 on, each number divided in double precision and rounded once.
  ///
  /// - Throws: why the data cannot be read; never for data in memory.
  @inlinable
  public mutating func readBatch<Scalar: TensorScalar>(
    at index: Int, as type: Scalar.Type = Scalar.self
  ) throws(BatchSourceError) -> Tensor<Scalar> {
    if let whole = wholeData(as: type) { return whole }
    let members = members(at: index)
    let size = exampleSize
    var scalars: [Scalar] = []
    scalars.reserveCapacity(members.count * size)
    switch data {
    case .float32(let tensor): gather(members, from: tensor, into: &scalars)
    case .float64(let tensor): gather(members, from: tensor, into: &scalars)
    case .stored(let store):
      for run in runs(of: members) {
        for number in try store.numbers(of: run) { scalars.append(Scalar(number / divisor)) }
      }
    }
    return Tensor(shape: [members.count] + exampleShape, scalars: scalars)
  }

  @inlinable
  func gather<Number: TensorScalar, Scalar: TensorScalar>(
    _ members: [Int], from tensor: Tensor<Number>, into scalars: inout [Scalar]
  ) {
    let size = exampleSize
    for member in members {
      for number in tensor.scalars[member * size..<(member + 1) * size] {
        scalars.append(Scalar(Double(number) / divisor))
      }
    }
  }

  /// Examples that follow one another in the data, together as far as a piece goes.
  @usableFromInline
  func runs(of members: [Int]) -> [Range<Int>] {
    let most = max(1, Self.pieceSize / max(1, exampleSize))
    var runs: [Range<Int>] = []
    for member in members {
      if let last = runs.last, last.upperBound == member, last.count < most {
        runs[runs.count - 1] = last.lowerBound..<member + 1
      } else {
        runs.append(member..<member + 1)
      }
    }
    return runs
  }

  /// Those rows of other data, such as targets, that belong to the examples of the batch at an index from 0 on.
  ///
  /// - Parameters:
  ///   - other: data of as many rows as there are examples.
  ///   - index: which batch.
  /// - Returns: the rows in the order of the batch's examples, not divided.
  /// - Throws: why the other data cannot be read.
  public mutating func rows(of other: ExampleData, at index: Int) throws(BatchSourceError) -> Tensor<Double> {
    precondition(other.shape.first == exampleCount, "\(other.shape) has a row for each of \(exampleCount) examples")
    let members = members(at: index)
    let rowShape = Array(other.shape.dropFirst())
    let size = rowShape.reduce(1, *)
    var scalars: [Double] = []
    scalars.reserveCapacity(members.count * size)
    switch other {
    case .float32(let tensor):
      for row in members { scalars += tensor.scalars[row * size..<(row + 1) * size].map { Double($0) } }
    case .float64(let tensor): for row in members { scalars += tensor.scalars[row * size..<(row + 1) * size] }
    case .stored(let store): for run in runs(of: members) { scalars += try store.numbers(of: run) }
    }
    return Tensor(shape: [members.count] + rowShape, scalars: scalars)
  }

  /// The labels of the batch at an index from 0 on.
  public mutating func labels(at index: Int) -> [Float]? {
    guard let labels else { return nil }
    return members(at: index).map { labels[$0] }
  }

  /// The data itself where every batch is the data as it is.
  @usableFromInline
  func wholeData<Scalar: TensorScalar>(as type: Scalar.Type) -> Tensor<Scalar>? {
    guard batchSize >= exampleCount, shuffleSeed == nil, divisor == 1 else { return nil }
    return switch data {
    case .float32(let tensor): tensor as? Tensor<Scalar>
    case .float64(let tensor): tensor as? Tensor<Scalar>
    case .stored: nil
    }
  }

  /// Where in its epoch a batch lies.
  private func positions(at index: Int) -> Range<Int> {
    precondition(index >= 0, "batches are counted from 0: \(index)")
    let start = index % batchesPerEpoch * batchSize
    return start..<start + min(batchSize, exampleCount - start)
  }

  /// The examples in the order of an epoch: a Fisher-Yates shuffle, every order equally likely.
  private mutating func orderOfEpoch(_ epoch: Int, seed: UInt64) -> [Int] {
    if let order, order.epoch == epoch { return order.examples }
    let stream = RandomStream(seed: seed, purpose: .shuffle)
    var shuffled = Array(0..<exampleCount)
    for last in stride(from: exampleCount - 1, to: 0, by: -1) {
      shuffled.swapAt(last, Int(stream.integer(below: UInt64(last) + 1, batch: UInt64(epoch), element: last)))
    }
    order = (epoch, shuffled)
    return shuffled
  }
}
