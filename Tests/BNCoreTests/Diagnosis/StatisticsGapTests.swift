import BNCore
import BNTestSupport
import Testing

@Suite("The gap between moving statistics and what comes in")
struct StatisticsGapTests {
  private static let channels = 48

  /// Statistics 0 and 1 of all channels against rows whose means are off by `shifts`.
  private static func gap(_ shifts: [Double], examples: Int) throws -> StatisticsGap {
    let ones = Array(repeating: 1.0, count: shifts.count)
    let sample = ObservedMoments.Sample(
      examples: examples, elements: examples, spreadOfMeans: ones, spreadOfSquares: ones.map { 2 * $0 })
    return try #require(
      StatisticsGap(
        mean: ones.map { _ in 0 }, variance: ones, gamma: ones, epsilon: 0,
        ObservedMoments(mean: shifts, variance: ones, sample: sample)))
  }

  // A quarter of a deviation in each of 48 channels, by 256 rows: the average's standard error is 1/16 for one channel, and √(2 √48)
  // times less for all, so that 0.25 - 3 · 0.0168 = 0.1996 is certain. The variance about the sample's own mean is 1/256 too
  // small, which moves r by 0.002 and the bound by less than 0.0002; so does the rest.
  @Test("knows a shift that all channels share better than one in either direction")
  func shared() throws {
    let together = try Self.gap(Array(repeating: 0.25, count: Self.channels), examples: 256)
    #expect((together.interval.lowerBound - 0.1996).magnitude < 0.0004)
    let apart = try Self.gap((0..<Self.channels).map { $0.isMultiple(of: 2) ? 0.25 : -0.25 }, examples: 256)
    #expect(apart.interval.lowerBound > 0.05 && apart.interval.lowerBound < 0.15)
    #expect(apart.effect == together.effect)
  }

  @Test("does not speak of what channels share before eight examples")
  func few() throws {
    let shifts = Array(repeating: 1.2, count: Self.channels)
    // 1.2 - 3 / √7 / √13.9 = 0.9 would be certain; one channel in 48 directions is not known so well.
    #expect(try Self.gap(shifts, examples: 7).interval.lowerBound < 0.85)
    #expect(try Self.gap(shifts, examples: 8).interval.lowerBound > 0.88)
  }

  // One moving variance of a millionth makes d and r a thousand: no more than 5 counts, and what is uncertain of it shrinks with it.
  @Test("is as certain of a channel that is far beyond the most that counts as of another")
  func clipped() throws {
    let ones = Array(repeating: 1.0, count: 8)
    let sample = ObservedMoments.Sample(examples: 64, elements: 64, spreadOfMeans: ones, spreadOfSquares: ones)
    let gap = try #require(
      StatisticsGap(
        mean: ones.map { _ in 0 }, variance: [1e-6] + ones.dropFirst(), gamma: ones, epsilon: 0,
        ObservedMoments(mean: ones.map { _ in 0 }, variance: ones, sample: sample)))
    // √(25 / 8) = 1.77.
    #expect((gap.effect - 1.77).magnitude < 0.01)
    #expect(gap.interval.lowerBound > 1 && gap.interval.upperBound <= 5)
  }

  // Rows of 48 channels that share a contrast, as images do: each row is stretched by another factor, about 1 on average.
  @Test("is no alarm for samples of the population itself, from one row up", arguments: [1, 2, 3, 4, 8, 16, 64])
  func healthy(_ examples: Int) throws {
    var generator = SplitMix(state: UInt64(examples))
    for _ in 0..<40 {
      let rows = (0..<examples).map { _ in
        // E f² = 0.5 · (0.49 + 1.51) = 1.
        let factor = Bool.random(using: &generator) ? 0.7 : 1.51.squareRoot()
        return (0..<Self.channels).map { _ in factor * Self.normal(&generator) }
      }
      let gap = try #require(Self.gap(of: rows))
      #expect(gap.interval.lowerBound <= LayerCondition.visibleEffect, "\(gap)")
    }
  }

  private static func gap(of rows: [[Double]]) -> StatisticsGap? {
    let count = Double(rows.count)
    func average(_ number: (Int, [Double]) -> Double) -> [Double] {
      (0..<channels).map { channel in rows.reduce(0) { $0 + number(channel, $1) } / count }
    }
    let mean = average { $1[$0] }
    let variance = average { ($1[$0] - mean[$0]) * ($1[$0] - mean[$0]) }
    let unbiased = count > 1 ? count / (count - 1) : 0
    let squares = average { channel, row in
      let square = (row[channel] - mean[channel]) * (row[channel] - mean[channel])
      return (square - variance[channel]) * (square - variance[channel])
    }
    let sample = ObservedMoments.Sample(
      examples: rows.count, elements: rows.count, spreadOfMeans: variance.map { $0 * unbiased },
      spreadOfSquares: squares.map { $0 * unbiased })
    let zeros = Array(repeating: 0.0, count: channels)
    return StatisticsGap(
      mean: zeros, variance: zeros.map { $0 + 1 }, gamma: nil, epsilon: 1e-5,
      ObservedMoments(mean: mean, variance: variance, sample: sample))
  }

  /// The sum of twelve uniform numbers less six: mean 0, variance 1.
  private static func normal(_ generator: inout SplitMix) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
  }
}
