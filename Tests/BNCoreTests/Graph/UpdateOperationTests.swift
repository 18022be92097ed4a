import BNCore
import Testing

/// Update operations in a session, against closed forms whose numbers float32 holds exactly.
@Suite("Update operations in a session")
struct UpdateOperationTests {
  /// Two training calls on shared statistics, of momentum 0.5 and 0.75.
  struct Pair {
    var graph = Graph()
    let inputs: [SymbolicTensor]
    let outputs: [SymbolicTensor]
    /// Means 2 and 10, variances 1 and 9.
    let feeds: [SymbolicTensor: Feed<Float>]

    init() throws {
      let (a, b) = (graph.placeholder(.float32, shape: [nil, 1]), graph.placeholder(.float32, shape: [nil, 1]))
      outputs = [
        try graph.batchNormalization(a, momentum: 0.5, training: true, name: "bn"),
        try graph.batchNormalization(b, momentum: 0.75, training: true, name: "bn", reuse: true),
      ]
      inputs = [a, b]
      feeds = [a: .tensor(Tensor(column: [1, 3])), b: .tensor(Tensor(column: [7, 13]))]
    }

    func statistics(after runs: [[GraphOperation]]) throws -> [Float] {
      var session = try GraphSession<Float>(graph)
      for operations in runs { try session.run([], operations: operations, feeding: feeds) }
      return ["bn/moving_mean", "bn/moving_variance"].flatMap { session[variable: $0] ?? [] }
    }
  }

  @Test("that nobody runs leave 0 and 1")
  func forgotten() throws {
    let pair = try Pair()
    let session = try GraphSession<Float>(pair.graph)
    for _ in 0..<3 { for output in pair.outputs { _ = try session.run(output, feeding: pair.feeds) } }
    #expect(session[variable: "bn/moving_mean"] == [0])
    #expect(session[variable: "bn/moving_variance"] == [1])
  }

  @Test("of one call move by its own momentum")
  func oneCall() throws {
    let pair = try Pair()
    let updates = pair.outputs.map { pair.graph.updates(of: $0) }
    #expect(try pair.statistics(after: [updates[0]]) == [1, 1])
    #expect(try pair.statistics(after: [updates[1]]) == [2.5, 3])
  }

  @Test("of two calls run one after the other on what the one before has left, apart or together")
  func twoCalls() throws {
    let pair = try Pair()
    let updates = pair.outputs.map { pair.graph.updates(of: $0) }
    // 0 → 1 → 1 + (10 − 1) / 4, 1 → 1 → 1 + (9 − 1) / 4.
    #expect(try pair.statistics(after: updates) == [3.25, 3])
    #expect(try pair.statistics(after: [pair.graph.updateOps]) == [3.25, 3])
    // 0 → 2.5 → 2.25, 1 → 3 → 2.
    #expect(try pair.statistics(after: updates.reversed()) == [2.25, 2])
    #expect(try pair.statistics(after: [updates[1] + updates[0]]) == [2.25, 2])
  }

  @Test("run once in a run, however often they are listed")
  func once() throws {
    let pair = try Pair()
    let updates = pair.graph.updates(of: pair.outputs[0])
    #expect(try pair.statistics(after: [updates + updates + [updates[0]]]) == [1, 1])
    #expect(try pair.statistics(after: [updates, updates]) == [1.5, 1])
  }

  @Test("can be run one without the other")
  func oneOfTwo() throws {
    let pair = try Pair()
    let updates = pair.graph.updates(of: pair.outputs[1])
    #expect(updates.map(\.statistic) == [.mean, .variance])
    #expect(try pair.statistics(after: [[updates[0]]]) == [2.5, 1])
    #expect(try pair.statistics(after: [[updates[1]]]) == [0, 3])
  }

