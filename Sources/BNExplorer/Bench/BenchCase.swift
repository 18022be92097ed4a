import Platform
import TerminalKit
import BNCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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
  /// The instructions that the kernels are compiled for.
  var level = InstructionSet.widest

  /// Every operation on every shape, with one thread and with as many as there are processors, at some levels.
  static func all(_ shapes: [BenchShape], threads: Int, levels: [InstructionSet] = [.widest]) -> [BenchCase] {
    ([1, threads] as [Int]).uniqued().flatMap { threads in
      shapes.filter { threads == 1 || $0.isShared }.flatMap { shape in
        Operation.allCases.flatMap { operation in
          levels.map { BenchCase(operation: operation, shape: shape, threads: threads, level: $0) }
        }
      }
    }
  }
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
  /// Whether the kernels share it out among threads; a smaller batch is done by one before a second has woken up.
  var isShared: Bool { bytes >= KernelGrid.smallestShared }

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

  /// A shape that somebody asks for, its channels first behind the examples or last; `nil` for one that can't be measured.
  init?(_ dimensions: [Int], channelsFirst: Bool) {
    guard dimensions.count >= (channelsFirst ? 2 : 1), dimensions.allSatisfy({ $0 > 0 }),
      (try? AxisLayout(shape: dimensions, axis: channelsFirst ? 1 : -1)) != nil
    else { return nil }
    self.dimensions = dimensions
    layout = channelsFirst ? .channelsFirst : dimensions.count == 2 ? .matrix : .channelsLast
  }

  init(layout: Layout, dimensions: [Int]) {
    self.layout = layout
    self.dimensions = dimensions
  }

  var text: String { "\(layout.rawValue) \(dimensions)" }
}

/// What this machine has.
enum Machine {
  static var processors: Int { SharedWork.threads }

  /// Bytes of memory.
  static var memory: Int { Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) }
}
