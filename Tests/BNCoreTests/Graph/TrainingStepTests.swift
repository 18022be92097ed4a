import BNCore
import Testing

@Suite("Training steps of a graph")
struct TrainingStepTests {
  static let batch = Tensor<Float>(shape: [4, 2], scalars: [1, -3, 2, 0.5, -1, 4, 0.25, 2])
  static let upstream = Tensor<Float>(shape: [4, 2], scalars: [0.3, -1, 2, 0.7, -0.4, 1, 0.1, -0.6])

  /// A layer, a loss of its output times given numbers, and steps with and without the update operations.
  struct Model {
    var graph = Graph()
    let x: SymbolicTensor
    let u: SymbolicTensor
    let y: SymbolicTensor
    let dependent: GraphOperation
    let bare: GraphOperation
    let options: BatchNormalizationOptions

    init(renorm: Bool) throws {
      options = .with {
        ($0.momentum, $0.renorm, $0.renormMomentum) = (0.9, renorm, 0.8)
        $0.renormClipping = ["rmax": 1.5, "dmax": 0.5]
        $0.gammaConstraint = .maxNorm(1.2)
        $0.betaConstraint = .nonNegative
      }
      x = graph.placeholder(.float32, shape: [nil, 2])
      u = graph.placeholder(.float32, shape: [nil, 2])
      y = try graph.batchNormalization(x, options, training: true, name: "bn")
      let product = try graph.multiply(y, u)
      let loss = graph.reduceSum(product)
      dependent = try graph.controlDependencies(graph.updateOps) { graph in
        try graph.minimize(loss, with: .gradientDescent(learningRate: 0.1))
      }
      bare = try graph.minimize(loss, with: .gradientDescent(learningRate: 0.1))
    }

    func feeds(_ step: Int) -> [SymbolicTensor: Feed<Float>] {
      let batch = Tensor(
        shape: [4, 2], scalars: TrainingStepTests.batch.scalars.map { $0 * Float(step + 1) + Float(step) })
      return [x: .tensor(batch), u: .tensor(TrainingStepTests.upstream)]
    }

    func values(_ session: GraphSession<Float>) -> [[Float]] {
      graph.variableNames.map { session[variable: $0] ?? [] }
    }
  }

