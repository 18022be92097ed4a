import BNCore
import Testing

@Suite("A layer object")
struct LayerObjectTests {
  @Test(
    "applied again shares its variables, whatever the scope around it and its own reuse",
    arguments: [nil, false, .auto] as [Reuse])
  func shares(reuse: Reuse) throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(name: "bn", reuse: reuse)
    let x = graph.placeholder(.float32, shape: [4, 3])
    let first = try graph.apply(layer, to: x, training: true)
    let second = try graph.variableScope("elsewhere") { graph in
      try graph.apply(layer, to: x, training: false)
    }
    let other = graph.placeholder(.float32, shape: [9, 3])
    let third = try graph.apply(layer, to: other, training: true)
    #expect(graph.variableNames == names("bn"))
    for output in [second, third] { #expect(graph.variables(of: output) == graph.variables(of: first)) }
    #expect([first, second, third].map { graph.updates(of: $0).count } == [2, 0, 2])
    #expect(graph.updateOps == graph.updates(of: first) + graph.updates(of: third))
  }

  @Test("in training and inference normalizes by the batch and by what training has left")
  func trainingAndInference() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(
      .with { ($0.momentum, $0.epsilon, $0.arithmetic) = (0.5, 0, .reference) })
    let x = graph.placeholder(.float32, shape: [nil, 1])
    let trained = try graph.apply(layer, to: x, training: true)
    let inferred = try graph.apply(layer, to: x)
    var session = try GraphSession<Float>(graph)
    // Mean 4, variance 4: the moving ones become 2 and 2.5 after the first run.
    let feeds: [SymbolicTensor: Feed<Float>] = [x: .tensor(Tensor(column: [2, 6]))]
    let values = try session.run([trained, inferred], operations: graph.updateOps, feeding: feeds)
    #expect(values.map(\.scalars) == [[-1, 1], [2, 6]])
    let scale = 1 / Float(2.5).squareRoot()
    // x · inv + (0 − mean · inv) in this order.
    #expect(try session.run(inferred, feeding: feeds).scalars == [2 * scale - 2 * scale, 6 * scale - 2 * scale])
  }

  @Test("refuses another rank, another number of channels and another type than it was built for")
  func refuses() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer()
    try graph.apply(layer, to: graph.placeholder(.float32, shape: [4, 3]))
    func error(_ shape: StaticShape, _ type: DataType = .float32, training: Training = false) -> GraphError? {
      let input = graph.placeholder(type, shape: shape)
      return refusal { try graph.apply(layer, to: input, training: training) }
    }
    #expect(
      error([4, 3, 3])?.description
        == "ValueError: Input 0 is incompatible with the layer: expected ndim=2, found ndim=3")
    #expect(
      error([4, 5])?.description
        == "ValueError: Input 0 is incompatible with the layer: expected axis -1 of input shape to have value 3 "
        + "but got shape [4, 5]")
    #expect(
      error([nil, 5])?.message.hasSuffix("but got shape [None, 5]") == true)
    #expect(error(.unknown)?.category == .valueError)
    for training in [true, false] {
      let error = error([4, 3], .float64, training: .bool(training))
      #expect(error?.category == .typeError)
      #expect(error?.stage == .construct)
    }
    #expect(graph.variableNames == names("batch_normalization"))
    #expect(graph.updateOps.isEmpty)
  }

  @Test("takes an unknown number of channels once it is built, and looks at it when it runs")
  func unknownChannels() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer()
    try graph.apply(layer, to: graph.placeholder(.float32, shape: [4, 3]))
    let x = graph.placeholder(.float32, shape: [nil, nil])
    let output = try graph.apply(layer, to: x)
    let session = try GraphSession<Float>(graph)
    #expect(try session.run(output, feeding: [x: .tensor(Tensor(shape: [2, 3], repeating: 1))]).shape == [2, 3])
    let error = refusal {
      try session.run(output, feeding: [x: .tensor(Tensor(shape: [2, 5], repeating: 1))])
    }
    #expect(error?.stage == .run)
  }

  @Test("is built only once: a call that failed late can be tried again with what fits")
  func builtByFailure() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer()
    let x = graph.placeholder(.float32, shape: [4, 3])
    let notABool = graph.placeholder(.int32)
    #expect(refusal { try graph.apply(layer, to: x, training: .placeholder(notABool)) } != nil)
    let output = try graph.apply(layer, to: x, training: true)
    #expect(graph.variables(of: output).map(\.name) == names("batch_normalization"))
    #expect(graph.globalVariables.count == 4)
  }

  @Test("with a name takes its scope where it is made, without one where it is first applied")
  func scopes() throws {
    var graph = Graph()
    let (named, unnamed) = try graph.variableScope("a") { graph in
      (try graph.batchNormalizationLayer(name: "bn"), try graph.batchNormalizationLayer())
    }
    try graph.variableScope("b") { graph in
      let x = graph.placeholder(.float32, shape: [4, 3])
      try graph.apply(named, to: x)
      try graph.apply(unnamed, to: x)
    }
    #expect(graph.variableNames == names("a/bn") + names("b/batch_normalization"))
  }

  @Test("takes over the reuse of the scope that its own was taken in")
  func capturedReuse() throws {
    var graph = Graph()
    try graph.layer("a/bn")
    let layer = try graph.variableScope("a", reuse: true) { graph in
      try graph.batchNormalizationLayer(name: "bn")
    }
    try graph.apply(layer, to: graph.placeholder(.float32, shape: [4, 3]))
    #expect(graph.variableNames == names("a/bn"))
  }

  @Test("can be built without being applied, which makes its variables in TensorFlow's order")
  func building() throws {
    var graph = Graph()
    let layer = try graph.batchNormalizationLayer(.with { $0.renorm = true }, name: "bn")
    let x = graph.placeholder(.float32, shape: [4, 3])
    let made = try graph.build(layer, for: x)
    #expect(
      made.map(\.name)
        == names("bn") + names("bn", ["renorm_mean", "renorm_mean_weight", "renorm_stddev", "renorm_stddev_weight"]))
    #expect(made.map(\.shape) == [[3], [3], [3], [3], [3], [], [3], []])
    let output = try graph.apply(layer, to: x)
    #expect(graph.variables(of: output) == made)
    #expect(graph.updateOps.isEmpty)
  }
}
