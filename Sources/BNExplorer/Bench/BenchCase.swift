import BNCore

/// One measurement of a kernel: an operation on a batch of some shape, with some number of threads.
struct BenchCase: Hashable, Sendable {
  enum Operation: String, CaseIterable, Sendable {
    /// Normalizes a batch by its own moments.
    case train
    /// Normalizes a batch by given moments.
    case infer
    /// Takes the gradients by input, gamma and beta.
    case backward
  }

  var operation: Operation
  var shape: BenchShape
  var threads: Int
}

/// A batch's shape and where its channels are.
struct BenchShape: Hashable, Sendable {
  enum Layout: String, Sendable {
    case matrix = "2d"
    case channelsLast = "nhwc"
    case channelsFirst = "nchw"
  }

  var layout: Layout
  var dimensions: [Int]

  var axis: Int { layout == .channelsFirst ? 1 : dimensions.count - 1 }
  var channels: Int { dimensions[axis] }
  var count: Int { dimensions.reduce(1, *) }
  /// The size of the batch in float32.
  var bytes: Int { count * MemoryLayout<Float>.stride }

  /// From a batch that fits the first-level cache to one that fits none.
  static let all: [BenchShape] = [
    BenchShape(layout: .matrix, dimensions: [64, 256]),
    BenchShape(layout: .matrix, dimensions: [256, 1024]),
    BenchShape(layout: .channelsLast, dimensions: [32, 14, 14, 256]),
    BenchShape(layout: .channelsLast, dimensions: [32, 56, 56, 64]),
    BenchShape(layout: .channelsFirst, dimensions: [32, 64, 56, 56]),
    BenchShape(layout: .matrix, dimensions: [8192, 1024]),
    BenchShape(layout: .channelsLast, dimensions: [64, 112, 112, 64]),
  ]

  /// Below this size the kernels use one thread, whatever they are given.
  static let smallestShared = 2 << 20

  var text: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}