  @Test("with update operations as control dependencies equal separate runs bit for bit", arguments: [false, true])
  func controlDependencies(renorm: Bool) throws {
    let model = try Model(renorm: renorm)
    var (joined, separate) = (try GraphSession<Float>(model.graph), try GraphSession<Float>(model.graph))
    // The same by hand: forward, apply and project.
    var layer = try BatchNormalization<Float>(options: model.options, inputShape: [4, 2])
    for step in 0..<5 {
      let feeds = model.feeds(step)
      let output = try joined.run([model.y], operations: [model.dependent], feeding: feeds)[0]
      #expect(try separate.run(model.y, feeding: feeds) == output)
      // Either order: they change different variables, and neither looks at the other's. But renorm's r and d, and
      // with them the gradients, follow from the averages that its update operations move.
      let optimizerFirst = renorm || step.isMultiple(of: 2)
      let first = optimizerFirst ? [model.bare] : model.graph.updateOps
      let second = optimizerFirst ? model.graph.updateOps : [model.bare]
      try separate.run([], operations: first, feeding: feeds)
      try separate.run([], operations: second, feeding: feeds)
      #expect(model.values(joined) == model.values(separate))
      guard case .tensor(let batch) = feeds[model.x] else { return }
      let pass = try layer.forward(batch, mode: .training)
      #expect(pass.output == output)
      let gradients = try pass.gradients(upstream: Self.upstream)
      layer.apply(pass.updates)
      for (name, gradient, constraint) in [
        (.gamma, gradients.gamma, .maxNorm(1.2)), (.beta, gradients.beta, .nonNegative),
      ] as [(VariableName, [Float], Constraint)] {
        let moved = zip(try #require(layer.variables[name]), gradient).map { $0 - $1 * 0.1 }
        layer.variables[name] = constraint.project(moved)
      }
      #expect(model.values(joined) == layer.variables.names.map { layer.variables[$0] ?? [] })
    }
  }

  @Test("without control dependencies leave the moving statistics alone")
  func bare() throws {
    let model = try Model(renorm: false)
    var session = try GraphSession<Float>(model.graph)
    for step in 0..<3 { try session.run(model.bare, feeding: model.feeds(step)) }
    #expect(session[variable: "bn/moving_mean"] == [0, 0])
    #expect(session[variable: "bn/moving_variance"] == [1, 1])
    #expect(session[variable: "bn/gamma"] != [1, 1])
  }

  @Test("wait only for what stood around them when they were added, scopes within scopes adding up")
  func nestedDependencies() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [2, 1])
    let y = try graph.batchNormalization(x, momentum: 0.5, training: true, name: "bn")
    let loss = graph.reduceSum(y)
    let updates = graph.updateOps
    let rate = Optimizer.gradientDescent(learningRate: 0.5)
    let (inner, outer) = try graph.controlDependencies([updates[0]]) { graph in
      let inner = try graph.controlDependencies([updates[1]]) { graph in
        try graph.minimize(loss, with: rate)
      }
      return (inner, try graph.minimize(loss, with: rate))
    }
    let after = try graph.minimize(loss, with: rate)
    let feeds: [SymbolicTensor: Feed<Float>] = [x: .tensor(Tensor(column: [2, 8]))]
    for (step, expected) in [(inner, [2.5, 5]), (outer, [2.5, 1]), (after, [0, 1])] as [(GraphOperation, [Float])] {
      var session = try GraphSession<Float>(graph)
      try session.run(step, feeding: feeds)
      #expect(session[variable: "bn/beta"] == [-1])
      #expect([session[variable: "bn/moving_mean"], session[variable: "bn/moving_variance"]] == expected.map { [$0] })
    }
  }

  @Test("change what the loss reaches and is trainable, or the variables that were named")
  func variables() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 2])
    let y = try graph.batchNormalization(x, name: "a")
    try graph.batchNormalization(x, name: "b")
    let frozen = try graph.batchNormalization(x, trainable: false, name: "c")
    let both = try graph.addN([graph.reduceSum(y), graph.reduceSum(frozen)])
    let rate = Optimizer.gradientDescent(learningRate: 1)
    let all = try graph.minimize(both, with: rate)
    let named = try graph.minimize(both, with: rate, variables: graph.globalVariables.filter { $0.name == "c/beta" })
    func changed(_ step: GraphOperation) throws -> [String] {
      let start = try GraphSession<Float>(graph)
      var session = start
      try session.run(step, feeding: [x: .tensor(Self.batch)])
      return graph.variableNames.filter { session[variable: $0] != start[variable: $0] }
    }
    #expect(try changed(all) == ["a/gamma", "a/beta"])
    #expect(try changed(named) == ["c/beta"])
  }

  @Test("are refused where there is nothing to train")
  func nothingToTrain() throws {
    var graph = Graph()
    let x = graph.placeholder(.float32, shape: [nil, 2])
    let u = graph.placeholder(.float32, shape: [nil, 2])
    let frozen = try graph.batchNormalization(x, trainable: false, name: "frozen")
    let rate = Optimizer.gradientDescent(learningRate: 1)
    let loss = graph.reduceSum(frozen)
    let none = refusal { try graph.minimize(loss, with: rate) }
    #expect(none?.description == "ValueError: No variables to optimize.")
    try graph.batchNormalization(x, name: "bn")
    for loss in [graph.reduceSum(u), loss] {
      let unreached = refusal { try graph.minimize(loss, with: .adam()) }
      #expect(
        unreached?.description
          == "ValueError: No gradients provided for any variable, check your graph for ops that do not support "
          + "gradients, between variables [bn/gamma:0, bn/beta:0] and loss \(loss.name).")
      #expect(unreached?.stage == .construct)
    }
    #expect(graph.globalVariables.count == 8)
  }

  @Test("of a regularization loss alone move the variable that it is for")
  func penaltyAlone() throws {
    var graph = Graph()
    try graph.layer("bn") { $0.gammaRegularizer = .l2(0.5) }
    let step = try graph.minimize(graph.addN(graph.regularizationLosses), with: .gradientDescent(learningRate: 0.5))
    var session = try GraphSession<Float>(graph)
    // Nothing is fed: the loss depends on the variable only. γ − 0.5 · 0.5 · γ.
    try session.run(step)
    try session.run(step)
    #expect(session[variable: "bn/gamma"] == [0.5625, 0.5625, 0.5625])
    #expect(session[variable: "bn/beta"] == [0, 0, 0])
  }

  @Test("losses of tensors that do not fit each other are refused while the graph is built")
  func incompatible() throws {
    var graph = Graph()
    let y = try graph.layer("bn", [nil, 3])
    let (wide, flat) = (graph.placeholder(.float32, shape: [4, 2]), graph.placeholder(.float32, shape: [3]))
    let double = graph.placeholder(.float64, shape: [4, 3])
    for other in [wide, flat] {
      #expect(refusal { try graph.multiply(y, other) }?.category == .valueError)
      #expect(
        refusal { try graph.meanSquaredError(labels: other, predictions: y) }?.message
          == "Shapes (?, 3) and \(other.shape) are incompatible")
    }
    #expect(refusal { try graph.multiply(y, double) }?.category == .typeError)
    #expect(refusal { try graph.addN([]) }?.category == .valueError)
    let unknown = graph.placeholder(.float32)
    #expect(refusal { try graph.multiply(y, unknown) } == nil)
  }
}
