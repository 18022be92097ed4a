import BNCore
import Testing

@Suite("What optimizers keep in a graph")
struct OptimizerSlotTests {
  /// A layer and the sum of its squared output.
  static func model() throws -> (graph: Graph, x: SymbolicTensor, y: SymbolicTensor, loss: SymbolicTensor) {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 2])
    let y = try graph.batchNormalization(x, name: "bn")
    let squares = try graph.multiply(y, y)
    let loss = graph.reduceSum(squares)
    return (graph, x, y, loss)
  }

  static let slots: [(Optimizer, [String], [[Int]])] = [
    (.gradientDescent(learningRate: 1), [], []),
    (.momentum(learningRate: 1), ["bn/gamma/Momentum", "bn/beta/Momentum"], [[2], [2]]),
    (
      .adam(),
      [
        "beta1_power", "beta2_power", "bn/gamma/Adam", "bn/gamma/Adam_1", "bn/beta/Adam", "bn/beta/Adam_1",
      ], [[], [], [2], [2], [2], [2]]
    ),
  ]

  @Test("are global variables under TensorFlow's names, and not trained", arguments: slots)
  func names(optimizer: Optimizer, expected: [String], shapes: [[Int]]) throws {
    var (graph, _, _, loss) = try Self.model()
    let trainable = graph.trainableVariables
    _ = try graph.minimize(loss, with: optimizer)
    let slots = graph.globalVariables.dropFirst(4)
    #expect(slots.map(\.name) == expected)
    #expect(slots.map(\.shape) == shapes)
    #expect(graph.names(in: .globalVariables).suffix(expected.count) == expected.map { $0 + ":0" }[...])
    #expect(graph.trainableVariables == trainable)
  }

  @Test("are numbered where another optimizer has them already")
  func twice() throws {
    var (graph, _, _, loss) = try Self.model()
    for _ in 0..<2 { _ = try graph.minimize(loss, with: .momentum(learningRate: 1)) }
    _ = try graph.minimize(loss, with: .adam(), variables: graph.globalVariables.filter { $0.name == "bn/beta" })
    _ = try graph.minimize(loss, with: .adam(), variables: graph.globalVariables.filter { $0.name == "bn/beta" })
    #expect(
      graph.globalVariables.dropFirst(4).map(\.name) == [
        "bn/gamma/Momentum", "bn/beta/Momentum", "bn/gamma/Momentum_1", "bn/beta/Momentum_1", "beta1_power",
        "beta2_power", "bn/beta/Adam", "bn/beta/Adam_1", "beta1_power_1", "beta2_power_1", "bn/beta/Adam_2",
        "bn/beta/Adam_3",
      ])
  }

  @Test("stand in the scope that the step is added in")
  func scope() throws {
    var (graph, _, _, loss) = try Self.model()
    try graph.variableScope("train") { graph in
      _ = try graph.minimize(
        loss, with: .adam(), variables: graph.trainableVariables.filter { $0.name == "bn/beta" })
    }
    #expect(
      graph.globalVariables.dropFirst(4).map(\.name) == [
        "train/beta1_power", "train/beta2_power", "train/bn/beta/Adam", "train/bn/beta/Adam_1",
      ])
  }

  @Test("can't be made in a scope that only shares, which is TensorFlow's own trap")
  func reusingScope() throws {
    var (graph, _, _, loss) = try Self.model()
    let error = refusal {
      try graph.variableScope("train", reuse: true) { graph in
        _ = try graph.minimize(loss, with: .momentum(learningRate: 1))
      }
    }
    #expect(error?.description == missing("train/bn/gamma/Momentum/"))
    #expect(graph.globalVariables.count == 4)
    // Descent keeps nothing, and so has no trouble.
    try graph.variableScope("train", reuse: true) { graph in
      _ = try graph.minimize(loss, with: .gradientDescent(learningRate: 1))
    }
  }

  @Test("hold TensorFlow's initial values before the first step, and what the formulas say after it")
  func values() throws {
    var (graph, x, y, loss) = try Self.model()
    let momentum = try graph.minimize(loss, with: .momentum(learningRate: 0.5))
    let adam = try graph.minimize(loss, with: .adam(learningRate: 0.5, beta1: 0.75, beta2: 0.5))
    var session = try GraphSession<Float>(graph)
    func value(_ name: String) -> [Float] { session[variable: name] ?? [] }
    for name in ["bn/gamma/Momentum", "bn/gamma/Adam", "bn/beta/Adam_1"] { #expect(value(name) == [0, 0]) }
    #expect(value("beta1_power") == [0.75])
    #expect(value("beta2_power") == [0.5])
    try session.assign([1 - 0x1p-10, 1 - 0x1p-10], to: "bn/moving_variance")
    let feeds: [SymbolicTensor: Feed<Float>] = [x: .tensor(Tensor(shape: [1, 2], scalars: [1, 2]))]
    let pass = try #require(try session.pass(of: y, feeding: feeds))
    // d(Σ y²) is 2 · y.
    let upstream = Tensor(shape: [1, 2], scalars: pass.output.scalars.map { 2 * $0 })
    let gradient = try pass.gradients(upstream: upstream)
    try session.run(adam, feeding: feeds)
    #expect(value("bn/gamma/Adam") == gradient.gamma.map { $0 * 0.25 })
    #expect(value("bn/beta/Adam_1") == gradient.beta.map { $0 * $0 * 0.5 })
    #expect(value("beta1_power") == [0.5625])
    #expect(value("beta2_power") == [0.25])
    #expect(value("bn/gamma/Momentum") == [0, 0])
    try session.initializeGlobalVariables()
    #expect(value("bn/gamma/Adam") == [0, 0])
    #expect(value("beta1_power") == [0.75])
    try session.assign([1 - 0x1p-10, 1 - 0x1p-10], to: "bn/moving_variance")
    try session.run(momentum, feeding: feeds)
    #expect(value("bn/gamma/Momentum") == gradient.gamma)
    #expect(value("bn/beta/Momentum") == gradient.beta)
  }

  @Test("keep two steps apart")
  func apart() throws {
    var (graph, x, _, loss) = try Self.model()
    let steps = try (0..<2).map { _ in try graph.minimize(loss, with: .momentum(learningRate: 0.1)) }
    var session = try GraphSession<Float>(graph)
    try session.run(steps[1], feeding: [x: .tensor(Tensor(shape: [1, 2], scalars: [1, 2]))])
    #expect(session[variable: "bn/gamma/Momentum"] == [0, 0])
    #expect(session[variable: "bn/gamma/Momentum_1"]?.allSatisfy { $0 > 0 } == true)
  }
}
