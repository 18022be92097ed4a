import BNCore
import Testing

/// The rules 4, 10, 29, 36 and 40 to 42 of the findings: what a call that fails leaves behind.
@Suite("Calls that fail")
struct FailedCallTests {
  /// What a failing call throws, what it leaves, and the scope of the next call without a name.
  func check(
    _ expected: String, leaves left: [String] = [], next: String = "batch_normalization_1",
    _ shape: StaticShape = [4, 3],
    _ type: DataType = .float32, training: Training = true, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout BatchNormalizationOptions) -> Void = { _ in }
  ) throws {
    var graph = Graph()
    let error = refusal { try graph.layer(nil, shape, type, training: training, change) }
    #expect(error?.description == expected, sourceLocation: sourceLocation)
    #expect(error?.stage == .construct, sourceLocation: sourceLocation)
    #expect(
      graph.variableNames == left.map { "batch_normalization/\($0)" }, sourceLocation: sourceLocation)
    #expect(
      graph.trainableVariables.map(\.name) == Array(graph.variableNames.prefix(2)), sourceLocation: sourceLocation)
    #expect(graph.updateOps.isEmpty, sourceLocation: sourceLocation)
    try graph.layer()
    #expect(graph.variableNames.suffix(4) == names(next)[...], sourceLocation: sourceLocation)
  }

  static let all = ["gamma", "beta", "moving_mean", "moving_variance"]

  @Test("for their axis have used up their default name", arguments: [(2, 2), (-3, 2), (1, 1), (5, 4), (-6, 5)])
  func axis(axis: Int, rank: Int) throws {
    try check(
      "ValueError: Value of `axis` argument \(axis) is out of range for input with rank \(rank)",
      StaticShape(Array(repeating: 3, count: rank))
    ) { $0.axis = axis }
  }

  @Test("for their input's shape say what is not known of it")
  func shapes() throws {
    try check("ValueError: Input has undefined rank: ()", [])
    try check("ValueError: Input has undefined rank: <unknown>", .unknown)
    let undefined = "ValueError: Input has undefined `axis` dimension. Input shape: "
    try check(undefined + "(4, ?)", [4, nil])
    try check(undefined + "(4, 0)", [4, 0])
    try check(undefined + "(?,)", [nil])
    try check(undefined + "(?, 4, ?)", [nil, 4, nil])
    var graph = Graph()
    let error = refusal { try graph.layer(nil, [4, nil]) }
    #expect(error?.category == .valueError)
    #expect(error?.message == "Input has undefined `axis` dimension. Input shape:")
    #expect(error?.detail == "(4, ?)")
  }

  @Test("for a clipping key fail in the constructor, so that their default name is still free")
  func clippingKey() throws {
    try check(
      "ValueError: renorm_clipping {'foo': 1.0, 'rmax': 2.0} contains keys not in ['rmax', 'rmin', 'dmax']",
      next: "batch_normalization"
    ) {
      $0.renorm = true
      $0.renormClipping = ["foo": 1, "rmax": 2]
    }
  }

  @Test("a clipping key comes before an axis, and does not matter without renorm")
  func clippingKeyElsewhere() throws {
    var graph = Graph()
    let error = refusal {
      try graph.layer {
        ($0.axis, $0.renorm) = (7, true)
        $0.renormClipping = ["dmin": 1]
      }
    }
    #expect(error?.message == "renorm_clipping {'dmin': 1.0} contains keys not in ['rmax', 'rmin', 'dmax']")
    try graph.layer { $0.renormClipping = ["dmin": 1] }
    #expect(graph.variableNames == names("batch_normalization"))
    // A layer object that failed has used up its object name, which is counted first.
    #expect(try graph.batchNormalizationLayer().name == "batch_normalization_3")
  }

  @Test("for an initializer leave the variables that come before it", arguments: 0..<4)
  func tooManyInitialValues(variable: Int) throws {
    let many = Initializer.values([1, 2, 3, 4])
    try check(
      "ValueError: Too many elements provided. Needed at most 3, but received 4",
      leaves: Array(Self.all.prefix(variable))
    ) {
      switch variable {
      case 0: $0.gammaInitializer = many
      case 1: $0.betaInitializer = many
      case 2: $0.movingMeanInitializer = many
      default: $0.movingVarianceInitializer = many
      }
    }
  }

  @Test("for a regularizer fail before there is a layer, so that no name is used up", arguments: [true, false])
  func negativePenalty(gamma: Bool) throws {
    try check("ValueError: Setting a scale less than 0 on a regularizer: -1", next: "batch_normalization") {
      if gamma { $0.gammaRegularizer = .l1(-1) } else { $0.betaRegularizer = .l1(-1) }
    }
    var graph = Graph()
    #expect(refusal { try graph.batchNormalizationLayer(.with { $0.betaRegularizer = .l2(-1) }) } != nil)
    #expect(try graph.batchNormalizationLayer().name == "batch_normalization_1")
  }

  @Test("leave the loss of a variable that was made")
  func losses() throws {
    var graph = Graph()
    let error = refusal {
      try graph.layer("bn") {
        $0.gammaRegularizer = .l2(1)
        $0.betaRegularizer = .l2(1)
        $0.betaInitializer = .values([1, 2, 3, 4])
      }
    }
    #expect(error != nil)
    #expect(graph.names(in: .regularizationLosses) == ["bn/gamma/Regularizer/l2_regularizer:0"])
  }

  @Test("for a placeholder that holds no bools leave their variables")
  func notABool() throws {
    var graph = Graph()
    let switched = graph.placeholder(.float32, shape: [])
    let error = refusal { try graph.layer("bn", training: .placeholder(switched)) }
    #expect(error == .trainingIsNotBool)
    #expect(error?.description == "TypeError: `pred` must be a Tensor, a Variable, or a Python bool.")
    #expect(graph.variableNames == names("bn"))
  }

  @Test("under an explicit name collide with what they have left, and not where they left nothing")
  func again() throws {
    var graph = Graph()
    #expect(refusal { try graph.layer("a") { $0.axis = 9 } } != nil)
    try graph.layer("a")
    #expect(refusal { try graph.layer("b", [4, 3], .int32) } != nil)
    #expect(refusal { try graph.layer("b") }?.description == exists("b/gamma"))
    #expect(
      refusal { try graph.layer("b", reuse: true) }?.description
        == "ValueError: Trying to share variable b/gamma, but specified dtype float32 and found dtype int32_ref.")
  }

  @Test("axis 1 fused is built, and fails when it runs", arguments: [true, false])
  func channelsFirst(training: Bool) throws {
    var graph = Graph()
    let input = graph.placeholder(.float32, shape: [2, 3, 2, 2])
    let output = try graph.batchNormalization(input, axis: 1, training: .bool(training))
    let session = try GraphSession<Float>(graph)
    let batch = Tensor<Float>(shape: [2, 3, 2, 2], repeating: 1)
    let error = refusal { try session.run(output, feeding: [input: .tensor(batch)]) }
    #expect(error?.category == .internalError)
    #expect(error?.stage == .run)
    #expect(
      error?.message == "The CPU implementation of FusedBatchNorm only supports NHWC tensor format for now.")
    graph.computesWhatTensorFlowRefuses = true
    #expect(
      try GraphSession<Float>(graph).run(output, feeding: [input: .tensor(batch)]).shape == [2, 3, 2, 2])
  }

  @Test("what is thrown in a scope closes it")
  func scopeCloses() throws {
    var graph = Graph()
    let error = refusal {
      try graph.variableScope("a", reuse: true) { graph in _ = try graph.layer() }
    }
    #expect(error != nil)
    try graph.layer()
    #expect(graph.variableNames == names("batch_normalization"))
  }
}
