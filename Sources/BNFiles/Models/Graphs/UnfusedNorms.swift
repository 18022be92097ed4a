/// Finds batch norms that a graph spells out: the square root of a stored variance and an epsilon, a stored mean, and
/// products and sums around them.
///
/// Two forms occur. `x * inv + (beta - mean * inv)` with `inv = gamma * rsqrt(variance + epsilon)` is that of
/// `tf.nn.batch_normalization` (nn_impl.py of TensorFlow 2.15); `gamma * (x - mean) / sqrt(variance + epsilon) + beta` is
/// what exporters of PyTorch write. A layer norm computes mean and variance, so neither is stored.
struct UnfusedNorms<Graph: NormGraph> {
  private let graph: Graph
  private var producers: [String: Int] = [:]
  private var consumers: [String: [Int]] = [:]

  /// The layers, each by the number of the operation that takes its square root.
  static func find(in graph: Graph) -> [Int: StatedLayer] {
    let roots = (0..<graph.count).filter {
      [.squareRoot, .reciprocalSquareRoot].contains(graph.operation($0))
    }
    guard !roots.isEmpty else { return [:] }
    let norms = UnfusedNorms(graph)
    return Dictionary(uniqueKeysWithValues: roots.compactMap { root in norms.layer(at: root).map { (root, $0) } })
  }

  private init(_ graph: Graph) {
    self.graph = graph
    for index in 0..<graph.count where graph.operation(index) != .other {
      producers[graph.output(index)] = index
      for input in Set(graph.inputs(index)) { consumers[input, default: []].append(index) }
    }
  }

  /// What is known of a layer while its operations are followed.
  private struct Parts {
    var gamma: StoredTensor?
    var beta: StoredTensor?
    var mean: StoredTensor?
  }

  private func layer(at root: Int) -> StatedLayer? {
    guard let (variance, epsilon) = sum(graph.inputs(root).first ?? ""), let parts = parts(behind: root),
      let mean = parts.mean
    else { return nil }
    let stored = [parts.gamma, parts.beta, mean, variance].compactMap { $0?.name }
    return StatedLayer(
      name: LayerName.parent(stored) ?? FoldedName.layer(graph.name(root)) ?? LayerName.common(stored)
        ?? graph.name(root),
      channels: variance.count, gamma: parts.gamma, beta: parts.beta, mean: mean, variance: variance, epsilon: epsilon,
      varianceKind: .unknown, notes: ["the file spells the layer out as single operations"])
  }

  /// The stored variance and the epsilon that a sum is made of.
  private func sum(_ value: String) -> (variance: StoredTensor, epsilon: Double)? {
    guard let index = producers[value], graph.operation(index) == .add else { return nil }
    let inputs = graph.inputs(index)
    guard inputs.count == 2, let first = graph.tensor(inputs[0]), let second = graph.tensor(inputs[1]) else {
      return nil
    }
    // Of two single numbers the second is epsilon, as it is always written.
    for (variance, other) in [(first, second), (second, first)] {
      if other.count == 1, let number = try? other.numbers().first, number >= 0, number < 1 {
        return (variance, other.type == "float32" ? Float(number).asWritten : number)
      }
    }
    return nil
  }

  private func parts(behind root: Int) -> Parts? {
    let output = graph.output(root)
    if graph.operation(root) == .reciprocalSquareRoot { return parts(inverse: output) }
    for index in consumers[output] ?? [] {
      let inputs = graph.inputs(index)
      switch graph.operation(index) {
      case .reciprocal: if let parts = parts(inverse: graph.output(index)) { return parts }
      case .divide where inputs.count == 2 && inputs[1] == output:
        if let parts = centred(inputs[0], then: graph.output(index), Parts()) { return parts }
      default: break
      }
    }
    return nil
  }

  /// The parts around `1 / sqrt(variance + epsilon)`.
  private func parts(inverse: String) -> Parts? {
    for index in products(of: inverse) {
      guard let factor = other(index, inverse) else { continue }
      let product = graph.output(index)
      if let parts = centred(factor, then: product, Parts()) ?? shifted(factor, product, Parts()) { return parts }
      // A product with gamma is multiplied further, by the input and by the mean.
      guard let gamma = graph.tensor(factor) else { continue }
      for next in products(of: product) {
        guard let factor = other(next, product) else { continue }
        let known = Parts(gamma: gamma)
        if let parts = centred(factor, then: graph.output(next), known) ?? shifted(factor, graph.output(next), known) {
          return parts
        }
      }
    }
    return nil
  }

  /// `beta - mean * inv`: the product of the mean, with what it is taken from.
  private func shifted(_ factor: String, _ product: String, _ parts: Parts) -> Parts? {
    var parts = parts
    if let index = producers[factor], graph.operation(index) == .negate, let value = graph.inputs(index).first {
      parts.mean = graph.tensor(value)
      return parts.mean == nil ? nil : parts
    }
    guard let mean = graph.tensor(factor) else { return nil }
    for index in consumers[product] ?? [] where graph.operation(index) == .subtract {
      let inputs = graph.inputs(index)
      guard inputs.count == 2, inputs[1] == product else { continue }
      parts.mean = mean
      parts.beta = graph.tensor(inputs[0])
      return parts
    }
    return nil
  }

  /// `(x - mean)` where it was divided or multiplied, and what follows: a product with gamma, a sum with beta.
  private func centred(_ value: String, then result: String, _ parts: Parts) -> Parts? {
    guard let index = producers[value], graph.operation(index) == .subtract, graph.inputs(index).count == 2,
      graph.tensor(graph.inputs(index)[0]) == nil, let mean = graph.tensor(graph.inputs(index)[1])
    else { return nil }
    var parts = parts
    parts.mean = mean
    var result = result
    if parts.gamma == nil {
      for index in products(of: result) {
        guard let gamma = other(index, result).flatMap(graph.tensor) else { continue }
        parts.gamma = gamma
        result = graph.output(index)
        break
      }
    }
    for index in consumers[result] ?? [] where graph.operation(index) == .add {
      parts.beta = other(index, result).flatMap(graph.tensor)
    }
    return parts
  }

  private func products(of value: String) -> [Int] {
    (consumers[value] ?? []).filter { graph.operation($0) == .multiply }
  }

  /// The other one of an operation's two inputs.
  private func other(_ index: Int, _ value: String) -> String? {
    let inputs = graph.inputs(index)
    guard inputs.count == 2 else { return nil }
    return inputs[0] == value ? inputs[1] : inputs[0]
  }
}
