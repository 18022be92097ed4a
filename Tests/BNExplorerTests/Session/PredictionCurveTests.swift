import BNCore
import Testing

@testable import BNExplorer

@Suite("The curve that was to be expected")
struct PredictionCurveTests {
  @Test("is the closed form from the beginning, and the measured one for batches that are all alike")
  func constant() throws {
    let session = try Session("generate constant value=5 shape=4x2; set momentum 0.9; train 60")
    let curve = try #require(PredictionCurve(of: .movingMean, channels: [1], in: session))
    #expect(curve.steps == (1...60).map(Double.init))
    let measured = session.history.points(.movingMean, channel: 1).values
    for (step, (expected, value)) in zip(curve.steps, zip(curve.expected, measured)) {
      var share = 1.0
      for _ in 0..<Int(step) { share *= 0.9 }
      // Rounding in the exponentiation only.
      #expect((expected - 5 * (1 - share)).magnitude < 1e-13)
      // The measured one is rounded to float32 at every step: at most 5 * 2^-24 each, which the average forgets by a tenth.
      #expect((expected - value).magnitude < 5 * 0x1p-24 * 10 * 2)
    }
    #expect(curve.deviations.allSatisfy { $0 == 0 })
  }

  @Test("begins anew where something is changed, from the value that stood there")
  func changes() throws {
    let session = try Session(
      "generate normal mean=2 std=0.5 shape=16x1 seed=4; set momentum 0.8; train 10; set momentum 0.5; infer 3; train 4"
    )
    let curve = try #require(PredictionCurve(of: .movingMean, channels: [0], in: session))
    #expect(curve.steps == (11...17).map(Double.init))
    let start = session.history.points(.movingMean, channel: 0).values[9]
    // Inference moves nothing; then each step halves the way.
    let shares = [1.0, 1, 1, 0.5, 0.25, 0.125, 0.0625]
    for (expected, share) in zip(curve.expected, shares) {
      #expect((expected - (2 + (start - 2) * share)).magnitude < 1e-12)
    }
    // sigma / sqrt(n) * sqrt((1 - m) / (1 + m)) * sqrt(1 - m^(2k)), the standard deviation of an exponential average.
    for (deviation, updates) in zip(curve.deviations, [0.0, 0, 0, 1, 2, 3, 4]) {
      var power = 1.0
      for _ in 0..<Int(2 * updates) { power *= 0.5 }
      let known = 0.5 / 4 * (0.5 / 1.5 * (1 - power)).squareRoot()
      #expect((deviation - known).magnitude < 1e-12)
    }
  }

  @Test("begins at what was assigned, which no step has left behind")
  func assigned() throws {
    let session = try Session(
      "generate constant value=0 shape=4x2; set momentum 0.9; step 20; assign moving_mean 100; step 60")
    let curve = try #require(PredictionCurve(of: .movingMean, channels: [1], in: session))
    #expect(curve.steps == (21...80).map(Double.init))
    for (step, expected) in zip(curve.steps, curve.expected) {
      var known = 100.0
      for _ in 20..<Int(step) { known *= 0.9 }
      // Some roundings of the exponentiation.
      #expect((expected / known - 1).magnitude < 1e-13)
    }
  }

  @Test("is where it belongs even where the charts keep few steps, whatever was asked for between them")
  func thinned() throws {
    // 4,096 records fit: behind step 8,192 every fourth step is kept; no checkpoint lies at step 5,003.
    let session = try Session(
      """
      generate constant value=5 shape=2x1; set momentum 0.999; step 5003; assign moving_mean -20
      train 2002; infer 1; train 2; infer 1001; train 999
      """)
    #expect(session.history.stride == 4 && session.timeline.checkpoints.allSatisfy { $0.step != 5003 })
    let curve = try #require(PredictionCurve(of: .movingMean, channels: [0], in: session))
    let inference = [7006..<7007, 7009..<8010]
    for (step, expected) in zip(curve.steps, curve.expected) {
      let updates = (5004...Int(step)).count { step in !inference.contains { $0.contains(step) } }
      var share = 1.0
      for _ in 0..<updates { share *= 0.999 }
      // The curve begins at a measured value, rounded to float32 at each of four updates: 4 * 20 * 2^-24.
      #expect((expected - (5 - 25 * share)).magnitude < 5e-6, "step \(step)")
    }
    #expect(curve.steps.first == 5004 && curve.steps.last == 9008)
  }

  @Test("of a channel is there whatever became of another one")
  func besideNaN() throws {
    let session = try Session("batch [[1, nan], [3, 6]]; set momentum 0.5; step 4")
    let curve = try #require(PredictionCurve(of: .movingMean, channels: [0], in: session))
    // Powers of two are exact.
    #expect(curve.expected == [1, 1.5, 1.75, 1.875])
  }

  @Test("holds nine of ten measured values within two deviations")
  func band() throws {
    let session = try Session("generate normal mean=1 std=2 shape=32x50 seed=8; set momentum 0.9; train 80")
    var inside = 0
    var all = 0
    for channel in 0..<50 {
      let curve = try #require(PredictionCurve(of: .movingMean, channels: [channel], in: session))
      let measured = session.history.points(.movingMean, channel: channel).values
      for index in measured.indices {
        all += 1
        if (measured[index] - curve.expected[index]).magnitude <= 2 * curve.deviations[index] { inside += 1 }
      }
    }
    // 95.4 % are expected; 50 channels with about 4 independent values each scatter by 1.5 %.
    #expect(Double(inside) > 0.9 * Double(all) && Double(inside) < 0.99 * Double(all), "\(inside) of \(all)")
  }

  @Test("of several channels is the mean of theirs, and the squares of their deviations add up")
  func severalChannels() throws {
    let session = try Session(
      """
      generate normal mean=[1,-2,5] std=[1,2,0.5] shape=8x3 seed=3; set momentum 0.8; train 7
      set momentum 0.9; train 20
      """)
    for name in [VariableName.movingMean, .movingVariance] {
      let single = try (0..<3).map { try #require(PredictionCurve(of: name, channels: [$0], in: session)) }
      let all = try #require(PredictionCurve(of: name, channels: [0, 1, 2], in: session))
      #expect(all.steps == (8...27).map(Double.init) && all.deviations.count == 20)
      for index in all.steps.indices {
        let mean = single.reduce(0) { $0 + $1.expected[index] } / 3
        let deviation = single.reduce(0) { $0 + $1.deviations[index] * $1.deviations[index] }.squareRoot() / 3
        // Some roundings of numbers up to 5, in another order.
        #expect((all.expected[index] - mean).magnitude < 1e-14)
        #expect((all.deviations[index] - deviation).magnitude < 1e-14)
      }
    }
  }

  @Test("is not there where nothing can be predicted")
  func none() throws {
    for line in [
      "load builtin:digits batch=8 flatten=on", "generate normal shape=4x2 drift=0.1",
      "generate normal shape=4x2; set renorm on",
      "generate normal shape=4x2; set training off", "generate normal shape=4x2; set momentum 1",
    ] {
      let session = try Session(line + "; step 3")
      #expect(PredictionCurve(of: .movingMean, channels: [0], in: session) == nil, "\(line)")
    }
  }
}
