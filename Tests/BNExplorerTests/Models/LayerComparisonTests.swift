import BNFiles
import Testing

@testable import BNExplorer

/// Planted changes, against closed forms of what they do to y = scale x + shift.
@Suite("Two layers compared")
struct LayerComparisonTests {
  /// A few operations in double precision on numbers around 1.
  private static let tolerance = 1e-14

  private func difference(_ a: SampleNorm, _ b: SampleNorm) throws -> LayerPair {
    try #require(try ModelDifference([a], [b]).pairs.first)
  }

  @Test("of fifty, one changed channel of one is found, with what it does")
  func oneChannel() throws {
    let a = (0..<50).map { SampleNorm("layer\($0).bn", seed: UInt64($0)) }
    var b = a
    b[17].gamma[5] *= 1.25
    b[31].beta[2] += 0.5
    let difference = try ModelDifference(a, b)
    #expect(difference.pairs.count == 50 && difference.pairs(.identical).count == 48)
    // A beta moved by 0.5 is more than a gamma times 1.25, if the output deviates by less than 2.
    let (first, second) = (difference.pairs[0], difference.pairs[1])
    #expect(first.a.name == "layer31.bn" && first.comparison.channel == 2)
    let deviation = a[31].scale(2) * a[31].variance[2].squareRoot()
    #expect(abs(first.comparison.shift - 0.5 / deviation) < Self.tolerance * 10 && first.comparison.scale == 0)
    #expect(second.a.name == "layer17.bn" && second.comparison.channel == 5)
    #expect(abs(second.comparison.scale - 0.25) < Self.tolerance && second.comparison.shift == 0)
    #expect(second.parameters.map(\.name) == ["gamma"])
    #expect(second.parameters[0].channel == 5 && second.parameters[0].count == 1)
  }

  @Test("another epsilon acts most where the variance is least, and is said to be all that differs")
  func epsilon() throws {
    var a = SampleNorm("bn", seed: 1)
    a.variance[3] = 1e-4
    // The third channel must not be so weak that the unit is another's.
    a.gamma[3] = 4
    var b = a
    b.epsilon = 1e-3
    let pair = try difference(a, b)
    let expected = abs(((1e-4 + 1e-5) / (1e-4 + 1e-3)).squareRoot() - 1)
    #expect(abs(pair.comparison.scale - expected) < Self.tolerance && pair.comparison.shift == 0)
    #expect(pair.comparison.channel == 3 && pair.comparison.isByEpsilonAlone && !pair.isByAssumedEpsilon)
    #expect(pair.parameters.map(\.name) == ["epsilon"])
    b.gamma[0] *= 1.5
    #expect(try !difference(a, b).comparison.isByEpsilonAlone)
  }

  @Test("an epsilon that one file does not say is told apart, and can be given")
  func assumedEpsilon() throws {
    let keras = KnownLayer.tensors(
      "bn.", gamma: "gamma", beta: "beta", mean: "moving_mean", variance: "moving_variance")
    let torch = KnownLayer.tensors("bn.")
    let pair = try #require(try ModelDifference(tensors: keras, torch).pairs.first)
    #expect(pair.comparison.verdict == .different && pair.isByAssumedEpsilon)
    let given = try ModelDifference(tensors: keras, torch, given: GivenNumbers(epsilon: 1e-3))
    #expect(given.pairs.map(\.comparison.verdict) == [.identical])
  }

  @Test("mean and variance in each other's place are found")
  func swapped() throws {
    var a = SampleNorm("bn", seed: 2)
    a.mean = a.mean.map { $0.magnitude + 0.1 }
    var b = a
    (b.mean, b.variance) = (a.variance, a.mean)
    let pair = try difference(a, b)
    let worst = (0..<8).map { channel -> Double in
      let deviation = a.scale(channel) * a.variance[channel].squareRoot()
      let spread = abs(b.scale(channel) - a.scale(channel)) * a.variance[channel].squareRoot() / deviation
      let output = b.scale(channel) * a.mean[channel] + b.shift(channel)
      return max(spread, abs(output - a.beta[channel]) / deviation)
    }.max()
    #expect(abs(pair.comparison.worst - (worst ?? 0)) < 100 * Self.tolerance)
    #expect(Set(pair.parameters.map(\.name)) == ["mean", "variance"])
  }

  @Test("two layers that were exchanged are both found, and each said to have the other's numbers")
  func exchanged() throws {
    let a = (0..<50).map { SampleNorm("layer\($0).bn", seed: UInt64($0)) }
    var b = a
    (b[10].name, b[20].name) = (a[20].name, a[10].name)
    let difference = try ModelDifference(a, b)
    #expect(difference.pairs(.different).count == 2 && difference.pairs(.identical).count == 48)
    let names = Dictionary(uniqueKeysWithValues: difference.pairs.prefix(2).map { ($0.a.name, $0.sameNumbersAs) })
    #expect(names == ["layer10.bn": "layer20.bn", "layer20.bn": "layer10.bn"])
    #expect(difference.pairs.dropFirst(2).allSatisfy { $0.sameNumbersAs == nil })
  }

