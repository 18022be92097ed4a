import BNTestSupport
import Testing

@testable import BNCore

@Suite("Kernels of dense layers")
struct KernelDenseTests {
  /// Sizes on all sides of the four rows and sixteen columns that are taken at a time.
  static let sizes: [(rows: Int, columns: Int, depth: Int)] = [
    (1, 1, 1), (3, 10, 7), (4, 16, 100), (5, 17, 2), (8, 33, 60), (60, 100, 64), (7, 15, 0), (2, 31, 129),
  ]

  static func numbers(_ count: Int, seed: UInt64, in range: ClosedRange<Float> = -2...2) -> [Float] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in Float.random(in: range, using: &random) }
  }

  /// The rows of a matrix as columns.
  static func turned(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
  }

  @Test("multiply matrices in one order of sums, at every level, turned around or not", arguments: sizes)
  func product(rows: Int, columns: Int, depth: Int) {
    let a = Self.numbers(rows * depth, seed: 1)
    let b = Self.numbers(depth * columns, seed: 2)
    let begin = Self.numbers(columns, seed: 3)
    // The definition with the same roundings: to the bit.
    var expected: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = begin[column]
        for place in 0..<depth { sum += a[row * depth + place] * b[place * columns + column] }
        expected.append(sum)
      }
    }
    for level in InstructionSet.available {
      let kernels = DenseKernels(level: level)
      for (turnA, turnB) in [(false, false), (true, false), (false, true), (true, true)] {
        let product = kernels.product(
          turnA ? Self.turned(a, rows: rows, columns: depth) : a, transposeA: turnA,
          turnB ? Self.turned(b, rows: depth, columns: columns) : b, transposeB: turnB, begin: begin, rows: rows,
          columns: columns, depth: depth)
        #expect(product == expected, "\(level), turned \(turnA) \(turnB)")
      }
    }
  }

  @Test("add up the columns of a matrix")
  func columnSums() {
    #expect(DenseKernels().columnSums([1, 2, 3, 10, 20, 30], rows: 2, columns: 3) == [11, 22, 33])
  }

  /// From far below the range to far above it, dense in between.
  static let arguments: [Float] =
    stride(from: Float(-110), through: 95, by: 0.0371).map { $0 }
    + stride(from: Float(-1), through: 1, by: 0.00113).map { $0 } + [0, -0, 1e-8, -1e-8, 88.7, -87.3, -103.9]

  @Test("take the sigmoid to 3 units in the last place")
  func sigmoid() {
    let values = DenseKernels().sigmoid(Self.arguments)
    for (x, y) in zip(Self.arguments, values) {
      let exact = 1 / (1 + PortableMath.exp(-Double(x)))
      // 2 of the exponential, and the roundings of a sum and a quotient.
      #expect((Double(y) - exact).magnitude <= 3 * Double(Float(exact).ulp), "at \(x)")
    }
    #expect(DenseKernels().sigmoid([.infinity, -.infinity, 200, -200]) == [1, 0, 1, 0])
    #expect(DenseKernels().sigmoid([.nan])[0].isNaN)
  }

  @Test("raise e to a power within 2 units in the last place")
  func exponential() {
    for x in Self.arguments {
      let exact = PortableMath.exp(Double(x))
      let value = SIMD16<Float>(repeating: x).exponential[3]
      #expect((Double(value) - exact).magnitude <= 2 * Double(Float(exact).ulp) || value == Float(exact), "at \(x)")
    }
    #expect(SIMD16<Float>(repeating: .nan).exponential[0].isNaN)
    #expect(SIMD16<Float>(repeating: -.infinity).exponential[0] == 0)
    #expect(SIMD16<Float>(repeating: .infinity).exponential[0] == .infinity)
    #expect(SIMD16<Float>(repeating: 0).exponential[0] == 1)
  }

  @Test("share a row out by softmax", arguments: [1, 2, 10, 16, 17, 40])
  func softmax(classes: Int) {
    let logits = Self.numbers(3 * classes, seed: 5, in: -30...30)
    let (shares, _, _) = DenseKernels().softmax(logits, rows: 3, classes: classes)
    for row in 0..<3 {
      let powers = (0..<classes).map { PortableMath.exp(Double(logits[row * classes + $0])) }
      let exact = powers.map { $0 / powers.reduce(0, +) }
      // The difference of two numbers up to 30 in float32, and 4 roundings.
      expectNear(
        Array(shares[row * classes..<(row + 1) * classes]), exact, within: exact.map { $0 * (0x1p-23 * 36) })
    }
  }

  @Test("rectify, and stop gradients where nothing came through")
  func relu() {
    let x: [Float] = [-1, 0, 2, .nan] + [Float](repeating: -3, count: 20)
    let y = DenseKernels().relu(x)
    #expect(Array(y[..<3]) == [0, 0, 2])
    #expect(y[3].isNaN)
    let upstream = [Float](repeating: 5, count: x.count)
    #expect(DenseKernels().reluGradient(output: y, upstream: upstream).prefix(3) == [0, 0, 5])
  }

  @Test(
    "make the same bits at every level", .enabled(if: InstructionSet.available.count > 1), arguments: [3, 16, 37, 400])
  func levels(count: Int) {
    let x = Self.numbers(count, seed: 7, in: -20...20)
    let u = Self.numbers(count, seed: 8)
    func results(_ level: InstructionSet) -> [[UInt32]] {
      let kernels = DenseKernels(level: level)
      let y = kernels.sigmoid(x)
      var moved = x
      kernels.descend(&moved, by: u, rate: 0.1)
      let results = [
        y, kernels.sigmoidGradient(output: y, upstream: u), kernels.relu(x),
        kernels.reluGradient(output: x, upstream: u),
        moved, kernels.softmax(x, rows: 1, classes: count).shares,
      ]
      return results.map { $0.map(\.bitPattern) }
    }
    for level in InstructionSet.available { #expect(results(level) == results(.base)) }
  }

  @Test("touch nothing beyond the ends", arguments: [1, 5, 16, 23, 100])
  func ends(count: Int) {
    for side in GuardedMemory<Float>.Side.allCases {
      let (x, y) = (
        GuardedMemory<Float>(Self.numbers(count * 3, seed: 1), guarded: side),
        GuardedMemory<Float>([Float](repeating: 0, count: count * 5), guarded: side)
      )
      let c = GuardedMemory<Float>([Float](repeating: 0, count: 15), guarded: side)
      for level in InstructionSet.available {
        level.run(LineMap<SigmoidFormula>(first: x.start, second: x.start, output: y.start, count: count * 3))
        withUnsafeTemporaryAllocation(of: Float.self, capacity: MatrixProduct.width * count) { panel in
          guard let panel = panel.baseAddress else { return }
          for isTurned in [false, true] {
            level.run(
              MatrixProduct(
                a: MatrixView(x.start, rowLength: isTurned ? 3 : count, isTurned: isTurned),
                b: MatrixView(y.start, rowLength: isTurned ? count : 5, isTurned: isTurned), begin: nil, c: c.start,
                rows: 3, columns: 5, depth: count, panel: panel))
          }
        }
      }
    }
  }
}
