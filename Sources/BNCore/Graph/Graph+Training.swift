/// One use of an optimizer: what it minimizes, over which variables, and what has to run before.
struct TrainingStep: Sendable {
  let loss: SymbolicTensor
  let optimizer: Optimizer
  let variables: [GraphVariable]
  let controlInputs: [GraphOperation]
}

extension Graph {
  /// The sum of all elements, a scalar (`tf.reduce_sum`).
  public mutating func reduceSum(_ input: SymbolicTensor) -> SymbolicTensor {
    add(.sum(input), named: "Sum", input.dataType, [])
  }

  /// The product element by element, of two tensors of one shape (`tf.multiply`).
  ///
  /// - Throws: ``GraphError`` for shapes that can't be the same.
  public mutating func multiply(_ a: SymbolicTensor, _ b: SymbolicTensor) throws(GraphError) -> SymbolicTensor {
    try checkAlike(a, b)
    return add(.product(a, b), named: "Mul", a.dataType, a.shape)
  }

  /// The mean of the squared differences, a scalar (`tf.losses.mean_squared_error`).
  ///
  /// - Throws: ``GraphError`` for shapes that can't be the same.
  public mutating func meanSquaredError(
    labels: SymbolicTensor, predictions: SymbolicTensor
  ) throws(GraphError) -> SymbolicTensor {
    try checkAlike(predictions, labels)
    return add(
      .meanSquaredError(labels: labels, predictions: predictions), named: "mean_squared_error/value",
      predictions.dataType, [])
  }

  /// The sum of scalars: a loss and the regularization losses, for example (`tf.add_n`).
  public mutating func addN(_ scalars: [SymbolicTensor]) throws(GraphError) -> SymbolicTensor {
    guard let first = scalars.first else {
      throw GraphError(.valueError, "inputs must be a list of at least one Tensor with the same dtype and shape")
    }
    for other in scalars.dropFirst() { try checkAlike(first, other) }
    return add(.total(scalars), named: "AddN", first.dataType, [])
  }

  /// Makes operations that are added in the body wait for others (`with tf.control_dependencies(operations)`).
  ///
  /// - Parameters:
  ///   - operations: what has to run before.
  ///   - body: adds to the graph.
  /// - Returns: what the body returns.
  /// - Throws: what the body throws.
  public mutating func controlDependencies<Result, Failure>(
    _ operations: [GraphOperation], _ body: (inout Graph) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outer = controlInputs
    controlInputs += operations
    defer { controlInputs = outer }
    return try body(&self)
  }

  /// Adds a training step: `optimizer.minimize(loss)`.
  ///
  /// The step computes the gradients of the loss, changes the trainable variables, and projects those that have a
  /// constraint. It does *not* run the update operations of batch normalization unless it is made to wait for them.
  ///
  /// - Parameters:
  ///   - loss: a scalar.
  ///   - optimizer: how to descend.
  ///   - variables: what to change; all ``trainableVariables`` if not said.
  /// - Returns: the operation to run.
  /// - Throws: ``GraphError`` where there is nothing to train, or nothing that the loss depends on.
  public mutating func minimize(
    _ loss: SymbolicTensor, with optimizer: Optimizer, variables: [GraphVariable]? = nil
  ) throws(GraphError) -> GraphOperation {
    let trained = variables ?? trainableVariables
    guard !trained.isEmpty else { throw .nothingToTrain }
    let reached = variablesReached(from: loss)
    let moved = trained.filter { reached.contains($0.name) }
    guard !moved.isEmpty else { throw .noGradients(trained, loss: loss) }
    try checkSlots(of: optimizer, moved)
    trainingSteps.append(
      TrainingStep(loss: loss, optimizer: optimizer, variables: moved, controlInputs: controlInputs))
    addSlots(of: trainingSteps.count - 1, optimizer, moved)
    return GraphOperation(name: names.unique(optimizer.kind.rawValue), kind: .train(trainingSteps.count - 1))
  }

  /// Slots are made in the scope that is open (TensorFlow's slot_creator), and where it only shares they can't be.
  private func checkSlots(of optimizer: Optimizer, _ trained: [GraphVariable]) throws(GraphError) {
    guard scope.reuse == .existing, optimizer.kind != .gradientDescent else { return }
    for variable in trained {
      let slot = scope.fullName("\(variable.name)/\(optimizer.kind.rawValue)")
      // TensorFlow asks the slot's own scope for a variable without a name.
      if !variables.contains(where: { $0.variable.name == slot }) { throw .variableMissing(name: slot + "/") }
    }
  }

  /// What the optimizer remembers is variables too, and global ones.
  private mutating func addSlots(of step: Int, _ optimizer: Optimizer, _ trained: [GraphVariable]) {
    switch optimizer {
    case .gradientDescent: break
    case .momentum:
      for variable in trained {
        addSlot("\(variable.name)/Momentum", like: variable, .momentum(of: variable.name), step)
      }
    case .adam(_, let beta1, let beta2, _):
      addScalar("beta1_power", beta1, .beta1Power, step)
      addScalar("beta2_power", beta2, .beta2Power, step)
      for variable in trained {
        addSlot("\(variable.name)/Adam", like: variable, .adamMean(of: variable.name), step)
        addSlot("\(variable.name)/Adam", like: variable, .adamVariance(of: variable.name), step)
      }
    }
  }

  private mutating func addSlot(
    _ name: String, like variable: GraphVariable, _ content: SlotReference.Content, _ step: Int
  ) {
    let slot = GraphVariable(
      name: names.uniqueAtRoot(scope.fullName(name)), shape: variable.shape, dataType: variable.dataType)
    variables.append(
      StoredVariable(variable: slot, initializer: .zeros, slot: SlotReference(step: step, content: content)))
  }

  private mutating func addScalar(
    _ name: String, _ value: Double, _ content: SlotReference.Content, _ step: Int
  ) {
    // TensorFlow makes them of a Python number, which is a float32.
    let scalar = GraphVariable(name: names.unique(name), shape: [], dataType: .float32)
    variables.append(
      StoredVariable(variable: scalar, initializer: .constant(value), slot: SlotReference(step: step, content: content))
    )
  }

  private func checkAlike(_ a: SymbolicTensor, _ b: SymbolicTensor) throws(GraphError) {
    guard a.dataType == b.dataType else {
      throw GraphError(
        .typeError, "Tensors of types \(a.dataType.name) and \(b.dataType.name) were given where one type is needed")
    }
    guard let left = a.shape.extents, let right = b.shape.extents else { return }
    let fit = left.count == right.count && zip(left, right).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    guard fit else { throw .shapesDiffer(a.shape, b.shape) }
  }

  /// The names of the variables that a tensor's gradient reaches.
  private func variablesReached(from tensor: SymbolicTensor) -> Set<String> {
    switch nodes[tensor.index] {
    case .placeholder: return []
    case .penalty(_, let variable): return [variable]
    case .sum(let input): return variablesReached(from: input)
    case .product(let a, let b): return variablesReached(from: a).union(variablesReached(from: b))
    case .meanSquaredError(let labels, let predictions):
      return variablesReached(from: labels).union(variablesReached(from: predictions))
    case .total(let parts): return parts.reduce(into: []) { $0.formUnion(variablesReached(from: $1)) }
    case .layer(let index):
      let call = calls[index]
      let own = [VariableName.gamma, .beta].compactMap { call.variables[$0] }
      return variablesReached(from: call.input).union(own)
    }
  }
}
