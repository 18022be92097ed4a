/// Turns the values of a graph into tensors: constants of the graph, and variables of a checkpoint.
struct TensorFlowTensors {
  let scope: TensorFlowScope
  let variable: (String) -> StoredTensor?

  /// The tensor that a value is, where it is no result of the input.
  func tensor(_ value: String) -> StoredTensor? {
    switch scope.origin(value) {
    case .constant(let name, let tensor): tensor.stored(name)
    case .variable(let name): variable(name)
    case .parts(let name, let parts): joined(name, parts)
    case nil: nil
    }
  }

  /// Parts of a vector, one behind the other.
  private func joined(_ name: String, _ parts: [TensorProto]) -> StoredTensor? {
    let stored = parts.compactMap { $0.stored(name) }
    let counts = stored.compactMap { $0.shape.count == 1 ? $0.shape[0] : nil }
    guard counts.count == parts.count, let type = stored.first?.type else { return nil }
    let count = counts.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    guard elementCount(of: [count]) != nil, count < .max else { return nil }
    return StoredTensor(name: name, shape: [count], type: type) { () throws(FileError) in
      var numbers: [Double] = []
      for part in stored { numbers += try part.numbers() }
      return numbers
    }
  }

  /// The tensor of a constant.
  func constant(_ value: String) -> StoredTensor? {
    guard case .constant(let name, let tensor) = scope.origin(value) else { return nil }
    return tensor.stored(name)
  }

  /// The layer that an operation is.
  func found(_ node: FusedNode) -> StatedLayer {
    let gamma = node.gamma.flatMap { parameter($0, filled: 1) }
    let beta = parameter(node.beta, filled: 0)
    let statistics = [node.mean, node.variance].map { value in tensor(value).flatMap { $0.count == 0 ? nil : $0 } }
    let name = name(of: node)
    let mean = statistics[0] ?? variable(name + "/moving_mean")
    let variance = statistics[1] ?? variable(name + "/moving_variance")
    var notes = node.notes
    if mean == nil || variance == nil { notes.append("its mean and variance are not in this file") }
    // A layer norm of Keras uses the same operation, in training mode and with nothing stored.
    let isOther = node.isTraining && mean == nil && scope.producer(name + "/moving_mean") == nil
    return StatedLayer(
      name: name, kind: isOther ? .lookAlike("a norm by the moments of its input") : .batchNorm,
      channels: [gamma, beta, mean, variance].lazy.compactMap { $0?.count }.first, axis: node.axis,
      gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: node.epsilon,
      momentum: node.momentum.map { .ofOld($0) }, notes: notes)
  }

  /// A parameter of a layer; `nil` where a constant without a name of its own only stands for none.
  private func parameter(_ value: String, filled: Double) -> StoredTensor? {
    guard case .constant(let name, let tensor)? = scope.origin(value) else { return tensor(value) }
    guard let stored = tensor.stored(name) else { return nil }
    let isNameless = CheckpointNames.split(name).leaf.hasPrefix("Const")
    if isNameless, stored.count ?? .max < 1 << 16, (try? stored.numbers())?.allSatisfy({ $0 == filled }) == true {
      return nil
    }
    return stored
  }

  /// The name of the layer: the scope of its variables, or else that of its operation.
  private func name(of node: FusedNode) -> String {
    let values = [node.gamma, node.beta, node.mean, node.variance].compactMap(\.self)
    let names = values.compactMap { value -> String? in
      switch scope.origin(value) {
      case .variable(let name): name
      case .constant(let name, let tensor): tensor.shape?.isEmpty == false && !name.contains("/Const") ? name : nil
      case .parts(let name, _): name
      case nil: nil
      }
    }
    return LayerName.parent(names) ?? LayerName.common(names) ?? FoldedName.layer(node.name) ?? node.name
  }

  /// The moving average that an operation keeps of a variable: the variable's tensor by name, and the share of the old
  /// value.
  ///
  /// Source: `assign_moving_average` in moving_averages.py of TensorFlow 1.15: the variable loses the difference to the
  /// new value, multiplied by one less the decay.
  func momentum(_ operation: TensorFlowGraph.Operation) -> (name: String, momentum: Double)? {
    guard ["AssignSub", "AssignSubVariableOp"].contains(operation.type), operation.inputs.count >= 2,
      case .variable(let name) = scope.origin(operation.inputs[0]), let stored = variable(name),
      let product = scope.producer(operation.inputs[1]), product.type == "Mul"
    else { return nil }
    for factor in product.inputs {
      if let share = share(factor) { return (stored.name, share) }
    }
    return nil
  }

  /// The share of the old value that a factor of the difference stands for.
  private func share(_ value: String) -> Double? {
    func sensible(_ value: String) -> Double? {
      scope.origins(value).compactMap(scope.number).first { $0 > 0 && $0 < 1 }
    }
    if let factor = sensible(value) { return Float(1 - factor).asWritten }
    guard let difference = scope.producer(value), difference.type == "Sub", difference.inputs.count == 2 else {
      return nil
    }
    return sensible(difference.inputs[1]).map { Float($0).asWritten }
  }
}

/// A graph of TensorFlow as one to find a norm in that is spelled out.
struct TensorFlowUnfused: NormGraph {
  private let tensors: TensorFlowTensors

  init(_ tensors: TensorFlowTensors) { self.tensors = tensors }

  private var operations: [TensorFlowGraph.Operation] { tensors.scope.graph.operations }

  var count: Int { operations.count }
  func operation(_ index: Int) -> NormOperation { NormOperation(operations[index].type) }
  func name(_ index: Int) -> String { operations[index].name }
  func inputs(_ index: Int) -> [String] { operations[index].inputs.map(TensorFlowScope.operation) }
  func output(_ index: Int) -> String { operations[index].name }
  func tensor(_ value: String) -> StoredTensor? { tensors.tensor(value) }
}
