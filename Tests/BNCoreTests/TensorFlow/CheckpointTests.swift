import BNCore
import Testing

/// Counterparts of the nine checkpoint tests in TensorFlow 1.4's normalization_test.py, and what TensorFlow 1.4.0 itself
/// measured in them.
///
/// Two steps, a checkpoint, and the same two batches again from what the checkpoint holds; a checkpoint is a copy of the
/// value. There is no GPU here, so of the names that differ in it alone one is left.
@Suite("TensorFlow's tests: checkpoints")
struct CheckpointTests {
  /// numpy's seed 0 and three draws: two batches to train on and one to infer.
  static let batches: [Tensor<Float>] = {
    var random = MersenneTwister(seed: 0)
    return (0..<3).map { _ in Tensor.uniform(CheckpointModel.imageShape, from: &random) }
  }()

  /// A model after four steps, and the losses of these.
  struct Run {
    var model: CheckpointModel
    var losses: [Float] = []

    /// Two steps in one implementation, a checkpoint, and two steps in another.
    init(fused first: Bool, then second: Bool, _ mode: Mode, bessel: Bool = false) throws {
      model = try CheckpointModel(fused: first)
      try train(mode, bessel: bessel)
      model = try CheckpointModel(fused: second, restoring: model)
      try train(mode, bessel: bessel)
    }

    private mutating func train(_ mode: Mode, bessel: Bool) throws {
      for batch in batches.prefix(2) { losses.append(try model.step(batch, mode, bessel: bessel)) }
    }
  }

  /// TensorFlow's own tolerance between its implementations, atol 1e-6 and rtol 1e-6.
  ///
  /// It covers that its convolution adds 27 products in another order: sums near 13.5 are off by an ulp or two, 2e-6,
  /// and not all in one direction.
  static func expectEqual(
    _ actual: [Float], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectNear(actual, expected, within: expected.map { 1e-6 + 1e-6 * $0.magnitude }, sourceLocation: sourceLocation)
  }

  /// What TensorFlow 1.4.0 printed, to its digits; both channels have the same values.
  struct Measured: Sendable {
    let mode: Mode
    let bessel: Bool
    let fused: [Bool]
    let losses: [Double]
    let gamma: Double
    let movingMean: Double
    let movingVariance: Double
    let kernelSum: Double
    let inferenceLoss: Double
  }

  static let table = [
    Measured(
      mode: .training, bessel: false, fused: [true, false], losses: [20.034437, 18.793484, 15.926971, 14.50362],
      gamma: 0.5921301, movingMean: 0.5239165, movingVariance: 1.0724813, kernelSum: 53.9991,
      inferenceLoss: 168.08527),
    Measured(
      mode: .inference, bessel: false, fused: [true, false], losses: [324.42032, 186.1012, 248.88525, 166.27725],
      gamma: 0.7207931, movingMean: 0, movingVariance: 1, kernelSum: 44.12425, inferenceLoss: 180.4234),
    Measured(
      mode: .training, bessel: true, fused: [true], losses: [20.034437, 18.793484, 15.926971, 14.50362],
      gamma: 0.5921301, movingMean: 0.5239165, movingVariance: 1.0826526, kernelSum: 53.9991,
      inferenceLoss: 167.29456),
  ]

  @Test("give the losses and variables that TensorFlow 1.4.0 measured", arguments: table)
  func measured(_ expected: Measured) throws {
    for fused in expected.fused {
      let run = try Run(fused: fused, then: fused, expected.mode, bessel: expected.bessel)
      Self.expectEqual(run.losses, expected.losses)
      let variables = run.model.layer.variables
      Self.expectEqual(try #require(variables.gamma), [expected.gamma, expected.gamma])
      // In training as many outputs are above 0 as below; in inference the signs of two steps cancel those of the others.
      #expect(variables.beta == [0, 0])
      Self.expectEqual(variables.movingMean, [expected.movingMean, expected.movingMean])
      Self.expectEqual(variables.movingVariance, [expected.movingVariance, expected.movingVariance])
      Self.expectEqual([run.model.implementation.reduce(0, +)], [expected.kernelSum])
      Self.expectEqual([try run.model.inferenceLoss(Self.batches[2])], [expected.inferenceLoss])
    }
  }

  @Test("show Bessel's correction of twelve elements as 12/11 in what the moving variance gained")
  func bessel() throws {
    func gained(bessel: Bool) throws -> Double {
      let run = try Run(fused: true, then: true, .training, bessel: bessel)
      return Double(run.model.layer.variables.movingVariance[0]) - 0.99 * 0.99 * 0.99 * 0.99
    }
    // Four updates near 1 round by 2⁻²⁴ each; the gains are above 0.11, so each is off by at most 2.2e-6 of itself.
    let ratio = try gained(bessel: true) / gained(bessel: false)
    #expect((ratio - 12.0 / 11).magnitude < 12.0 / 11 * 2 * 2.2e-6)
  }

  /// A model that changed implementations at the checkpoint against those that never did: all five variables, and the
  /// loss of one more batch, inferred by both implementations.
  func agree(fused first: Bool, then second: Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for mode in Mode.allCases {
      let changed = try Run(fused: first, then: second, mode).model
      for fused in [true, false] {
        let other = try Run(fused: fused, then: fused, mode).model
        #expect(changed.variables.count == 5, sourceLocation: sourceLocation)
        for (one, two) in zip(changed.variables, other.variables) {
          Self.expectEqual(one, two.map(Double.init), sourceLocation: sourceLocation)
        }
        let restored = try CheckpointModel(fused: fused, restoring: changed)
        Self.expectEqual(
          [try restored.inferenceLoss(Self.batches[2])], [Double(try other.inferenceLoss(Self.batches[2]))],
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test("testCheckpointFusedCPUAndFusedCPU")
  func testCheckpointFusedCPUAndFusedCPU() throws { try agree(fused: true, then: true) }

  @Test("testCheckpointFusedCPUAndNonFusedCPU")
  func testCheckpointFusedCPUAndNonFusedCPU() throws { try agree(fused: true, then: false) }

  @Test("testCheckpointNonFusedCPUAndFusedCPU")
  func testCheckpointNonFusedCPUAndFusedCPU() throws { try agree(fused: false, then: true) }

  @Test("testCheckpointNonFusedCPUAndNonFusedCPU")
  func testCheckpointNonFusedCPUAndNonFusedCPU() throws { try agree(fused: false, then: false) }
}
