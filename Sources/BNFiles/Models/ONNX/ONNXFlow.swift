import Platform

/// Follows what comes into each batch norm of an ONNX graph: back through its weights to the batch norms before.
///
/// Source: docs/Operators.md of ONNX 1.19.
struct ONNXFlow {
  private let scope: ONNXScope
  private let opset: Int
  /// How often each value and tensor is used by operators, or given back.
  private let uses: [String: Int]
  /// Whether an operator has graphs inside it, which may use any value.
  private let hasBodies: Bool
  /// Values that were followed before: sums of sums would be followed many times over.
  private var known: [String: FlowValue] = [:]
  private(set) var flow = ModelFlow()

  init(_ graph: ONNXGraph, opset: Int) {
    scope = ONNXScope(graph)
    self.opset = opset
    uses = Dictionary((graph.operators.flatMap(\.inputs) + graph.outputs).map { ($0, 1) }, uniquingKeysWith: +)
    hasBodies = graph.operators.contains { !$0.graphs.isEmpty }
    for node in graph.operators where node.isStandard && node.type == "BatchNormalization" {
      let input = input(of: node)
      flow.add(ONNXLayer(scope: scope, node: node, opset: opset).ownName, input)
    }
  }

  private func producer(_ value: String) -> ONNXGraph.Operator? {
    scope.graph.producers[value].map { scope.graph.operators[$0] }
  }

  private func named(_ node: ONNXGraph.Operator) -> String {
    "\(node.type) \(node.name.isEmpty ? node.outputs.first ?? "" : node.name)"
  }

  // MARK: The weights

  private mutating func input(of norm: ONNXGraph.Operator) -> ModelFlow.Input {
    var bias: (name: String, tensor: StoredTensor)?
    guard var node = producer(norm.input(0)) else { return .other("an input of the model") }
    var values = [norm.input(0)]
    if node.type == "Add", let (value, constant) = biased(node) {
      guard let before = producer(value) else { return .other("the sum \(named(node))") }
      (node, bias) = (before, constant)
      values.append(value)
    }
    guard let kernel = scope.tensor(node.input(1)), let layout = layout(node) else { return .other(named(node)) }
    if bias == nil { bias = scope.tensor(node.input(2)).map { (node.input(2), stored($0, as: node.input(2))) } }
    return .weights(
      ModelFlow.Weights(
        name: named(node), kernel: stored(kernel, as: node.input(1)), layout: layout,
        groups: scope.value("group", of: node)?.whole ?? 1, bias: bias?.tensor,
        input: value(node.input(0), depth: 0),
        obstacle: obstacle(node, values: values, tensors: [node.input(1)] + (bias.map { [$0.name] } ?? [])),
        doubt: node.type == "MatMul"
          ? "\(named(node)) may have outputs of more than two axes, whose channels are then other ones" : nil))
  }

  /// A tensor with its own name, or with that of the value that it is where it has none.
  private func stored(_ tensor: ONNXTensor, as value: String) -> StoredTensor {
    tensor.stored(tensor.name.isEmpty ? value : nil)
  }

  // MARK: What else uses them

  /// Why the weights of an operator cannot be changed for one batch norm alone.
  private func obstacle(_ node: ONNXGraph.Operator, values: [String], tensors: [String]) -> String? {
    if values.contains(where: { uses[$0] ?? 0 > 1 }) { return "the output of \(named(node)) is used elsewhere, too" }
    if let shared = tensors.first(where: { uses[$0] ?? 0 > 1 }) {
      return "\(shared.quoted(limit: 60)) is used by \(uses[shared] ?? 0) operators"
    }
    if hasBodies { return "the graph has branches or loops, in which the output of \(named(node)) may be used, too" }
    if let made = tensors.first(where: { scope.graph.tensorPlaces[$0] == nil && producer($0)?.type != "Constant" }) {
      return "\(made.quoted(limit: 60)) is made of a tensor that others may use"
    }
    func factor(_ name: String) -> Double { scope.value(name, of: node)?.number ?? 1 }
    if node.type == "Gemm", factor("alpha") != 1 || factor("beta") != 1 {
      return "\(named(node)) multiplies by an alpha or a beta of its own"
    }
    return nil
  }

  /// The value and the numbers that a sum adds to it, with the name that they have in the graph.
  private func biased(
    _ node: ONNXGraph.Operator
  ) -> (value: String, constant: (name: String, tensor: StoredTensor))? {
    for (constant, value) in [(0, 1), (1, 0)] {
      let name = node.input(constant)
      if let tensor = scope.tensor(name) { return (node.input(value), (name, stored(tensor, as: name))) }
    }
    return nil
  }

