import BNCore
import Testing

/// Counterparts of tests in TensorFlow 1.4's normalization_test.py, under their names there.
///
/// Each trains 100 times on one batch of uniform numbers + 100 with momentum 0.9 and its update operations, then infers.
/// TensorFlow leaves the batch unseeded; here each test has a seed of its own.
@Suite("TensorFlow's tests: inputs and axes")
struct InputAxisTests {
  func run(
    _ shape: [Int], axis: Int, fused: Bool? = nil, isFused: Bool, seed: UInt32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var random = MersenneTwister(seed: seed)
    let batch = Tensor.uniform(shape, plus: 100, from: &random)
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.axis = axis
        $0.momentum = 0.9
        $0.fused = fused
        $0.trainingSwitch = .placeholder
      }, inputShape: shape)
    for _ in 0..<100 {
      let pass = try layer.train(batch)
      #expect(pass.implementation.isFused == isFused, sourceLocation: sourceLocation)
      expectNormalized(pass.output, sourceLocation: sourceLocation)
    }
    expectStatistics(
      of: batch, axis: axis < 0 ? axis + shape.count : axis, in: layer.variables, sourceLocation: sourceLocation)
    expectNormalized(try layer.forward(batch, mode: .inference).output, sourceLocation: sourceLocation)
  }

  @Test("test3DInputAxis1")
  func test3DInputAxis1() throws { try run([5, 4, 3], axis: 1, isFused: false, seed: 31) }

  @Test("test3DInputAxis2")
  func test3DInputAxis2() throws { try run([5, 4, 3], axis: 2, isFused: false, seed: 32) }

  // TensorFlow runs this one and the next on a GPU only.
  @Test("test4DInputAxis1")
  func test4DInputAxis1() throws { try run([5, 4, 3, 6], axis: 1, isFused: true, seed: 41) }

  @Test("test4DInputAxis1Fused")
  func test4DInputAxis1Fused() throws { try run([5, 4, 3, 6], axis: 1, fused: true, isFused: true, seed: 141) }

  @Test("test4DInputAxis2")
  func test4DInputAxis2() throws { try run([5, 4, 3, 6], axis: 2, isFused: false, seed: 42) }

  @Test("test4DInputAxis3")
  func test4DInputAxis3() throws { try run([5, 4, 3, 6], axis: 3, isFused: true, seed: 43) }

  @Test("test4DInputAxis3Fused")
  func test4DInputAxis3Fused() throws { try run([5, 4, 3, 6], axis: 3, fused: true, isFused: true, seed: 143) }

  @Test("testNegativeAxis")
  func testNegativeAxis() throws { try run([5, 4, 3, 6], axis: -1, isFused: true, seed: 44) }

  @Test("testBooleanLearningPhase: one layer, called with training true and false")
  func testBooleanLearningPhase() throws {
    var random = MersenneTwister(seed: 5)
    let batch = Tensor.uniform([5, 4, 3, 6], plus: 100, from: &random)
    var layer = try BatchNormalization<Float>(
      options: .with {
        $0.axis = -1
        $0.momentum = 0.9
      }, inputShape: batch.shape)
    #expect(try layer.forward(batch, mode: .inference).updates == nil)
    for _ in 0..<100 { expectNormalized(try layer.train(batch).output, meanWithin: 0.005) }
    expectStatistics(of: batch, axis: 3, in: layer.variables)
    expectNormalized(try layer.forward(batch, mode: .inference).output)
  }
}
