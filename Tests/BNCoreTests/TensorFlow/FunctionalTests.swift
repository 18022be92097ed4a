import BNTestSupport
import BNCore
import Testing

/// Counterparts of the tests of the functional interface in TensorFlow 1.4's normalization_test.py, under their names
/// there.
///
/// TensorFlow leaves its inputs unseeded; here each test has a seed of its own.
@Suite("TensorFlow's tests: the functional interface")
struct FunctionalTests {
  static let shape = [5, 4, 3, 6]

  /// numpy's uniform numbers in [0, 1), more or less.
  static func uniform(_ shape: [Int] = shape, plus offset: Float = 0, seed: UInt64) -> Tensor<Float> {
    var random = SplitMix(state: seed)
    return Tensor(
      shape: shape,
      scalars: (0..<shape.reduce(1, *)).map { _ in Float.random(in: 0..<1, using: &random) + offset })
  }

  /// Checks the moving statistics of the layer "bn".
  func expectMovingStatistics(
    of batch: Tensor<Float>, in session: GraphSession<Float>, scope: String = "bn",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var variables = try BatchNormalization<Float>(inputShape: batch.shape).variables
    variables.movingMean = try #require(session[variable: "\(scope)/moving_mean"])
    variables.movingVariance = try #require(session[variable: "\(scope)/moving_variance"])
    expectStatistics(of: batch, axis: 3, in: variables, sourceLocation: sourceLocation)
  }

  @Test("testCreateBN: the collections hold what the layer has, and nothing else")
  func testCreateBN() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(.with { $0.axis = 1 })
    let inputs = graph.placeholder(.float32, shape: [5, 4, 3])
    let training = graph.placeholder(.bool)
    let outputs = try graph.apply(layer, to: inputs, training: .placeholder(training))
    #expect(outputs.shape == [5, 4, 3])
    #expect(graph.updates(of: outputs).count == 2)
    let variables = graph.variables(of: outputs)
    #expect(variables.map(\.shape) == [[4], [4], [4], [4]])
    #expect(variables == graph.globalVariables)
    #expect(graph.trainableVariables == Array(variables.prefix(2)))
    #expect(graph.updateOps == graph.updates(of: outputs))
  }

  @Test("testBooleanLearningPhase: one layer object, applied with training true and false")
  func testBooleanLearningPhase() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(
      .with { ($0.axis, $0.epsilon, $0.momentum) = (-1, 1e-3, 0.9) }, name: "bn")
    let inputs = graph.placeholder(.float32, shape: StaticShape(Self.shape.map { $0 }))
    let trained = try graph.apply(layer, to: inputs, training: true)
    let inferred = try graph.apply(layer, to: inputs, training: false)
    let batch = Self.uniform(plus: 100, seed: 5)
    let feeds: [SymbolicTensor: Feed<Float>] = [inputs: .tensor(batch)]
    var session = try GraphSession<Float>(graph)
    for _ in 0..<100 {
      let output = try session.run([trained], operations: graph.updateOps, feeding: feeds)[0]
      expectNormalized(output, meanWithin: 0.005)
    }
    try expectMovingStatistics(of: batch, in: session)
    expectNormalized(try session.run(inferred, feeding: feeds))
  }

  @Test("testFunctionalNoReuse: four variables under the name, updates from the collection")
  func testFunctionalNoReuse() throws {
    var graph = Graph()
    let inputs = graph.placeholder(.float32, shape: StaticShape(Self.shape.map { $0 }))
    let training = graph.placeholder(.bool)
    let outputs = try graph.batchNormalization(
      inputs, axis: -1, momentum: 0.9, epsilon: 1e-3, training: .placeholder(training), name: "bn")
    #expect(
      graph.names(in: .globalVariables) == ["bn/gamma:0", "bn/beta:0", "bn/moving_mean:0", "bn/moving_variance:0"])
    let updates = graph.updateOps
    #expect(updates.count == 2)
    let batch = Self.uniform(seed: 6)
    var session = try GraphSession<Float>(graph)
    for _ in 0..<100 {
      let feeds: [SymbolicTensor: Feed<Float>] = [inputs: .tensor(batch), training: true]
      expectNormalized(try session.run([outputs], operations: updates, feeding: feeds)[0])
    }
    try expectMovingStatistics(of: batch, in: session)
    expectNormalized(try session.run(outputs, feeding: [inputs: .tensor(batch), training: false]))
  }

  @Test("testFunctionalReuse: only the last two update operations, those of the second input, are run")
  func testFunctionalReuse() throws {
    var graph = Graph()
    let shape = StaticShape(Self.shape.map { $0 })
    let (first, second) = (graph.placeholder(.float32, shape: shape), graph.placeholder(.float32, shape: shape))
    let training = graph.placeholder(.bool)
    let (axis, momentum, switched) = (-1, 0.9, Training.placeholder(training))
    try graph.batchNormalization(first, axis: axis, momentum: momentum, training: switched, name: "bn")
    let outputs = try graph.batchNormalization(
      second, axis: axis, momentum: momentum, training: switched, name: "bn", reuse: true)
    #expect(graph.globalVariables.count == 4)
    let updates = Array(graph.updateOps.suffix(2))
    let batch = Self.uniform(seed: 8)
    // The first input is another one, so that its statistics would show; nothing that is run needs it.
    var session = try GraphSession<Float>(graph)
    var last = batch
    for _ in 0..<100 {
      last = try session.run([outputs], operations: updates, feeding: [second: .tensor(batch), training: true])[0]
    }
    try expectMovingStatistics(of: batch, in: session)
    expectNormalized(last, meanWithin: 0.005)
    let inferred = try session.run(outputs, feeding: [second: .tensor(batch), training: false])
    expectNormalized(inferred, meanWithin: 0.005)
  }

  @Test("testFunctionalReuseFromScope: a scope opened again with reuse adds no variable")
  func testFunctionalReuseFromScope() throws {
    var graph = Graph()
    // TensorFlow counts 5: its input is a variable too. A graph here has no variables but those of layers and
    // optimizers, so the input is a placeholder and 4 remain.
    let inputs = graph.placeholder(.float32, shape: StaticShape(Self.shape.map { $0 }))
    let training = graph.placeholder(.bool)
    for reuse in [nil, true] as [Reuse] {
      try graph.variableScope("scope", reuse: reuse) { graph in
        try graph.batchNormalization(
          inputs, axis: -1, momentum: 0.9, epsilon: 1e-3, training: .placeholder(training))
        #expect(graph.globalVariables.count == 4)
      }
    }
    #expect(graph.variableNames == names("scope/batch_normalization"))
  }
}
