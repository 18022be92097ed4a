/// The numbers that an ``ExampleSet`` takes its batches from, examples along the first dimension.
public enum ExampleData: Sendable {
  /// Single precision numbers in memory.
  case float32(Tensor<Float>)

  /// Double precision numbers in memory, for data that single precision does not hold exactly.
  case float64(Tensor<Double>)

  /// Numbers that lie elsewhere, of which a batch is read when it is asked for.
  case stored(any ExampleStore)

  /// The extents, the number of examples first.
  public var shape: [Int] {
    switch self {
    case .float32(let tensor): tensor.shape
    case .float64(let tensor): tensor.shape
    case .stored(let store): store.shape
    }
  }
}

/// Examples that lie outside memory, such as in a large file.
///
/// An object, so that two sources can be told to take the same data.
public protocol ExampleStore: AnyObject, Sendable {
  /// The extents, the number of examples first.
  var shape: [Int] { get }

  /// The elements of some examples, one example after another in row-major order.
  ///
  /// - Throws: ``BatchSourceError/unreadable(_:)`` where they cannot be had any longer.
  func numbers(of examples: Range<Int>) throws(BatchSourceError) -> [Double]
}

extension ExampleSet {
  /// How many elements are read at a time where not all are wanted at once.
  @usableFromInline
  static var pieceSize: Int { 1 << 16 }

  /// Goes over the elements of examples in their order: their places in the data, and their numbers in double precision,
  /// divided.
  func forEachNumber(
    of examples: Range<Int>, _ body: (_ element: Int, _ number: Double) -> Void
  ) throws(BatchSourceError) {
    let size = exampleSize
    let elements = examples.lowerBound * size..<examples.upperBound * size
    switch data {
    case .float32(let tensor): for element in elements { body(element, Double(tensor.scalars[element]) / divisor) }
    case .float64(let tensor): for element in elements { body(element, tensor.scalars[element] / divisor) }
    case .stored(let store):
      let step = max(1, Self.pieceSize / max(1, size))
      for start in stride(from: examples.lowerBound, to: examples.upperBound, by: step) {
        let piece = try store.numbers(of: start..<min(start + step, examples.upperBound))
        for (index, number) in piece.enumerated() { body(start * size + index, number / divisor) }
      }
    }
  }
}

/// Which channel the elements of data belong to, counted through all examples.
struct ChannelPlaces {
  /// After how many elements it begins again.
  var period = Int.max
  let inner: Int
  let channels: Int

  func channel(of element: Int) -> Int { element % period / inner % channels }
}

extension ExampleSet {
  /// Where the channels lie for a layer that sees a batch so.
  ///
  /// Along the examples (axis 0) a channel has the examples that come to its place in a batch. Shuffled, every example
  /// comes to every place in the end: that is one channel for all.
  func channelPlaces(_ layout: AxisLayout) -> ChannelPlaces {
    let size = max(1, exampleSize)
    guard layout.axis == 0 else { return ChannelPlaces(period: size, inner: layout.inner, channels: layout.channels) }
    return ChannelPlaces(inner: size, channels: shuffleSeed == nil ? layout.channels : 1)
  }
}
