import BNTestSupport
import Testing

@testable import BNCore

@Suite("Kernels in memory")
struct KernelMemoryTests {
  /// Layouts that are shared out: by rows, by tiles of channels, by channels and by pieces of runs.
  #if DEBUG
    static let large: [(shape: [Int], axis: Int)] = [([100_001, 7], 1), ([9, 20, 4000], 1), ([2, 300_000], 0)]
  #else
    static let large: [(shape: [Int], axis: Int)] = [
      ([5000, 300], 1), ([100_001, 7], 1), ([9, 20, 8000], 1), ([3, 2, 300_000], 1), ([40, 20_000], 1),
      ([30_000, 9, 3], 1), ([1_500_000], 0), ([1_500_000, 1], 1), ([2, 700_000], 0), ([300, 1024], 1),
      ([800, 1000], 1),
      ([60, 5000], 1), ([4, 70, 32, 32], 1),
    ]
  #endif

  /// Rows that fill lines or don't, folded or not; runs that fill lines or don't; some elements in all.
  static let shapes: [(shape: [Int], axis: Int)] =
    [1, 2, 3, 15, 16, 17, 31, 33, 64, 65, 100].flatMap { channels in
      [1, 2, 5, 8, 23].map { ([$0, channels], 1) }
    }
    + [1, 15, 16, 31, 32, 33, 47, 48, 64, 65, 100, 257].flatMap { length in
      [1, 2, 4, 5].flatMap { [([$0, 3, length], 1), ([$0, 1, length], 1)] }
    }

  @Test("touch nothing beyond the ends, in training, inference and gradients", arguments: shapes)
  func ends(shape: [Int], axis: Int) {
    // Elsewhere in memory nothing else may come out either.
    let random = KernelCase(seed: 5, shape: shape, axis: axis)
    let behind = random.results(Float.self, side: .behind)
    #expect(behind == random.results(Float.self, side: .before))
    let wide = random.results(Double.self, side: .behind)
    #expect(wide == random.results(Double.self, side: .before))
    #expect(!(behind.output + behind.gradient + wide.output + wide.gradient).contains { $0.isNaN })
  }

  @Test("have the same bits wherever the memory begins", arguments: 1...40)
  func offsets(seed: UInt64) {
    let random = KernelCase(seed: seed)
    let results = random.results(Float.self)
    for offset in [1, 4, 12, 15] { #expect(random.results(Float.self, side: .before, offset: offset) == results) }
  }

  @Test(
    "have the same bits with any number of threads",
    arguments: large)
  func threads(shape: [Int], axis: Int) throws {
    let layout = try AxisLayout(shape: shape, axis: axis)
    #expect(layout.count * 4 > KernelGrid.smallestShared)
    let kernels = try #require(Kernels.of(Float.self))
    var random = SplitMix(state: 9)
    let x = (0..<layout.count).map { _ in Float(truncatingIfNeeded: random.next()) }
    let u = (0..<layout.count).map { _ in Float(truncatingIfNeeded: random.next()) }
    let parameters = Kernels.Parameters(epsilon: 1e-3)
    func run(_ threads: Int?) -> ([Float], Moments<Double>, [Float], Kernels.GradientSums) {
      var (y, dx) = (x, x)
      let moments = kernels.train(x, &y, layout, parameters, threads)
      let sums = kernels.differentiate(x, u, &dx, layout, moments, parameters, .training, threads)
      return (y, moments, dx, sums)
    }
    let one = run(1)
    #if DEBUG
      let others = [3]
    #else
      let others = [2, 3, nil]
    #endif
    for threads in others {
      let several = run(threads)
      #expect(several.0 == one.0)
      #expect(several.1 == one.1)
      #expect(several.2 == one.2)
      #expect(several.3.upstream == one.3.upstream)
      #expect(several.3.products == one.3.products)
    }
  }
}

extension Float {
  /// A number in -1 ..< 1 with 16 bits behind the point.
  fileprivate init(truncatingIfNeeded bits: UInt64) { self = Float(Int16(truncatingIfNeeded: bits)) * 0x1p-15 }
}
