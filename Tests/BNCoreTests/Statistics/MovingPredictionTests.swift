import BNCore
import Testing

@Suite("What is to be expected of a moving statistic")
struct MovingPredictionTests {
  @Test("follows the recursion of the expectation and of the variance", arguments: [0, 0.1, 0.5, 0.9, 0.99, 0.999])
  func recursion(_ momentum: Double) throws {
    let prediction = MovingPrediction(start: 7, limit: -2, momentum: momentum, batchDeviation: 3)
    var (mean, variance) = (7.0, 0.0)
    for updates in 0...500 {
      // Powers by squaring and step by step differ by a rounding or two a step.
      let tolerance = 1e-15 * Double(updates + 4) * 10
      #expect((prediction.expected(after: updates) - mean).magnitude <= tolerance)
      let deviation = try #require(prediction.deviation(after: updates))
      #expect((deviation * deviation - variance).magnitude <= tolerance)
      mean -= (mean - -2) * (1 - momentum)
      variance = momentum * momentum * variance + (1 - momentum) * (1 - momentum) * 9
    }
  }

  /// What every channel of a layer comes to, each of them a run of its own.
  private static func runs(
    shape: [Int], steps: Int, fused: Bool, _ statistic: MovingStatistic
  ) throws -> (values: [Double], kernel: FusedChoice) {
    var options = BatchNormalizationOptions()
    options.momentum = 0.9
    options.fused = fused
    let spec = try GeneratorSpec(.normal(mean: 2, std: 3), shape: shape, seed: 11)
    var layer = try BatchNormalization<Double>(options: options, inputShape: shape)
    var kernel = FusedChoice.fused
    for step in 0..<steps {
      let pass = try layer.forward(spec.batch(at: step, as: Double.self), mode: .training)
      kernel = pass.implementation
      layer.apply(pass.updates)
    }
    return (statistic == .mean ? layer.variables.movingMean : layer.variables.movingVariance, kernel)
  }

  struct Simulation: Sendable, CustomTestStringConvertible {
    let steps: Int
    let fused: Bool
    let statistic: MovingStatistic
    var testDescription: String { "\(statistic) after \(steps) updates, fused \(fused)" }
  }

  static let simulations = [3, 40].flatMap { steps in
    [false, true].flatMap { fused in
      [MovingStatistic.mean, .variance].map { Simulation(steps: steps, fused: fused, statistic: $0) }
    }
  }

  @Test("has the mean and the spread that 400 simulated channels have", arguments: simulations)
  func simulation(_ simulation: Simulation) throws {
    // Eight elements a channel, in four dimensions so that the fused implementation can run.
    let (values, kernel) = try Self.runs(
      shape: [2, 2, 2, 400], steps: simulation.steps, fused: simulation.fused, simulation.statistic)
    #expect(kernel.isFused == simulation.fused)
    let prediction =
      switch simulation.statistic {
      case .mean: MovingPrediction.movingMean(from: 0, mean: 2, variance: 9, count: 8, momentum: 0.9)
      case .variance:
        MovingPrediction.movingVariance(
          from: 1, variance: 9, excessKurtosis: 0, count: 8, isUnbiased: simulation.fused, momentum: 0.9)
      }
    let deviation = try #require(prediction.deviation(after: simulation.steps))
    let runs = Double(values.count)
    let mean = values.reduce(0, +) / runs
    // Four standard errors of the mean of the runs.
    #expect((mean - prediction.expected(after: simulation.steps)).magnitude < 4 * deviation / runs.squareRoot())
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (runs - 1)
    // A variance of R normal numbers has the relative deviation √(2 / R); the average of few χ² has thicker tails, with
    // an excess kurtosis below 12 / 7, that of one batch of eight.
    #expect((variance / (deviation * deviation) - 1).magnitude < 4 * ((2 + 12.0 / 7) / runs).squareRoot())
  }

  @Test("has the known noise floors and numbers of updates")
  func knownNumbers() throws {
    let floors = [0.1: 0.905, 0.9: 0.229, 0.99: 0.0709, 0.999: 0.0224]
    for (momentum, floor) in floors {
      let prediction = MovingPrediction.movingMean(from: 0, mean: 0, variance: 64, count: 64, momentum: momentum)
      // The known numbers are rounded to three digits.
      #expect((try #require(prediction.band) / floor - 1).magnitude < 3e-3)
    }
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: 0.9) == 44)
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: 0.99) == 459)
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: 0.999) == 4603)
    #expect(MovingPrediction.updates(toShare: 0.25, momentum: 0.5) == 2)
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: 0) == 1)
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: 1) == nil)
    #expect(MovingPrediction.updates(toShare: 0.01, momentum: -0.5) == nil)
    #expect(MovingPrediction.halfLife(momentum: 0.5) == 1)
    #expect(MovingPrediction.halfLife(momentum: 0.25) == 0.5)
    #expect(MovingPrediction.halfLife(momentum: 1) == nil)
  }

  @Test("counts one element as a variance of 0, and says nothing of momenta that never settle")
  func edges() {
    let one = MovingPrediction.movingVariance(
      from: 1, variance: 9, excessKurtosis: 0, count: 1, isUnbiased: true, momentum: 0.9)
    #expect(one.limit == 0)
    let unsettled = MovingPrediction.movingMean(from: 0, mean: 1, variance: 1, count: 4, momentum: 1.5)
    #expect(!unsettled.settles)
    #expect(unsettled.band == nil)
    #expect(unsettled.updatesToOnePercent == nil)
  }
}
