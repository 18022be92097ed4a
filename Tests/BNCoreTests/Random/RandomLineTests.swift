import BNTestSupport
import Testing

@testable import BNCore

/// Many numbers at once against one at a time, which the other tests hold against what is published: to the bit, at every level.
@Suite("Random numbers by the line")
struct RandomLineTests {
  @Test("are those of their elements", arguments: [0, 2, 1022, 1 << 33 - 64], [1, 16, 40, 1024])
  func fills(first: Int, count: Int) {
    let stream = RandomStream(seed: 0xFEDC_BA98_7654_3210, purpose: .choice)
    let batch: UInt64 = 1 << 40 + 6
    let elements = first..<min(first + count, 1 << 33)
    for level in InstructionSet.available {
      PieceMemory.with(count: count) { memory in
        let others = UnsafeMutableRawPointer(memory.others)
        stream.fillBits(others, count: count, batch: batch, first: first, level: level)
        for (index, element) in elements.enumerated() {
          #expect(
            others.load(fromByteOffset: 8 * index, as: UInt64.self) == stream.bits(batch: batch, element: element))
        }
        stream.fillUniform(memory.others, count: count, batch: batch, first: first, level: level)
        stream.fillNormal(memory, count: count, batch: batch, first: first, level: level)
        for (index, element) in elements.enumerated() {
          #expect(memory.others[index] == stream.uniform(batch: batch, element: element))
          #expect(memory.numbers[index].bitPattern == stream.normal(batch: batch, element: element).bitPattern)
        }
      }
    }
  }

  /// On both sides of where the middle of the quantile ends and where the far tails begin, and the ends of the uniform numbers.
  static let edges: [Double] = {
    let bounds: [Double] = [0.5, 0.075, 0.925, 1.3887943864964021e-11, 1 - 0x1p-36, 0x1p-53, 1 - 0x1p-53]
    let near = bounds.flatMap { bound -> [Double] in
      (-3...3).map { bound + Double($0) * bound.ulp }
    }
    return near.filter { $0 > 0 && $0 < 1 }
  }()

  @Test("have the quantiles of edges, one at a time among others and all together")
  func quantiles() {
    var random = SplitMix(state: 4)
    let usual = (0..<64).map { _ in Double.random(in: 0x1p-53..<1, using: &random) }
    let lists =
      Self.edges.map { edge in usual.prefix(7) + [edge] + usual.dropFirst(7) }.map(Array.init)
      + [Self.edges, usual, [Double](repeating: 0x1p-50, count: 48), [Double](repeating: 0.01, count: 48)]
    for probabilities in lists {
      #expect(Self.quantiles(probabilities) == probabilities.map { PortableMath.normalQuantile($0).bitPattern })
    }
  }

  /// The quantiles of the widest level, after those of the others were found to be the same.
  private static func quantiles(_ probabilities: [Double]) -> [UInt64] {
    var results: [[UInt64]] = []
    for level in InstructionSet.available {
      PieceMemory.with(count: probabilities.count) { memory in
        for index in 0..<RandomLine.rounded(up: probabilities.count) {
          memory.numbers[index] = probabilities.indices.contains(index) ? probabilities[index] : 0.5
        }
        level.run(QuantileFill(numbers: memory.numbers, count: probabilities.count, memory: memory.tails))
        results.append(probabilities.indices.map { memory.numbers[$0].bitPattern })
      }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    return results[results.count - 1]
  }

  @Test("have the logarithms of positive normal numbers")
  func logarithms() {
    var random = SplitMix(state: 5)
    var numbers: [Double] = [1, 2, 0.5, 0.075, .leastNormalMagnitude, .greatestFiniteMagnitude, 0x1p-53]
    numbers += [0.5, 2].flatMap { [$0.squareRoot().nextDown, $0.squareRoot(), $0.squareRoot().nextUp] }
    numbers += (0..<2000).map { _ in Double(bitPattern: UInt64.random(in: 1 << 52..<0x7FF << 52, using: &random)) }
    for number in numbers {
      #expect(RandomLine(repeating: number).logarithm[5].bitPattern == PortableMath.log(number).bitPattern)
    }
  }

  @Test("have the exponentials of all numbers")
  func exponentials() {
    var random = SplitMix(state: 6)
    var numbers: [Double] = [0, -0.0, 1, -1, 709.78, 709.8, 709.79, -745.13, -745.2, -745.1, -708.4, -708.3, -740]
    numbers += [.infinity, -.infinity, .greatestFiniteMagnitude, 1e-300, -1e-300]
    numbers += [709.8, -745.2].flatMap { [$0.nextDown, $0.nextUp] }
    numbers += (0..<2000).map { _ in Double.random(in: -760...720, using: &random) }
    numbers += (0..<2000).map { _ in Double.random(in: -2...2, using: &random) }
    for number in numbers {
      #expect(RandomLine(repeating: number).exponential[9].bitPattern == PortableMath.exp(number).bitPattern)
    }
    #expect(RandomLine(repeating: .nan).exponential[0].isNaN)
  }
}
