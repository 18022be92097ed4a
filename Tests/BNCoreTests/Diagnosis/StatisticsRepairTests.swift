import BNCore
import BNTestSupport
import Testing

@Suite("Moving statistics put right by a sample")
struct StatisticsRepairTests {
  /// Moments of so many independent rows of normal numbers.
  private static func observed(_ mean: [Double], _ variance: [Double], examples: Int) -> ObservedMoments {
    ObservedMoments(
      mean: mean, variance: variance,
      sample: ObservedMoments.Sample(
        examples: examples, elements: examples, spreadOfMeans: variance, spreadOfSquares: variance.map { 2 * $0 * $0 }))
  }

  private static let zeros = Array(repeating: 0.0, count: 40)
  private static let ones = Array(repeating: 1.0, count: 40)

  // The means of 400 rows have a standard error of 0.05, the variances of √(2/400) = 0.07.
  @Test("replaces what three standard errors do not explain, and nothing else")
  func single() throws {
    var (means, variances) = (Self.zeros, Self.ones)
    for channel in means.indices { means[channel] = channel.isMultiple(of: 2) ? 0.03 : -0.03 }
    (means[7], variances[11]) = (0.2, 1.6)
    let repair = try #require(
      StatisticsRepair(
        mean: Self.zeros, variance: Self.ones, epsilon: 0, Self.observed(means, variances, examples: 400)))
    #expect(repair.newMeans == [7] && repair.newVariances == [11])
    #expect(repair.mean[7] == 0.2 && repair.variance[11] == 1.6)
    #expect(repair.mean[6] == 0 && repair.variance[6] == 1 && repair.unseen.isEmpty && repair.constant.isEmpty)
  }

  // Each mean is two standard errors off: none surely by itself, 40 of them together.
  @Test("replaces all of a kind where together they are further off than the sample's errors explain")
  func pooled() throws {
    let means = Self.zeros.indices.map { $0.isMultiple(of: 2) ? 0.1 : -0.1 }
    let repair = try #require(
      StatisticsRepair(
        mean: Self.zeros, variance: Self.ones, epsilon: 0, Self.observed(means, Self.ones, examples: 400)))
    #expect(repair.newMeans == Array(0..<40) && repair.mean == means)
    #expect(repair.newVariances.isEmpty && repair.variance == Self.ones)
  }

  @Test("keeps what nothing came in for, and the variance of what never changed; gives numbers to what had none")
  func special() throws {
    let observed = ObservedMoments(
      mean: [.nan, 3, 4, 5], variance: [.nan, 0, 2, 0],
      sample: ObservedMoments.Sample(
        examples: 100, elements: 100, spreadOfMeans: [0, 0, 2, 0], spreadOfSquares: [0, 0, 8, 0]))
    let repair = try #require(
      StatisticsRepair(
        mean: [1, 1, .nan, 5], variance: [2, 2, 1, -1], epsilon: 1e-3, observed, choice: .all))
    #expect(repair.unseen == [0] && repair.constant == [1, 3])
    #expect(repair.mean == [1, 3, 4, 5] && repair.variance == [2, 2, 2, 0])
    #expect(repair.newMeans == [1, 2, 3] && repair.newVariances == [2, 3])
    #expect(StatisticsRepair(mean: [1], variance: [1], epsilon: 0, observed) == nil)
  }

  // Of all pairs of examples of a small population, taken one by one; the identity is exact, so that only the rounding of some hundred sums is left.
  @Test("gives the average of the unbiased variances of all batches that can be drawn", arguments: [2, 3])
  func batches(_ size: Int) throws {
    let examples: [[Double]] = [[1, 3], [4, 4], [-2, 7], [0, 0.5], [9, 8]]
    func moments(_ values: [Double]) -> (mean: Double, square: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }
    let all = moments(examples.flatMap(\.self))
    let between = moments(examples.map { moments($0).mean }).square / 4
    let observed = ObservedMoments(
      mean: [all.mean], variance: [all.square / 10],
      sample: ObservedMoments.Sample(examples: 5, elements: 10, spreadOfMeans: [between]))
    let batches = (0..<1 << 5).filter { $0.nonzeroBitCount == size }.map { set in
      examples.indices.filter { set >> $0 & 1 == 1 }.flatMap { examples[$0] }
    }
    let expected =
      batches.map { moments($0).square / Double($0.count - 1) }.reduce(0, +) / Double(batches.count)
    let estimate = StatisticsRepair.variances(observed, .batches(of: size))[0]
    #expect((estimate - expected).magnitude < 1e-13 * expected)
    #expect(StatisticsRepair.variances(observed, .population) == observed.variance)
  }
}
