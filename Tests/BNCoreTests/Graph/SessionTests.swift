import BNCore
import Testing

@Suite("A session")
struct SessionTests {
  /// A layer behind a placeholder with a training step that waits for its update operations.
  struct Model {
    var graph = Graph()
    let x: SymbolicTensor
    let target: SymbolicTensor
    let training: SymbolicTensor
    let y: SymbolicTensor
    let loss: SymbolicTensor
    let step: GraphOperation

    init() throws {
      x = graph.placeholder(.float32, shape: [nil, 2])
      target = graph.placeholder(.float32, shape: [nil, 2])
      training = graph.placeholder(.bool)
      y = try graph.batchNormalization(x, momentum: 0.9, training: .placeholder(training), name: "bn")
      let error = try graph.meanSquaredError(labels: target, predictions: y)
      loss = error
      step = try graph.controlDependencies(graph.updateOps) { graph in
        try graph.minimize(error, with: .momentum(learningRate: 0.1))
      }
    }

    static let batch = Tensor<Float>(shape: [3, 2], scalars: [1, -2, 4, 0.5, -3, 7])

    func feeds(_ isTraining: Bool = true) -> [SymbolicTensor: Feed<Float>] {
      [x: .tensor(Self.batch), target: .tensor(Tensor(shape: [3, 2], repeating: 1)), training: .bool(isTraining)]
    }

    /// Every variable with its values.
    func values(_ session: GraphSession<Float>) -> [String: [Float]] {
      Dictionary(uniqueKeysWithValues: graph.variableNames.map { ($0, session[variable: $0] ?? []) })
    }
  }