  @Test("of renorm take along only the averages of their own statistic", arguments: MovingStatistic.allCases)
  func oneOfTwoWithRenorm(statistic: MovingStatistic) throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    try graph.batchNormalization(
      x, momentum: 0.5, epsilon: 0, training: true, name: "bn", renorm: true, renormMomentum: 0.75)
    var session = try GraphSession<Float>(graph)
    let operation = try #require(graph.updateOps.first { $0.statistic == statistic })
    // Mean 3, standard deviation 2: averages 3/4 and 2/4 of weight 1/4, so that the moving ones follow 3 and 4.
    try session.run(operation, feeding: [x: .tensor(Tensor(column: [1, 5]))])
    let after = graph.variableNames.dropFirst(2).map { session[variable: $0] ?? [] }
    #expect(
      after == (statistic == .mean ? [[1.5], [1], [0.75], [0.25], [0], [0]] : [[0], [2.5], [0], [0], [0.5], [0.25]]))
  }

  @Test("behind a placeholder change nothing in inference", arguments: [false, true])
  func inference(renorm: Bool) throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 3])
    let training = graph.placeholder(.bool)
    try graph.batchNormalization(x, momentum: 0.9, training: .placeholder(training), renorm: renorm)
    var session = try GraphSession<Float>(graph)
    func feeds(_ isTraining: Bool) -> [SymbolicTensor: Feed<Float>] {
      [x: .tensor(Tensor(shape: [2, 3], scalars: [1, -2, 0.3, 4, 5, -0.1])), training: .bool(isTraining)]
    }
    try session.run([], operations: graph.updateOps, feeding: feeds(true))
    let before = session
    try session.run([], operations: graph.updateOps, feeding: feeds(false))
    for name in graph.variableNames { #expect(session[variable: name] == before[variable: name]) }
  }

  @Test("behind a placeholder poison an infinite statistic even in inference, the difference being NaN · 0")
  func infinite() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let training = graph.placeholder(.bool)
    try graph.batchNormalization(x, training: .placeholder(training), name: "bn")
    var session = try GraphSession<Float>(graph)
    try session.assign([.infinity], to: "bn/moving_variance")
    try session.run([], operations: graph.updateOps, feeding: [x: .tensor(Tensor(column: [1])), training: false])
    #expect(session[variable: "bn/moving_variance"]?[0].isNaN == true)
    #expect(session[variable: "bn/moving_mean"] == [0])
  }

  @Test("of renorm in inference before the first training make the moving statistics NaN for good (p40), and not after")
  func nanTrap() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let training = graph.placeholder(.bool)
    let y = try graph.batchNormalization(x, training: .placeholder(training), name: "bn", renorm: true)
    var (trapped, safe) = (try GraphSession<Float>(graph), try GraphSession<Float>(graph))
    func feeds(_ isTraining: Bool) -> [SymbolicTensor: Feed<Float>] {
      [x: .tensor(Tensor(column: [1, 5])), training: .bool(isTraining)]
    }
    try trapped.run([], operations: graph.updateOps, feeding: feeds(false))
    for _ in 0..<3 {
      try trapped.run([], operations: graph.updateOps, feeding: feeds(true))
      try safe.run([], operations: graph.updateOps, feeding: feeds(true))
    }
    try safe.run([], operations: graph.updateOps, feeding: feeds(false))
    for name in ["bn/moving_mean", "bn/moving_variance"] {
      #expect(trapped[variable: name]?[0].isNaN == true)
      #expect(safe[variable: name]?[0].isFinite == true)
    }
    for name in graph.variableNames.suffix(4) { #expect(trapped[variable: name] == safe[variable: name]) }
    #expect(try trapped.run(y, feeding: feeds(true)).scalars == safe.run(y, feeding: feeds(true)).scalars)
    #expect(try trapped.run(y, feeding: feeds(false)).scalars.allSatisfy(\.isNaN))
  }

  /// r1.4's non-fused code asks whether the constant `is not False`, and a tensor's constant is a numpy array.
  @Test("are made for a constant tensor that is False, unless the fused implementation runs, and change nothing")
  func constantFalse() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let image = graph.placeholder(.float32, shape: [2, 2, 2, 1])
    let output = try graph.batchNormalization(x, training: .constant(false), name: "bn")
    let renormed = try graph.batchNormalization(x, training: .constant(false), name: "renorm", renorm: true)
    let fused = try graph.batchNormalization(image, training: .constant(false), name: "fused")
    #expect(graph.updates(of: output).map(\.statistic) == [.mean, .variance])
    #expect(graph.updates(of: renormed).map(\.name) == ["renorm/AssignMovingAvg_4", "renorm/AssignMovingAvg_5"])
    #expect(graph.updates(of: fused).isEmpty)
    var session = try GraphSession<Float>(graph)
    let feeds: [SymbolicTensor: Feed<Float>] = [x: .tensor(Tensor(column: [7, 13]))]
    let scale = 1 / Float(1.001).squareRoot()
    for _ in 0..<2 {
      let y = try session.run([output], operations: graph.updates(of: output), feeding: feeds)[0]
      for (value, expected) in zip(y.scalars, [7 * scale, 13 * scale]) {
        // rsqrt and a product round once each.
        #expect((value - expected).magnitude <= 2 * expected.ulp)
      }
    }
    #expect(session[variable: "bn/moving_mean"] == [0])
    #expect(session[variable: "bn/moving_variance"] == [1])
    // As behind a placeholder, renorm's averages have no weight before they were trained: 0 / 0.
    try session.run(graph.updates(of: renormed), feeding: feeds)
    #expect(session[variable: "renorm/moving_mean"]?.first?.isNaN == true)
  }
}
