import Testing

@testable import BNCore

@Suite("A batch made line by line")
struct BatchPieceTests {
  static let shapes: [[Int]] = [
    [1], [5], [16, 1], [9, 4], [3, 7, 5], [2, 3, 40], [2, 1100], [2, 150, 30], [2, 200, 31],
  ]

  /// The same kinds with parameters of each channel, where they may have them.
  static func kinds(channels: Int) -> [GeneratorSpec.Kind] {
    let each = ChannelValue.each((0..<channels).map { Double($0) * 0.25 })
    let above = ChannelValue.each((0..<channels).map { Double($0) * 0.5 + 1 })
    return GeneratedBatchTests.kinds + [
      .normal(mean: each, std: above), .uniform(low: each, high: above), .lognormal(mean: each, std: 300),
      .bimodal(means: [-2, 2, 5], std: each), .constant(value: each), .ramp(low: each, high: above),
      .outliers(mean: each, std: 1, fraction: 0.2, scale: 9), .classes(means: [1, 2], std: each, order: .shuffled),
    ]
  }

  @Test("has the bits of one made number by number, along any axis and at every level", arguments: shapes)
  func sameBits(shape: [Int]) throws {
    for axis in shape.indices {
      let drifts: [ChannelValue] = [0, .each((0..<shape[axis]).map { Double($0 % 3) })]
      for (kind, drift) in Self.kinds(channels: shape[axis]).flatMap({ kind in drifts.map { (kind, $0) } }) {
        let spec = try GeneratorSpec(kind, shape: shape, axis: axis, seed: 5, drift: drift)
        let plain = Self.bits(GeneratedBatch(spec, at: 3, level: .base, isPlain: true))
        for level in InstructionSet.available {
          let lines = Self.bits(GeneratedBatch(spec, at: 3, level: level, isPlain: false))
          #expect(lines == plain, "\(kind.name) at \(level), axis \(axis)")
        }
      }
    }
  }

  private static func bits(_ batch: GeneratedBatch) -> [UInt64] {
    var bits: [UInt64] = []
    batch.forEachPiece { piece, first in
      #expect(first == bits.count)
      bits += piece.map(\.bitPattern)
    }
    return bits
  }

  @Test("writes all of a batch in single precision and nothing else", arguments: [1, 16, 37, 1030])
  func ends(count: Int) throws {
    let spec = try GeneratorSpec(.normal(mean: 0, std: 1), shape: [count], seed: 4)
    let expected = spec.batch(at: 2, as: Double.self).scalars.map { Float($0) }
    for level in InstructionSet.available {
      for side in GuardedMemory<Float>.Side.allCases {
        let memory = GuardedMemory<Float>([Float](repeating: 0, count: count), guarded: side)
        GeneratedBatch(spec, at: 2, level: level, isPlain: false).write(memory.start)
        #expect((0..<count).map { memory.start[$0] } == expected)
      }
    }
  }

  @Test("moves away from a mean of -0 as it always did")
  func signOfZero() throws {
    let spec = try GeneratorSpec(.constant(value: -0.0), shape: [2])
    #expect(spec.batch(at: 0, as: Double.self).scalars.map(\.sign) == [.plus, .plus])
    let moving = try GeneratorSpec(.constant(value: -0.0), shape: [2], drift: -1)
    #expect(moving.batch(at: 0, as: Double.self).scalars.map(\.sign) == [.minus, .minus])
  }
}