  @Test("starts from the initializers, and goes back to them")
  func initialValues() throws {
    let model = try Model()
    var session = try GraphSession<Float>(model.graph)
    let initial = model.values(session)
    #expect(
      initial == [
        "bn/gamma": [1, 1], "bn/beta": [0, 0], "bn/moving_mean": [0, 0], "bn/moving_variance": [1, 1],
        "bn/gamma/Momentum": [0, 0], "bn/beta/Momentum": [0, 0],
      ])
    try session.run(model.step, feeding: model.feeds())
    #expect(model.values(session).allSatisfy { $0.value != initial[$0.key] })
    try session.initializeGlobalVariables()
    #expect(model.values(session) == initial)
  }

  @Test("computes several tensors of one run from one batch and from the variables before it")
  func severalFetches() throws {
    let model = try Model()
    var session = try GraphSession<Float>(model.graph)
    let before = [
      try session.run(model.y, feeding: model.feeds()), try session.run(model.loss, feeding: model.feeds()),
    ]
    let fetched = try session.run([model.y, model.loss, model.y], operations: [model.step], feeding: model.feeds())
    #expect(fetched == before + [before[0]])
    #expect(try session.run(model.y, feeding: model.feeds()) != before[0])
    let pass = try #require(try session.pass(of: model.y, feeding: model.feeds()))
    #expect(pass.output == (try session.run(model.y, feeding: model.feeds())))
    #expect(try session.pass(of: model.loss, feeding: model.feeds()) == nil)
  }

  @Test("is a value: a copy is a checkpoint")
  func checkpoint() throws {
    let model = try Model()
    var session = try GraphSession<Float>(model.graph)
    try session.run(model.step, feeding: model.feeds())
    let checkpoint = session
    let kept = model.values(checkpoint)
    var ends: [[String: [Float]]] = []
    for var run in [session, checkpoint] {
      for _ in 0..<3 { try run.run(model.step, feeding: model.feeds()) }
      ends.append(model.values(run))
    }
    #expect(ends[0] == ends[1])
    #expect(model.values(checkpoint) == kept)
    #expect(ends[0] != kept)
  }

  @Test("refuses a run that lacks a feed or has one that does not fit, and has changed nothing")
  func wrongFeeds() throws {
    let model = try Model()
    var session = try GraphSession<Float>(model.graph)
    try session.run(model.step, feeding: model.feeds())
    let before = model.values(session)
    let other = Tensor<Float>(shape: [3, 3], repeating: 1)
    let cases: [(SymbolicTensor, Feed<Float>?, GraphError.Category, String)] = [
      (model.x, nil, .invalidArgument, "You must feed a value for placeholder tensor 'Placeholder' with dtype float32"),
      (model.target, nil, .invalidArgument, "placeholder tensor 'Placeholder_1' with dtype float32"),
      (model.training, nil, .invalidArgument, "placeholder tensor 'Placeholder_2' with dtype bool"),
      (
        model.x, .tensor(other), .valueError,
        "Cannot feed value of shape (3, 3) for Tensor 'Placeholder:0', which has shape '(?, 2)'"
      ),
      (model.x, .tensor(Tensor(shape: [3], repeating: 1)), .valueError, "Cannot feed value of shape (3,)"),
      (
        model.target, .tensor(Tensor(shape: [4, 2], repeating: 1)), .invalidArgument,
        "Incompatible shapes: [3,2] vs. [4,2]"
      ),
      (model.x, true, .typeError, "'Placeholder'"),
      (model.training, .tensor(other), .typeError, "'Placeholder_2'"),
    ]
    for (tensor, feed, category, words) in cases {
      var feeds = model.feeds()
      feeds[tensor] = feed
      // The update operations come first and would fit.
      let error = refusal {
        try session.run([model.x], operations: model.graph.updateOps + [model.step], feeding: feeds)
      }
      #expect(error?.category == category)
      #expect(error?.stage == .run)
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      #expect(model.values(session) == before)
    }
    #expect(throws: Never.self) { try session.run(model.step, feeding: model.feeds()) }
  }

  @Test("of another type refuses the tensors and operations of this one")
  func otherType() throws {
    let model = try Model()
    var session = try GraphSession<Double>(model.graph)
    #expect(session[variable: "bn/gamma"] == nil)
    let feeds: [SymbolicTensor: Feed<Double>] = [
      model.x: .tensor(Tensor(shape: [3, 2], repeating: 1)),
      model.target: .tensor(Tensor(shape: [3, 2], repeating: 1)),
      model.training: true,
    ]
    for error in [
      refusal { try session.run(model.y, feeding: feeds) },
      refusal { try session.run(model.step, feeding: feeds) },
      refusal { try session.run(model.graph.updateOps[0], feeding: feeds) },
    ] {
      #expect(error?.category == .typeError)
      #expect(error?.stage == .run)
    }
  }

  @Test("holds the variables of its own type, where a graph has several")
  func severalTypes() throws {
    var graph = Graph()
    let x = graph.placeholder(.float64, shape: [nil, 1])
    let y = try graph.batchNormalization(x, training: true, name: "double")
    try graph.layer("single", training: true)
    var session = try GraphSession<Double>(graph)
    #expect(session[variable: "single/gamma"] == nil)
    _ = try session.run(y, feeding: [x: .tensor(Tensor(column: [1, 3]))])
    try session.run(graph.updates(of: y), feeding: [x: .tensor(Tensor(column: [1, 3]))])
    // A float64 layer's weight is float32's 0.01.
    #expect(session[variable: "double/moving_mean"] == [2 * Double(Float(1 - 0.99))])
  }

  @Test("an assigned variable is read by the next run, an unknown one is not there")
  func assignment() throws {
    let model = try Model()
    var session = try GraphSession<Float>(model.graph)
    try session.assign([3, 4], to: "bn/beta")
    #expect(session[variable: "bn/beta:0"] == [3, 4])
    #expect(throws: GraphError.self) { try session.assign([1], to: "elsewhere") }
    #expect(throws: GraphError.self) { try session.assign([1], to: "bn/beta") }
    #expect(session[variable: "elsewhere"] == nil)
    let inferred = try session.run(model.y, feeding: model.feeds(false))
    try session.assign([0, 0], to: "bn/beta")
    let plain = try session.run(model.y, feeding: model.feeds(false))
    for index in 0..<6 {
      // Two roundings of numbers up to 16.
      #expect((inferred.scalars[index] - plain.scalars[index] - Float(3 + index % 2)).magnitude <= 2e-6)
    }
  }
}
