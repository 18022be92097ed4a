import BNCore
import Testing

/// Statistics after a step whose making is known.
@Suite("Statistics, identified")
struct StatisticsIdentificationTests {
  let truth = Truth([20, 4], axis: 1)

  private func moved(_ old: [Double], _ new: [Double], share: Double) -> [Double] {
    zip(old, new).map { Truth.float(share * $0 + (1 - share) * $1) }
  }

  private func identify(
    mean: [Double]?, variance: [Double]?, _ change: (inout KnownLayer) -> Void = { _ in }
  ) -> StatisticsIdentification {
    var layer = truth.layer()
    change(&layer)
    return truth.identifier(layer).statistics(
      mean: mean.map { KnownNumbers($0, as: .float32) }, variance: variance.map { KnownNumbers($0, as: .float32) })
  }

  @Test(
    "the share of the old value, the sense of the argument and the variance that is stored",
    arguments: [(0.9, ShareFinding.Source.statedOld), (0.1, .statedNew)], [VarianceBias.population, .sample])
  func share(_ way: (share: Double, source: ShareFinding.Source), bias: VarianceBias) {
    let (mean, variance, n) = truth.batch
    let stored = bias == .sample ? variance.map { $0 * n / (n - 1) } : variance
    let answer = identify(
      mean: moved(truth.mean, mean, share: way.share), variance: moved(truth.variance, stored, share: way.share)
    ) { $0.momentum = 0.9 }
    #expect(answer.share?.source == way.source && answer.varianceShare == nil)
    #expect(((answer.share?.shareOfOld ?? 0) - way.share).magnitude < 1e-12)
    #expect(answer.convention?.bias == bias && answer.others.isEmpty)
    let names = answer.frameworks.filter { $0.isDefault }.map(\.name)
    #expect(names.contains("torch") == (bias == .sample && way.share == 0.9))
    #expect(names.contains("paddle") == (bias == .population && way.share == 0.9))
  }

  @Test("without a momentum it is solved for; without statistics before it is a new layer's step")
  func solved() {
    let (mean, variance, _) = truth.batch
    let zeros = [Double](repeating: 0, count: 4)
    let ones = [Double](repeating: 1, count: 4)
    let answer = identify(mean: moved(zeros, mean, share: 0.93), variance: moved(ones, variance, share: 0.93)) {
      ($0.mean, $0.variance) = (nil, nil)
    }
    #expect(answer.share?.source == .solved && answer.share?.shareOfOld == 0.93)
    #expect(answer.convention?.start == .new)
    let usual = identify(mean: moved(zeros, mean, share: 0.99), variance: moved(ones, variance, share: 0.99)) {
      ($0.mean, $0.variance) = (nil, nil)
    }
    #expect(usual.share?.source == .usual && usual.share?.shareOfOld == 0.99)
    #expect(usual.frameworks.contains { $0.name == "keras3 jax" && $0.isDefault })
  }

  @Test("mean and variance exchanged, a deviation for a variance, and two momenta")
  func mistakes() {
    let (mean, variance, _) = truth.batch
    let newMean = moved(truth.mean, mean, share: 0.9)
    let newVariance = moved(truth.variance, variance, share: 0.9)
    #expect(identify(mean: newVariance, variance: newMean).convention?.isSwapped == true)
    let roots = newVariance.map { Truth.float($0.squareRoot()) }
    let deviation = identify(mean: newMean, variance: roots)
    #expect(deviation.convention?.isDeviation == true && deviation.share?.shareOfOld == 0.9)
    let two = identify(mean: newMean, variance: moved(truth.variance, variance, share: 0.99))
    #expect(two.share?.shareOfOld == 0.9 && two.varianceShare?.shareOfOld == 0.99)
  }

  @Test("statistics that did not move are said to be that")
  func unmoved() {
    let answer = identify(mean: truth.mean, variance: truth.variance)
    #expect(answer.isUnmoved && answer.convention == nil)
  }

  @Test("one of the two is enough, and the third batch of a plain average is told")
  func one() {
    let (mean, variance, _) = truth.batch
    let alone = identify(mean: moved(truth.mean, mean, share: 0.99), variance: nil)
    #expect(alone.share?.shareOfOld == 0.99)
    let average = identify(
      mean: moved(truth.mean, mean, share: 2.0 / 3), variance: moved(truth.variance, variance, share: 2.0 / 3))
    #expect(average.share?.source == .average && ((average.share?.shareOfOld ?? 0) - 2.0 / 3).magnitude < 1e-12)
  }

  @Test("a channel with NaN takes no part")
  func nonfinite() {
    var truth = truth
    truth.x[6] = .nan
    let (mean, variance, _) = truth.batch
    let answer = truth.identifier().statistics(
      mean: KnownNumbers(moved(truth.mean, mean, share: 0.9), as: .float32),
      variance: KnownNumbers(moved(truth.variance, variance, share: 0.9), as: .float32))
    #expect(answer.share?.shareOfOld == 0.9 && answer.convention?.bias == .population)
  }

  @Test("numbers that no update leads to have no answer")
  func nothing() {
    let answer = identify(mean: [5, 1, -3, 2], variance: [9, 8, 7, 6])
    #expect(!answer.isFound)
  }
}