  @Test(
    "what rounding to a type can do counts as equal, and four times as much does not",
    arguments: [("F16", 11, "float16"), ("BF16", 8, "bfloat16"), ("F32", 24, "float32")])
  func rounding(type: String, bits: Int, name: String) throws {
    for seed in 0..<20 {
      var a = SampleNorm("bn", channels: 64, seed: UInt64(seed))
      a.type = "F64"
      // Numbers between those of float32.
      a.gamma = a.gamma.map { $0 * (1 + 1e-9) }
      let b = a.rounded(to: bits, type: type)
      let pair = try difference(a, b)
      #expect(pair.comparison.verdict == .withinPrecision && pair.comparison.precision.name == name)
      #expect(pair.comparison.worst > 0 && pair.parameters.isEmpty)
      var c = b
      // The bound has one roundoff for gamma and one for the root of the variance, each at most.
      c.gamma[9] = a.gamma[9] * (1 + 4 * Double(sign: .plus, exponent: -bits, significand: 1))
      #expect(try difference(a, c).comparison.verdict == .different)
    }
  }

  @Test("halves of a variance below their normal numbers are rounded by steps, not in proportion")
  func subnormal() throws {
    var a = SampleNorm("bn", seed: 3)
    a.variance[0] = 1e-6
    var b = a.rounded(to: 11, type: "F16")
    // The nearest multiple of 2^-24 to 1e-6.
    b.variance[0] = 17 * 0x1p-24
    #expect(try difference(a, b).comparison.verdict == .withinPrecision)
    b.variance[0] = 20 * 0x1p-24
    #expect(try difference(a, b).comparison.verdict == .different)
  }

  @Test("a channel that gives out next to nothing does not shout, and one that gives out nothing is no NaN")
  func deadChannels() throws {
    var a = SampleNorm("bn", seed: 4)
    (a.gamma[0], a.gamma[1], a.variance[2]) = (0, 1e-9, 1e-12)
    var b = a
    (b.gamma[1], b.gamma[2]) = (3e-9, a.gamma[2] * 2)
    let pair = try difference(a, b)
    #expect(pair.comparison.verdict == .different)
    // Ten deviations of 2e-9 in one channel; in the other an input that deviates by 1e-6, 300 times as steep.
    #expect(pair.comparison.worst < 0.01)
    #expect(pair.comparison.scale.isFinite && pair.comparison.shift.isFinite)
    b.beta[0] += 0.25
    let average = (0..<8).map { a.scale($0) * a.variance[$0].squareRoot() }.reduce(0, +) / 8
    #expect(abs(try difference(a, b).comparison.shift - 0.25 / (average / 10)) < 100 * Self.tolerance)
    // Nothing but constants in both: as they are.
    a.gamma = Array(repeating: 0, count: 8)
    b = a
    #expect(try difference(a, b).comparison.verdict == .identical)
    b.beta[5] += 0.25
    #expect(abs(try difference(a, b).comparison.shift - 0.25) < Self.tolerance)
  }

  @Test("NaN and infinities on one side are infinitely far, and on both sides not compared")
  func nonfinite() throws {
    let a = SampleNorm("bn", seed: 5)
    for value in [Double.nan, .infinity] {
      var b = a
      b.variance[3] = value
      let pair = try difference(a, b)
      #expect(pair.comparison.scale == .infinity && pair.comparison.shift == .infinity)
      #expect(pair.comparison.channel == 3 && pair.comparison.nonfinite == LayerComparison.Counts(a: 0, b: 1))
      #expect(try difference(b, a).comparison.nonfinite == LayerComparison.Counts(a: 1, b: 0))
      let both = try difference(b, b).comparison
      #expect(both.commonNonfinite == 1 && both.verdict == .identical && both.worst == 0)
    }
    var b = a
    b.variance[3] = -1
    #expect(try difference(a, b).comparison.worst == .infinity, "the root of a variance below zero")
  }

  @Test("without gamma and beta they are 1 and 0")
  func missingParts() throws {
    var a = SampleNorm("bn", seed: 6)
    (a.gamma, a.beta) = (Array(repeating: 1, count: 8), Array(repeating: 0, count: 8))
    let bare = a.tensors.filter { !$0.name.hasSuffix("weight") && !$0.name.hasSuffix("bias") }
    let pair = try #require(try ModelDifference(tensors: a.tensors, bare).pairs.first)
    #expect(pair.comparison.verdict == .identical)
  }
}
