import Testing

@testable import BNCore

@Suite("Networks of dense layers")
struct DenseNetworkTests {
  private static func network(
    _ nonlinearity: Nonlinearity, normalized: Bool, seed: UInt64 = 3
  ) throws -> DenseNetwork {
    try DenseNetwork(
      DenseNetworkOptions(
        inputs: 5, hidden: [7, 18], classes: 4, nonlinearity: nonlinearity,
        normalization: normalized ? BatchNormalizationOptions() : nil, standardDeviation: 0.5, seed: seed))
  }

  private static let labels = [0, 3, 1, 1, 2, 0, 3, 3, 2]
  private static let batch = Tensor<Float>(shape: [9, 5], scalars: KernelDenseTests.numbers(45, seed: 11))

  private static let kinds: [(Nonlinearity, Bool)] = [
    (.sigmoid, false), (.relu, false), (.sigmoid, true), (.relu, true),
  ]

  /// Central differences of the definition in double precision: h² f‴ / 6 and 2⁻⁵³ / h are below 1e-9 at 1e-5.
  private static let step = 1e-5
  /// A weight of up to 2 moves by its gradient, of up to 1, and is rounded; the gradient comes of three layers of sums of up
  /// to 18 products, each rounded at 2⁻²⁴.
  private static let bound = 2e-6

  @Test("go down along the slopes of their loss", arguments: kinds)
  func slopes(nonlinearity: Nonlinearity, normalized: Bool) throws {
    let before = try Self.network(nonlinearity, normalized: normalized)
    var after = before
    let loss = try after.train(Self.batch, labels: Self.labels, rate: 1)
    let defined = DefinedNetwork(before)
    let rows = (0..<9).map { row in (0..<5).map { Double(Self.batch.scalars[row * 5 + $0]) } }
    #expect((loss.value - defined.loss(rows, Self.labels)).magnitude < Self.bound)

    func slope(_ number: WritableKeyPath<DefinedNetwork, Double>) -> Double {
      var (low, high) = (defined, defined)
      low[keyPath: number] -= Self.step
      high[keyPath: number] += Self.step
      return (high.loss(rows, Self.labels) - low.loss(rows, Self.labels)) / (2 * Self.step)
    }
    func check(
      _ name: String, _ old: [Float]?, _ new: [Float]?, _ number: (Int) -> WritableKeyPath<DefinedNetwork, Double>
    ) {
      let (old, new) = (old ?? [], new ?? [])
      for index in old.indices {
        let moved = Double(old[index]) - Double(new[index])
        #expect((moved - slope(number(index))).magnitude < Self.bound, "\(name)[\(index)]")
      }
    }
    for (index, width) in [7, 18].enumerated() {
      let (old, new) = (before.hidden[index], after.hidden[index])
      check("weights", old.dense.weights, new.dense.weights) { \.hidden[index].weights[$0 / width][$0 % width] }
      check("bias", old.dense.bias, new.dense.bias) { \.hidden[index].bias![$0] }
      let (oldVariables, newVariables) = (old.normalization?.variables, new.normalization?.variables)
      check("gamma", oldVariables?.gamma, newVariables?.gamma) { \.hidden[index].gamma![$0] }
      check("beta", oldVariables?.beta, newVariables?.beta) { \.hidden[index].beta![$0] }
    }
    check("output", before.output.weights, after.output.weights) { \.output.weights[$0 / 4][$0 % 4] }
    check("output bias", before.output.bias, after.output.bias) { \.output.bias![$0] }
  }

  @Test("learn what PyTorch's learn in three steps", arguments: TorchNetwork.all)
  func torch(recorded: TorchNetwork) throws {
    let isNormalized = !recorded.begin.gamma.isEmpty
    var network = try Self.network(recorded.name.hasPrefix("relu") ? .relu : .sigmoid, normalized: isNormalized)
    let extents = [5, 7, 18, 4]
    func layer(_ index: Int) -> DenseLayer {
      let hasBias = index == 2 || !isNormalized
      return DenseLayer(
        weights: Tensor(shape: [extents[index], extents[index + 1]], scalars: recorded.begin.weights[index].values),
        bias: hasBias ? [Float](repeating: 0, count: extents[index + 1]) : nil)
    }
    for index in 0..<2 { network.hidden[index].dense = layer(index) }
    network.output = layer(2)
    for (step, state) in recorded.after.enumerated() {
      let batch = Tensor(shape: [9, 5], scalars: recorded.batches[step].values)
      let loss = try network.train(batch, labels: recorded.labels[step], rate: 0.5)
      #expect((loss.value - recorded.losses[step]).magnitude < Self.bound)
      try compare(network, state, step: step + 1)
    }
    let first = Tensor(shape: [9, 5], scalars: recorded.batches[0].values)
    expectNear(try network.evaluate(first).logits.scalars, recorded.logits.values.map { Double($0) }, within: 4e-6)
  }

