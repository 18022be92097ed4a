import BNCore
import Testing

@Suite("Update operations")
struct PendingUpdatesTests {
  static let batch = Tensor<Float>(column: [3, 7])

  @Test("stay pending: a pass changes nothing, and forgotten ones leave 0 and 1")
  func forgotten() throws {
    let layer = try BatchNormalization<Float>(inputShape: [2, 1])
    let before = layer
    for _ in 0..<10 { _ = try layer.forward(Self.batch, mode: .training) }
    #expect(layer == before)
    #expect(layer.variables.movingMean == [0])
    #expect(layer.variables.movingVariance == [1])
  }

  @Test("are two for every training pass, with renorm too, and none for inference with a constant")
  func count() throws {
    for renorm in [false, true] {
      for trainingSwitch in TrainingSwitch.allCases {
        let layer = try BatchNormalization<Float>(
          options: .with {
            $0.renorm = renorm
            $0.trainingSwitch = trainingSwitch
          }, inputShape: [2, 1])
        #expect(try layer.forward(Self.batch, mode: .training).updates?.count == 2)
        let inference = try layer.forward(Self.batch, mode: .inference).updates
        #expect(inference?.count == (trainingSwitch == .placeholder ? 2 : nil))
      }
    }
  }

  @Test("of two passes run one after another on what the first one left")
  func twoPasses() throws {
    // Two calls of one layer in a graph: from the same variables, to batches of mean 5 and 1 at momentum 0.5.
    var layer = try BatchNormalization<Float>(options: .with { $0.momentum = 0.5 }, inputShape: [2, 1])
    let first = try layer.forward(Self.batch, mode: .training).updates
    let second = try layer.forward(Tensor(column: [0, 2]), mode: .training).updates
    layer.apply(first)
    layer.apply(second)
    #expect(layer.variables.movingMean == [(0 + 5) / 2 / 2 + 0.5])
    #expect(layer.variables.movingVariance == [((1 + 4) / 2 + 1) / 2])
    // Applied twice, an update moves twice.
    layer.apply(second)
    #expect(layer.variables.movingMean == [(1.75 + 1) / 2])
  }

  @Test("of two calls a step forget twice as fast")
  func sharedLayer() throws {
    // TensorFlow 1.4.1: 50 steps of two calls on batches of mean 5 leave 3.1791515 or, one after the other, 3.1698377.
    var layer = try BatchNormalization<Float>(inputShape: [2, 1])
    for _ in 0..<50 {
      let passes = try (0..<2).map { _ in try layer.forward(Self.batch, mode: .training) }
      for pass in passes { layer.apply(pass.updates) }
    }
    // 5(1 − 0.99¹⁰⁰) = 3.16984, each of the hundred updates off by half an ulp of 4 at most.
    expectNear(layer.variables.movingMean, [3.1698382936338545], within: 100 * 0x1p-23)
  }

  @Test("behind a placeholder change nothing in inference while all is finite, and turn infinity into NaN")
  func placeholder() throws {
    for renorm in [false, true] {
      var layer = try BatchNormalization<Float>(
        options: .with {
          $0.trainingSwitch = .placeholder
          $0.renorm = renorm
        }, inputShape: [2, 1])
      try layer.train(Self.batch)
      let before = layer.variables
      layer.apply(try layer.forward(Self.batch, mode: .inference).updates)
      #expect(layer.variables == before)
    }
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.trainingSwitch = .placeholder
        $0.movingVarianceInitializer = .constant(.infinity)
      }, inputShape: [2, 1])
    layer.apply(try layer.forward(Self.batch, mode: .inference).updates)
    #expect(layer.variables.movingVariance[0].isNaN)
    #expect(layer.variables.movingMean == [0])
  }

  @Test("of the fused path behind a placeholder change nothing in inference")
  func fusedPlaceholder() throws {
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.trainingSwitch = .placeholder
        $0.movingVarianceInitializer = .constant(.infinity)
      }, inputShape: [2, 1, 1, 1])
    let before = layer
    layer.apply(try layer.forward(Tensor(shape: [2, 1, 1, 1], scalars: [3, 7]), mode: .inference).updates)
    #expect(layer == before)
  }

  @Test("never touch gamma and beta")
  func gammaAndBeta() throws {
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.gammaInitializer = .constant(-3)
        $0.gammaConstraint = .nonNegative
      }, inputShape: [2, 1])
    try layer.train(Self.batch, times: 5)
    #expect(layer.variables.gamma == [-3])
    #expect(layer.variables.beta == [0])
  }
}
