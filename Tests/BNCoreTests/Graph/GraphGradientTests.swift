import BNTestSupport
import BNCore
import Testing

/// Gradients through several calls, against central differences of the loss in float64.
@Suite("Gradients through a graph")
struct GraphGradientTests {
  /// What one step of descent with rate 1 takes off each trainable variable: its derivative.
  static func derivatives(
    _ graph: Graph, _ step: GraphOperation, _ session: GraphSession<Double>, _ feeds: [SymbolicTensor: Feed<Double>]
  ) throws -> [String: [Double]] {
    var moved = session
    try moved.run(step, feeding: feeds)
    var derivatives: [String: [Double]] = [:]
    for name in graph.trainableVariables.map(\.name) {
      let (before, after) = (try #require(session[variable: name]), try #require(moved[variable: name]))
      derivatives[name] = zip(before, after).map { $0 - $1 }
    }
    return derivatives
  }

  /// Compares the derivatives of a loss with respect to every trainable variable.
  func check(
    _ graph: inout Graph, _ loss: SymbolicTensor, _ session: (Graph) throws -> GraphSession<Double>,
    _ feeds: [SymbolicTensor: Feed<Double>]
  ) throws {
    let step = try graph.minimize(loss, with: .gradientDescent(learningRate: 1))
    let session = try session(graph)
    let value = try session.run(loss, feeding: feeds).scalars[0]
    let derivatives = try Self.derivatives(graph, step, session, feeds)
    for (name, derivative) in derivatives {
      for index in derivative.indices {
        func difference(_ h: Double) throws -> Double {
          func shifted(by change: Double) throws -> GraphSession<Double> {
            var shifted = session
            var values = try #require(session[variable: name])
            values[index] += change
            try shifted.assign(values, to: name)
            return shifted
          }
          let (up, down) = (try shifted(by: h), try shifted(by: -h))
          return (try up.run(loss, feeding: feeds).scalars[0] - down.run(loss, feeding: feeds).scalars[0]) / (2 * h)
        }
        let h = 0x1p-12
        let (coarse, fine) = (try difference(2 * h), try difference(h))
        // A central difference is off by c · h² and terms of h⁴: the fine one by a third of what separates the two. A
        // loss of some hundred operations on numbers below 2⁵ and its size is rounded by less than 2¹⁰ units in its
        // last place, two of which stand over 2 · h; the descent rounds once at the size of the variable.
        let bound = (coarse - fine).magnitude + 0x1p10 * 0x1p-53 * (value.magnitude + 1) / h
        #expect((derivative[index] - fine).magnitude <= bound, "\(name)[\(index)]: \(derivative[index]), not \(fine)")
      }
    }
  }

  static func batch(_ shape: [Int], seed: UInt64, spread: Double = 2) -> Tensor<Double> {
    var random = SplitMix(state: seed)
    return Tensor(
      shape: shape,
      scalars: (0..<shape.reduce(1, *)).map { _ in Double.random(in: -spread...spread, using: &random) })
  }

  /// Moving statistics and trained values away from 0 and 1, so that none of them hides.
  static func session(_ graph: Graph) throws -> GraphSession<Double> {
    var session = try GraphSession<Double>(graph)
    var random = SplitMix(state: 77)
    for variable in graph.globalVariables {
      let count = variable.shape.first ?? 1
      try session.assign(
        (0..<count).map { _ in Double.random(in: 0.5...1.5, using: &random) }, to: variable.name)
    }
    return session
  }

  @Test(
    "of two layers, one on the other's output, and of their regularization losses",
    arguments: [(true, true), (true, false), (false, true), (false, false)], [false, true])
  func stacked(training: (Bool, Bool), renorm: Bool) throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 3, 2])
    let labels = graph.placeholder(.float64, shape: [nil, 3, 2])
    let hidden = try graph.batchNormalization(
      x, axis: 1, epsilon: 0.1, gammaRegularizer: .l2(0.3), training: .bool(training.0), name: "a", renorm: renorm)
    let output = try graph.batchNormalization(
      hidden, axis: 2, epsilon: 0.1, betaRegularizer: .l1(0.2), training: .bool(training.1), name: "b")
    let error = try graph.meanSquaredError(labels: labels, predictions: output)
    let total = try graph.addN([error] + graph.regularizationLosses)
    // With renorm r and d are constants for the derivative; a and b train on fixed averages, and a's r and d depend on
    // x alone, so the differences keep them too.
    try check(
      &graph, total, Self.session,
      [x: .tensor(Self.batch([4, 3, 2], seed: 1)), labels: .tensor(Self.batch([4, 3, 2], seed: 2))])
  }

  @Test("of products, of a tensor with itself too")
  func products() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 2])
    let u = graph.placeholder(.float64, shape: [nil, 2])
    let y = try graph.batchNormalization(x, training: true, name: "bn")
    let weighted = try graph.multiply(u, y)
    let loss = try graph.reduceSum(graph.multiply(graph.multiply(weighted, y), y))
    try check(
      &graph, loss, Self.session,
      [x: .tensor(Self.batch([5, 2], seed: 3)), u: .tensor(Self.batch([5, 2], seed: 4))])
  }

  @Test("of a squared error between two layers, whose labels are trained as well")
  func trainedLabels() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 2])
    let one = try graph.batchNormalization(x, training: true, name: "one")
    let other = try graph.batchNormalization(x, training: false, name: "other")
    let loss = try graph.meanSquaredError(labels: one, predictions: other)
    try check(&graph, loss, Self.session, [x: .tensor(Self.batch([5, 2], seed: 5))])
  }

  @Test("add up over the calls that share a variable, side by side and one on the other")
  func shared() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 2])
    let z = graph.placeholder(.float64, shape: [nil, 2])
    let u = graph.placeholder(.float64, shape: [nil, 2])
    let layer = try graph.batchNormalizationLayer(name: "bn")
    let left = try graph.apply(layer, to: x, training: true)
    let right = try graph.apply(layer, to: z, training: false)
    let top = try graph.apply(layer, to: right, training: false)
    let parts = try [left, top].map { part in try graph.reduceSum(graph.multiply(part, u)) }
    try check(
      &graph, try graph.addN(parts), Self.session,
      [
        x: .tensor(Self.batch([4, 2], seed: 6)), z: .tensor(Self.batch([4, 2], seed: 7)),
        u: .tensor(Self.batch([4, 2], seed: 8)),
      ])
  }

  @Test("of a sum of losses are the sums of their own")
  func additivity() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 2])
    let layer = try graph.batchNormalizationLayer(.with { $0.betaRegularizer = .sum(0.25) }, name: "bn")
    let y = try graph.apply(layer, to: x)
    let sum = graph.reduceSum(y)
    let rate = Optimizer.gradientDescent(learningRate: 1)
    let steps = [
      try graph.minimize(sum, with: rate),
      try graph.minimize(graph.addN([sum, sum, graph.regularizationLosses[0]]), with: rate),
    ]
    let session = try GraphSession<Double>(graph)
    let feeds: [SymbolicTensor: Feed<Double>] = [x: .tensor(Self.batch([4, 2], seed: 9))]
    let own = try #require(try Self.derivatives(graph, steps[0], session, feeds)["bn/beta"])
    let total = try #require(try Self.derivatives(graph, steps[1], session, feeds)["bn/beta"])
    // Four examples; beta starts at 0, so that the descent is exact.
    #expect(own == [4, 4])
    #expect(total == [8.25, 8.25])
  }
}
