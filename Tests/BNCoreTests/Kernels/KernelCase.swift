import BNTestSupport
import Testing

@testable import BNCore

/// A layout, a batch and an upstream gradient drawn at random, for kernels of any type.
struct KernelCase: CustomTestStringConvertible, Sendable {
  let seed: UInt64
  let shape: [Int]
  let axis: Int
  let epsilon: Double
  let x: [Double]
  let u: [Double]
  let gamma: [Double]
  let beta: [Double]

  /// Layouts of all kinds: any number of rows and channels up to some dozens, wide rows, long runs, empty tensors not.
  init(seed: UInt64) {
    var random = SplitMix(state: seed)
    func upTo(_ count: Int) -> Int { Int.random(in: 1...count, using: &random) }
    let shape =
      switch seed % 7 {
      case 0: [upTo(300), upTo(40)]
      case 1: [upTo(9), upTo(600)]
      case 2: [upTo(6), upTo(9), upTo(60)]
      case 3: [upTo(7), upTo(5), upTo(20), upTo(20)]
      case 4: [upTo(3), upTo(2), upTo(900)]
      case 5: [7 + upTo(12), upTo(9), 30 + upTo(150)]
      default: [upTo(40), upTo(20), upTo(3), upTo(3)]
      }
    self.init(seed: seed, shape: shape, axis: Int.random(in: 0..<shape.count, using: &random))
  }

  init(seed: UInt64, shape: [Int], axis: Int) {
    var random = SplitMix(state: ~seed)
    func float(_ range: ClosedRange<Float>) -> Double { Double(Float.random(in: range, using: &random)) }
    self.seed = seed
    self.shape = shape
    self.axis = axis
    epsilon = [1e-3, 0.1, 1e-5][Int.random(in: 0..<3, using: &random)]
    let centre = float(-3...3)
    let count = shape.reduce(1, *)
    // Float32 numbers with few digits, which every type wider than float16 holds exactly.
    x = (0..<count).map { _ in ((centre + float(-1...1)) * 4096).rounded() / 4096 }
    u = (0..<count).map { _ in (float(-1...1) * 4096).rounded() / 4096 }
    gamma = (0..<shape[axis]).map { _ in float(-3...3) }
    beta = (0..<shape[axis]).map { _ in float(-3...3) }
  }

  var testDescription: String { "seed \(seed): shape \(shape), axis \(axis)" }

  var layout: AxisLayout {
    guard let layout = try? AxisLayout(shape: shape, axis: axis) else { preconditionFailure("a shape of a test") }
    return layout
  }

  var parameters: Kernels.Parameters { Kernels.Parameters(epsilon: epsilon, gamma: gamma, beta: beta) }

  /// The flat indices of each channel's elements, found without the layout.
  var members: [[Int]] {
    var members = [[Int]](repeating: [], count: shape[axis])
    let inner = shape[(axis + 1)...].reduce(1, *)
    for index in x.indices { members[index / inner % shape[axis]].append(index) }
    return members
  }

  /// What kernels made of a case.
  struct Results: Equatable {
    var mean: [Double]
    var variance: [Double]
    var output: [Double]
    var inferred: [Double]
    var upstream: [Double]
    var products: [Double]
    var gradient: [Double]
    var inferredGradient: [Double]
  }

  /// Runs every operation on memory that begins so many elements behind a page, or ends or begins at its edge.
  func results<Scalar: TensorScalar>(
    _ type: Scalar.Type, threads: Int? = 1, level: InstructionSet = .widest,
    side: GuardedMemory<Scalar>.Side = .behind, offset: Int = 0
  ) -> Results {
    guard let kernels = Kernels.of(type, level: level) else { preconditionFailure("a type without kernels") }
    func memory(_ values: [Double]) -> GuardedMemory<Scalar> {
      GuardedMemory([Scalar](repeating: 0, count: offset) + values.map { Scalar($0) }, guarded: side)
    }
    let (x, u, y) = (memory(x), memory(u), memory(self.x.map { _ in .nan }))
    func written() -> [Double] {
      let values = self.x.indices.map { Double(y.start[offset + $0]) }
      for index in values.indices { y.start[offset + index] = .nan }
      return values
    }
    let (xs, us, ys) = (x.start + offset, u.start + offset, y.start + offset)
    let trained = kernels.train(xs, ys, layout, parameters, threads)
    let output = written()
    let moments = kernels.moments(xs, layout, threads)
    precondition(moments == trained || moments.mean.contains { $0.isNaN }, "both take the same moments")
    kernels.normalize(xs, ys, layout, moments, parameters, threads)
    let inferred = written()
    let sums = kernels.differentiate(xs, us, ys, layout, moments, parameters, .training, threads)
    let gradient = written()
    _ = kernels.differentiate(xs, us, ys, layout, moments, parameters, .inference, threads)
    return Results(
      mean: moments.mean, variance: moments.variance, output: output, inferred: inferred, upstream: sums.upstream,
      products: sums.products, gradient: gradient, inferredGradient: written())
  }
}
