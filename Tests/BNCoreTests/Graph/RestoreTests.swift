import BNCore
import Testing

@Suite("A checkpoint")
struct RestoreTests {
  /// A graph that trains a layer by Adam, and one that only evaluates it.
  private struct Model {
    let graph: Graph
    let x: SymbolicTensor
    let y: SymbolicTensor
    let train: [GraphOperation]

    init(training: Bool, channels: Int = 1, name: String = "bn", optimizer: Optimizer? = nil) throws {
      var graph = Graph()
      x = graph.placeholder(.float64, shape: [nil, channels])
      let output = try graph.batchNormalization(x, training: .bool(training), name: name)
      let loss = graph.reduceSum(try graph.multiply(output, output))
      let updates = graph.updateOps
      train = try [optimizer].compactMap { $0 }.map { optimizer in
        try graph.controlDependencies(updates) { try $0.minimize(loss, with: optimizer) }
      }
      y = output
      self.graph = graph
    }

    var session: GraphSession<Double> { get throws { try GraphSession(graph) } }

    func feeds(_ numbers: [Double]) -> [SymbolicTensor: Feed<Double>] {
      [x: .tensor(Tensor(shape: [numbers.count, 1], scalars: numbers))]
    }
  }

  @Test("carries the variables into a graph that only evaluates")
  func evaluation() throws {
    let model = try Model(training: true, optimizer: .adam())
    var session = try model.session
    for step in 1...20 { try session.run(model.train, feeding: model.feeds([3, 7, Double(step)])) }
    let evaluation = try Model(training: false)
    var evaluating = try evaluation.session
    try evaluating.restore(from: session)
    for variable in evaluation.graph.globalVariables {
      #expect(evaluating[variable: variable] == session[variable: variable.name])
    }
    let mean = try #require(session[variable: "bn/moving_mean"])[0]
    let variance = try #require(session[variable: "bn/moving_variance"])[0]
    let gamma = try #require(session[variable: "bn/gamma"])[0]
    let beta = try #require(session[variable: "bn/beta"])[0]
    let y = try evaluating.run(evaluation.y, feeding: evaluation.feeds([4]))
    // epsilon is rounded once; the rest is a handful of roundings of numbers near 1.
    #expect(abs(y.scalars[0] - ((4 - mean) / (variance + 1e-3).squareRoot() * gamma + beta)) < 1e-14)
  }

  @Test("carries what an optimizer remembers, so that training goes on as if it had not stopped")
  func resumed() throws {
    let model = try Model(training: true, optimizer: .adam(learningRate: 0.1))
    var whole = try model.session
    for step in 1...10 { try whole.run(model.train, feeding: model.feeds([0, 4, Double(step)])) }
    var first = try model.session
    for step in 1...5 { try first.run(model.train, feeding: model.feeds([0, 4, Double(step)])) }
    let again = try Model(training: true, optimizer: .adam(learningRate: 0.1))
    var second = try again.session
    try second.restore(from: first)
    for step in 6...10 { try second.run(again.train, feeding: again.feeds([0, 4, Double(step)])) }
    for variable in model.graph.globalVariables {
      #expect(second[variable: variable] == whole[variable: variable], "\(variable)")
    }
  }

  @Test("that lacks a variable, has another shape, or knows no such optimizer is refused, and changes nothing")
  func refusals() throws {
    let model = try Model(training: true, optimizer: .momentum(learningRate: 0.1))
    var session = try model.session
    let before = session[variable: "bn/gamma"]
    let others = [
      (try Model(training: true, name: "other"), "NotFoundError: Key bn/beta not found in checkpoint"),
      (try Model(training: true, channels: 2), "ValueError: Cannot assign 2 values to variable bn/beta of shape (1,)"),
      (try Model(training: true), "NotFoundError: Key bn/gamma/Momentum not found in checkpoint"),
    ]
    for (other, words) in others {
      var source = try other.session
      if other.graph.globalVariables.contains(where: { $0.name == "bn/gamma" && $0.shape == [1] }) {
        try source.assign([5], to: "bn/gamma")
      }
      let error = #expect(throws: GraphError.self) { try session.restore(from: source) }
      #expect(error?.description == words)
      #expect(session[variable: "bn/gamma"] == before)
    }
  }
}