  private func layout(_ node: ONNXGraph.Operator) -> ModelFlow.Weights.Layout? {
    switch node.type {
    case "Conv": .outputFirst
    case "ConvTranspose": .transposedFirst
    case "MatMul": .outputLast
    case "Gemm": scope.value("transB", of: node)?.whole ?? 0 == 1 ? .outputFirst : .outputLast
    default: nil
    }
  }

  // MARK: What goes into them

  private mutating func value(_ name: String, depth: Int) -> FlowValue {
    if let known = known[name] { return known }
    guard depth < FlowValue.deepest else { return .other("a chain of more than \(FlowValue.deepest) operators") }
    let value = producer(name).map { follow($0, depth: depth + 1) } ?? .other("an input of the model")
    known[name] = value
    return value
  }

  private mutating func follow(_ node: ONNXGraph.Operator, depth: Int) -> FlowValue {
    if let function = function(node) { return .activation(function, value(node.input(0), depth: depth)) }
    switch node.type {
    case "BatchNormalization": return .norm(ONNXLayer(scope: scope, node: node, opset: opset).ownName)
    case "Identity", "Dropout", "Cast": return value(node.input(0), depth: depth)
    case "AveragePool", "GlobalAveragePool", "Flatten", "Reshape", "Squeeze", "Pad", "Upsample", "Resize":
      return .averaged(value(node.input(0), depth: depth))
    case "Add", "Sum":
      guard !node.inputs.contains(where: { scope.tensor($0) != nil }) else { return .other(named(node)) }
      return .sum(values(node, depth))
    case "Concat" where scope.value("axis", of: node)?.whole == 1: return .joined(values(node, depth))
    case "Mul": return gated(node, depth) ?? .other(named(node))
    default: return .other(named(node))
    }
  }

  private mutating func values(_ node: ONNXGraph.Operator, _ depth: Int) -> [FlowValue] {
    var values: [FlowValue] = []
    for input in node.inputs { values.append(value(input, depth: depth)) }
    return values
  }

  /// x times its sigmoid, as exporters write SiLU, or times its hard sigmoid.
  private mutating func gated(_ node: ONNXGraph.Operator, _ depth: Int) -> FlowValue? {
    for (gate, other) in [(0, 1), (1, 0)] {
      guard let inner = producer(node.input(gate)), inner.input(0) == node.input(other),
        let function = function(inner)
      else { continue }
      let swish: FlowFunction? =
        switch function.name {
        case .sigmoid: FlowFunction(.silu)
        case .hardSigmoid where (function.numbers[0] - 1.0 / 6).magnitude < 1e-6 && function.numbers[1] == 0.5:
          FlowFunction(.hardSwish)
        default: nil
        }
      if let swish { return .activation(swish, value(node.input(other), depth: depth)) }
    }
    return nil
  }

  private func function(_ node: ONNXGraph.Operator) -> FlowFunction? {
    func number(_ name: String, _ usual: Double) -> Double { scope.value(name, of: node)?.number ?? usual }
    switch node.type {
    case "Relu": return FlowFunction(.relu)
    case "Sigmoid": return FlowFunction(.sigmoid)
    case "Tanh": return FlowFunction(.tanh)
    case "Softplus": return FlowFunction(.softplus)
    case "Mish": return FlowFunction(.mish)
    case "Gelu": return FlowFunction(.gelu)
    case "Swish": return FlowFunction(.silu)
    case "HardSwish": return FlowFunction(.hardSwish)
    case "LeakyRelu": return FlowFunction(.leakyReLU, number("alpha", 0.01))
    case "Elu": return FlowFunction(.elu, number("alpha", 1))
    case "HardSigmoid": return FlowFunction(.hardSigmoid, number("alpha", 0.2), number("beta", 0.5))
    case "Clip":
      guard limit(node, 1, "min") == 0 else { return nil }
      return limit(node, 2, "max").map { FlowFunction(.clippedReLU, $0) } ?? FlowFunction(.relu)
    default: return nil
    }
  }

  /// A limit of Clip: an attribute before version 11, an input since.
  private func limit(_ node: ONNXGraph.Operator, _ input: Int, _ name: String) -> Double? {
    if let number = scope.value(name, of: node)?.number { return number }
    return scope.tensor(node.input(input)).flatMap { (try? $0.numbers())?.first }
  }
}
