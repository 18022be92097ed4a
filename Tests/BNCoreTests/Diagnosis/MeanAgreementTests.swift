import BNTestSupport
import Testing

@testable import BNCore

@Suite("Stored means beside predicted ones")
struct MeanAgreementTests {
  /// 64 channels of a dense layer, with the deviations 0.5 to 2.
  private struct Sample {
    var mean: [Double]
    var variance: [Double]
    let next: NextMean

    init(channels: Int = 64, extent: Int = 1, seed: UInt64 = 7) throws {
      var random = SplitMix(state: seed)
      func numbers(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
        (0..<count).map { _ in Double.random(in: range, using: &random) }
      }
      let kernel = try #require(
        WeightKernel(
          numbers(channels * 16 * extent, -1...1), shape: [channels, 16, extent], layout: .outputFirst))
      next = try #require(NextMean(inputs: numbers(16, -1...1), kernel: kernel, bias: numbers(channels, -1...1)))
      mean = next.means()
      variance = numbers(channels, 0.25...4)
    }

    func agreement(isExact: Bool = false) throws -> MeanAgreement {
      try #require(MeanAgreement(next, isExact: isExact, mean: mean, variance: variance, epsilon: 0))
    }
  }

  @Test("nothing is left of means that are as predicted")
  func same() throws {
    let agreement = try Sample().agreement()
    #expect(agreement.residual == 0 && agreement.offset == 0 && agreement.borderless == 0)
    #expect((agreement.correlation - 1).magnitude < 1e-15 && (agreement.slope - 1).magnitude < 1e-15)
    #expect(agreement.chance < 1e-100 && agreement.verdict == .agrees && agreement.size == nil)
  }

  @Test("a shift of half a deviation is a residual of a half, whichever way it goes")
  func shifts() throws {
    for isOneWay in [true, false] {
      var sample = try Sample()
      for channel in sample.mean.indices {
        let sign = isOneWay || channel % 2 == 0 ? 1.0 : -1
        sample.mean[channel] += sign * 0.5 * sample.variance[channel].squareRoot()
      }
      let agreement = try sample.agreement()
      #expect((agreement.residual - 0.5).magnitude < 1e-14)
      #expect((agreement.offset - (isOneWay ? 0.5 : 0)).magnitude < 1e-14)
      #expect(agreement.verdict == .disagrees)
      // The correlation hardly sees it.
      #expect(agreement.correlation > 0.9)
    }
  }

  @Test("a shift of a quarter shows where nothing but sums stands between")
  func quarter() throws {
    var sample = try Sample()
    for channel in sample.mean.indices { sample.mean[channel] += 0.25 * sample.variance[channel].squareRoot() }
    #expect(try sample.agreement(isExact: true).verdict == .disagrees)
    #expect(try sample.agreement(isExact: false).verdict == .agrees)
  }

  @Test("channels in another order do not correlate")
  func shuffledChannels() throws {
    var sample = try Sample()
    var random = SplitMix(state: 3)
    sample.mean.shuffle(using: &random)
    let agreement = try sample.agreement()
    #expect(agreement.verdict == .disagrees && agreement.correlation < 0.5 && agreement.chance > 1e-4)
    // What is to be expected of it, but for the luck of one order.
    #expect((agreement.residual / agreement.shuffled - 1).magnitude < 0.3)
  }

  @Test("what is to be expected of any order is the mean over all orders")
  func orders() throws {
    var sample = try Sample(channels: 6)
    let shuffled = try sample.agreement().shuffled
    let means = sample.mean
    var squares: [Double] = []
    for order in Self.permutations(Array(0..<6)) {
      sample.mean = order.map { means[$0] }
      let residual = try sample.agreement().residual
      squares.append(residual * residual)
    }
    #expect(squares.count == 720)
    #expect(((squares.reduce(0, +) / 720).squareRoot() - shuffled).magnitude < 1e-13)
  }

  private static func permutations(_ elements: [Int]) -> [[Int]] {
    guard !elements.isEmpty else { return [[]] }
    return elements.flatMap { first in permutations(elements.filter { $0 != first }).map { [first] + $0 } }
  }

  @Test("the chance is how many orders correlate as much")
  func chance() throws {
    // 40,320 orders of 8 channels; the normal distribution is an approximation, good to a fifth down to 1 %.
    let x = [0.3, -1.2, 0.7, 1.9, -0.4, 0.1, -2, 0.9]
    let y = [1.1, -0.3, 0.2, 0.6, -1.4, 0.8, -0.9, -0.2]
    func correlation(_ order: [Int]) -> Double {
      let values = order.map { y[$0] }
      let (meanX, meanY) = (x.reduce(0, +) / 8, y.reduce(0, +) / 8)
      let products = zip(x, values).map { ($0 - meanX) * ($1 - meanY) }.reduce(0, +)
      let squares = (
        x.map { ($0 - meanX) * ($0 - meanX) }.reduce(0, +), y.map { ($0 - meanY) * ($0 - meanY) }.reduce(0, +)
      )
      return products / (squares.0 * squares.1).squareRoot()
    }
    let all = Self.permutations(Array(0..<8)).map(correlation)
    for limit in [0.0, 0.3, 0.6] {
      let share = Double(all.count { $0 >= limit }) / Double(all.count)
      #expect((MeanAgreement.chance(of: limit, channels: 8) / share - 1).magnitude < 0.2)
    }
    #expect(MeanAgreement.chance(of: .nan, channels: 64).isNaN)
  }

  @Test("the image's extent is found by its border")
  func border() throws {
    var sample = try Sample(extent: 3)
    sample.mean = sample.next.means(size: 14)
    let agreement = try sample.agreement()
    #expect(agreement.size == 14 && agreement.residual == 0 && agreement.borderless > 0.01)
    #expect(agreement.precision == .bordered && agreement.verdict == .agrees)
  }

  @Test("does not judge what figures do not tell")
  func doubts() throws {
    #expect(try Sample(channels: 7).agreement().verdict == .unclear(.fewChannels))
    // All means the same: no order would show, and they are near what is predicted.
    var flat = try Sample()
    flat.variance = flat.variance.map { $0 * 1e6 }
    flat.mean = flat.mean.map { _ in 0 }
    #expect(try flat.agreement().verdict == .unclear(.meansAlike))
    #expect(try flat.agreement().correlation.isNaN)
    // A border that takes more than any size can explain.
    var small = try Sample(extent: 3)
    let deviation = small.variance.map { $0.squareRoot() }
    small.mean = small.next.means(size: 2).enumerated().map { $1 + ($0 % 2 == 0 ? 0.4 : -0.4) * deviation[$0] }
    let agreement = try small.agreement()
    #expect(agreement.size.map { $0 <= 4 } == true && agreement.verdict == .unclear(.border))
  }

  @Test("leaves out channels without numbers, and those that are dead")
  func unusable() throws {
    var sample = try Sample()
    sample.mean[3] = .nan
    sample.variance[5] = .infinity
    sample.variance[7] = 1e-30
    sample.mean[7] = 100
    let agreement = try sample.agreement()
    #expect(agreement.channels == 61 && agreement.residual == 0 && agreement.verdict == .agrees)
    #expect(MeanAgreement(sample.next, isExact: true, mean: [1], variance: [1], epsilon: 0) == nil)
  }
}

@Suite("Tails of the normal distribution")
struct NormalTailTests {
  @Test(
    "have the digits of scipy 1.17",
    arguments: [
      (0.1, 0.460172162722971), (0.5, 0.3085375387259869), (1, 0.15865525393145707), (2, 0.022750131948179195),
      (2.4999, 0.006211418374944587), (2.5, 0.006209665325776132), (3, 0.0013498980316300933),
      (5, 2.866515718791933e-07), (8, 6.22096057427174e-16), (20, 2.7536241186061556e-89),
      (37, 5.7255712225239266e-300),
    ])
  func tails(_ x: Double, _ expected: Double) {
    // The density's exponent is rounded, which x² / 2 multiplies; near the turn 0.5 - 0.494 loses 7 bits.
    let error = max(128, x * x) * 0x1p-53
    #expect((NormalTail.above(x) / expected - 1).magnitude < error)
    #expect(NormalTail.below(-x) == NormalTail.above(x) && NormalTail.above(-x) == 1 - NormalTail.above(x))
  }
}