  private func compare(_ network: DenseNetwork, _ state: TorchNetwork.State, step: Int) throws {
    func near(_ actual: [Float]?, _ expected: MeasuredNumbers) throws {
      expectNear(try #require(actual), expected.values.map { Double($0) }, within: Self.bound)
    }
    for (layer, weights) in zip(network.hidden.map(\.dense) + [network.output], state.weights) {
      try near(layer.weights, weights)
    }
    let biases = network.hidden.compactMap(\.dense.bias) + [try #require(network.output.bias)]
    for (bias, expected) in zip(biases, state.biases) { try near(bias, expected) }
    for (index, normalization) in network.hidden.compactMap(\.normalization).enumerated() {
      try near(normalization.variables.gamma, state.gamma[index])
      try near(normalization.variables.beta, state.beta[index])
      try near(normalization.variables.movingMean, state.mean[index])
      // PyTorch stores n / (n - 1) times the variance, TensorFlow's layer of a matrix the variance itself; both begin at 1.
      let begin = [0.99, 0.99 * 0.99, 0.99 * 0.99 * 0.99][step - 1]
      expectNear(
        normalization.variables.movingVariance,
        state.variance[index].values.map { begin + (Double($0) - begin) * 8 / 9 }, within: Self.bound)
    }
  }

  @Test("of one seed are the same, and differ in their normalization alone")
  func seeds() throws {
    let (a, b) = (try Self.network(.sigmoid, normalized: true), try Self.network(.sigmoid, normalized: true))
    #expect(a == b)
    let plain = try Self.network(.sigmoid, normalized: false)
    #expect(plain.hidden.map(\.dense.weights) == a.hidden.map(\.dense.weights))
    #expect(plain.hidden[0].dense.weights.prefix(10) != plain.hidden[1].dense.weights.prefix(10))
    #expect(try Self.network(.sigmoid, normalized: true, seed: 4) != a)
  }

  @Test("have no bias where beta is one")
  func biases() throws {
    #expect(try Self.network(.relu, normalized: true).hidden.allSatisfy { $0.dense.bias == nil })
    #expect(try Self.network(.relu, normalized: false).hidden.allSatisfy { $0.dense.bias != nil })
  }

  @Test("have renorm's layers where that is asked for")
  func renorm() throws {
    var options = BatchNormalizationOptions()
    options.renorm = true
    var network = try DenseNetwork(
      DenseNetworkOptions(inputs: 5, hidden: [6], classes: 4, normalization: options, standardDeviation: 0.5))
    for _ in 0..<3 { try network.train(Self.batch, labels: Self.labels, rate: 0.1) }
    let weight = try #require(network.hidden[0].normalization?.variables.renorm?.meanWeight)
    // 1 - 0.99^3, in three additions.
    #expect((Double(weight) - 0.029701).magnitude < 1e-8)
  }

  @Test("say which shape does not fit")
  func shapes() throws {
    var network = try Self.network(.sigmoid, normalized: false)
    let before = network
    let wrong = Tensor<Float>(shape: [9, 6], repeating: 0)
    let error = try #require(throws: BatchNormalizationError.self) {
      try network.train(wrong, labels: Self.labels, rate: 1)
    }
    #expect(error == .incompatibleInput(axis: 1, channels: 5, shape: [9, 6]))
    #expect(network == before)
    #expect(throws: BatchNormalizationError.incompatibleGradient(expected: [9, 4], received: [9, 5])) {
      try network.output.gradients(input: Tensor(shape: [9, 18], repeating: 0), upstream: Self.batch)
    }
    #expect(throws: BatchNormalizationError.incompatibleGradient(expected: [9, 6], received: [9, 5])) {
      try Nonlinearity.relu.gradient(output: wrong, upstream: Self.batch)
    }
  }
}

@Suite("Softmax cross-entropy")
struct SoftmaxCrossEntropyTests {
  @Test("of equal logits is the logarithm of the classes, and the first is the guess")
  func equal() {
    let loss = SoftmaxCrossEntropy(logits: Tensor(shape: [2, 4], repeating: 3), labels: [0, 2])
    #expect((loss.value - PortableMath.log(4)).magnitude < 1e-15)
    #expect(loss.hits == 1)
    #expect(loss.gradient.scalars == [-0.375, 0.125, 0.125, 0.125, 0.125, 0.125, -0.375, 0.125])
  }

  @Test("holds out against logits whose exponentials overflow")
  func large() {
    let loss = SoftmaxCrossEntropy(logits: Tensor(shape: [1, 2], scalars: [1000, 0]), labels: [1])
    #expect(loss.value == 1000)
    #expect(loss.gradient.scalars == [1, -1])
  }

  @Test("of logits that are no numbers is none")
  func nan() {
    let loss = SoftmaxCrossEntropy(logits: Tensor(shape: [1, 3], scalars: [1, .nan, 2]), labels: [0])
    #expect(loss.value.isNaN)
  }
}
