import BNTestSupport
import Testing

@testable import BNCore

@Suite("Moments that are merged")
struct MomentSummaryTests {
  typealias Channel = MomentSummary.Channel

  /// Numbers with a mean of 1e8 and deviations of 1e-3, most of which is lost where a mean is kept as one double.
  private static let far: [Double] = {
    var random = SplitMix(state: 19)
    return (0..<3000).map { _ in 1e8 + Double.random(in: -1...1, using: &random) * 1e-3 }
  }()

  @Test("are those that Python's fractions give")
  func stored() {
    // x = [1e8 + k * 37 % 101 * 1e-3 for k in range(500)]; the mean and Σ(x − mean)² as fractions.Fraction, each as the
    // nearest float and, for the mean, the nearest float of what that leaves.
    let numbers = (0..<500).map { 1e8 + Double($0 * 37 % 101) * 1e-3 }
    let moments = Self.merged(numbers.map { [$0] })
    #expect(moments.meanHead == 0x1.7d784003331a1p+26)
    // The last digits of a pair are not all right, but thirty of them are.
    #expect(abs(moments.meanRest - -0x1.c8b4395810625p-28) < 1e-22)
    #expect(abs(moments.squaresHead / 0x1.b3f4eb1e68e6ep-2 - 1) < 1e-15)
    #expect(ExactMoments(numbers).squaresError(moments.squaresHead, moments.squaresRest) < 1e-22)
  }

  @Test("are exact to 1e-12 in any order and grouping", arguments: 0..<8)
  func anyOrder(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    var pieces: [Channel] = []
    var rest = Self.far.shuffled(using: &random)[...]
    while !rest.isEmpty {
      let size = min(rest.count, Int.random(in: 1...(seed % 2 == 0 ? 3 : 700), using: &random))
      pieces.append(Self.merged(rest.prefix(size).map { [$0] }))
      rest = rest.dropFirst(size)
    }
    // Two at a time by chance: every tree of merges can come up.
    while pieces.count > 1 {
      let other = pieces.remove(at: Int.random(in: pieces.indices, using: &random))
      pieces[Int.random(in: pieces.indices, using: &random)].merge(other)
    }
    let exact = ExactMoments(Self.far)
    #expect(pieces[0].count == Self.far.count)
    // The mean by the deviation: 1e-15, where doubles near 1e8 lie 1.5e-8 apart.
    #expect(exact.meanError(pieces[0].meanHead, pieces[0].meanRest) < 1e-12)
    #expect(exact.squaresError(pieces[0].squaresHead, pieces[0].squaresRest) < 1e-12)
    #expect(pieces[0].minimum == Self.far.min())
    #expect(pieces[0].maximum == Self.far.max())
  }

  @Test("of two domains have the variance of all numbers, not the mean of the variances")
  func twoDomains() {
    var random = SplitMix(state: 2)
    let left = (0..<500).map { _ in -2 + Double.random(in: -1...1, using: &random) }
    var all = Self.merged(left.map { [$0] })
    // As many on the other side, mirrored: the means differ by twice the first one.
    all.merge(Self.merged(left.map { [-$0] }))
    let exact = ExactMoments(left + left.map { -$0 })
    #expect(exact.squaresError(all.squaresHead, all.squaresRest) < 1e-12)
    #expect(all.meanHead == 0)
  }

  @Test("count what is not finite apart, and nothing is nothing")
  func nothing() {
    var none = Channel()
    none.nonFinite = 3
    #expect(none.mean.isNaN)
    #expect(none.variance.isNaN)
    var some = Channel(count: 1, shift: 5, sum: 0, squares: 0, minimum: 5, maximum: 5)
    some.merge(none)
    #expect((some.count, some.nonFinite, some.mean, some.variance) == (1, 3, 5, 0))
    none.merge(Channel(count: 1, shift: 5, sum: 0, squares: 0, minimum: 5, maximum: 5))
    #expect(none == some)
    #expect(some.unbiasedVariance.isNaN)
  }

  @Test("whose squares leave the range are infinite, and their means stay")
  func outOfRange() {
    let moments = Self.merged([[1e200], [-3e200]])
    #expect(moments.squares == .infinity)
    #expect(abs(moments.mean + 1e200) < 1e185)
    #expect(moments.minimum == -3e200)
  }

  @Test("keep every digit of products and sums")
  func pairs() {
    var random = SplitMix(state: 7)
    for _ in 0..<300 {
      let (a, b) = (Double.random(in: -9...9, using: &random), Double.random(in: -1e9...1e9, using: &random))
      let product = DoublePair<Double>.product(a, b)
      let exact = ExactNumber(a) * ExactNumber(b)
      #expect((exact - ExactNumber(product.high) - ExactNumber(product.low)).number == 0)
      let sum = DoublePair<Double>.sum(a, b)
      #expect((ExactNumber(a) + ExactNumber(b) - ExactNumber(sum.high) - ExactNumber(sum.low)).number == 0)
    }
  }

  /// The moments of groups of equal numbers, merged one after the other.
  private static func merged(_ groups: [[Double]]) -> Channel {
    groups.reduce(into: Channel()) { all, group in
      let channel = Channel(
        count: group.count, shift: group[0], sum: 0, squares: 0, minimum: group[0], maximum: group[0])
      all.merge(channel)
    }
  }
}
