/// The numbers of a graph's variables, and runs of its parts with batches fed in (`tf.Session`).
///
/// ```swift
/// var session = try GraphSession<Float>(graph)
/// try session.run(trainStep, feeding: [x: .tensor(batch), training: true])
/// let y = try session.run(output, feeding: [x: .tensor(batch), training: false])
/// ```
///
/// A run reads every variable as it stands before it, and then carries out the operations one after another. TensorFlow
/// leaves open in which order operations run that do not depend on each other; here two update operations on one
/// variable run in the order given, each on what the one before has left.
///
/// A session computes in one type and holds the graph's variables of that type. It is a value: a copy is a checkpoint.
public struct GraphSession<Scalar: TensorScalar>: Sendable {
  /// The graph, as it was when the session was opened.
  public let graph: Graph
  var values: [String: [Scalar]] = [:]
  var optimizerStates: [OptimizerState<Scalar>] = []

  /// Opens a session with every variable at its initial value.
  ///
  /// - Throws: ``GraphError`` where an initializer does not fit.
  public init(_ graph: Graph) throws(GraphError) {
    self.graph = graph
    try initializeGlobalVariables()
  }

  /// Sets every variable to its initial value (`tf.global_variables_initializer`).
  ///
  /// - Throws: ``GraphError`` where an initializer does not fit.
  public mutating func initializeGlobalVariables() throws(GraphError) {
    values = [:]
    for stored in graph.variables where stored.slot == nil && stored.variable.dataType == Scalar.dataType {
      let count = stored.variable.shape.first ?? 1
      do throws(BatchNormalizationError) {
        values[stored.variable.name] = try stored.initializer.values(channels: count)
      } catch {
        throw GraphError(error)
      }
    }
    optimizerStates = graph.trainingSteps.map { _ in OptimizerState() }
  }

  /// A variable's values by its full name, for example `bn/moving_mean` or `bn/moving_mean:0`: one a channel, or one;
  /// `nil` if this session has no variable of that name.
  ///
  /// What an optimizer remembers can be read too.
  public subscript(variable name: String) -> [Scalar]? {
    let name = Self.operationName(name)
    return values[name] ?? slotValues(name)
  }

  /// A variable's values: one a channel, or one; `nil` if the session computes in another type.
  public subscript(variable variable: GraphVariable) -> [Scalar]? { self[variable: variable.name] }

  /// Gives a variable new values (`variable.load`).
  ///
  /// - Parameters:
  ///   - newValues: as many as the variable has.
  ///   - name: the variable's full name.
  /// - Throws: ``GraphError`` where this session has no such variable, or one of another length.
  public mutating func assign(_ newValues: [Scalar], to name: String) throws(GraphError) {
    let name = Self.operationName(name)
    guard let old = values[name] else { throw .noSuchVariable(name) }
    guard newValues.count == old.count else {
      throw .assignsOtherShape(name, values: newValues.count, shape: [old.count])
    }
    values[name] = newValues
  }

  private static func operationName(_ name: String) -> String { name.hasSuffix(":0") ? String(name.dropLast(2)) : name }

  private func slotValues(_ name: String) -> [Scalar]? {
    guard let stored = graph.variables.first(where: { $0.variable.name == name }), let slot = stored.slot,
      stored.variable.dataType == Scalar.dataType || stored.variable.shape.isEmpty
    else { return nil }
    let state = optimizerStates[slot.step]
    let remembered: [Scalar]? =
      switch slot.content {
      case .momentum(let variable): state.slot(.momentum, of: variable)
      case .adamMean(let variable): state.slot(.m, of: variable)
      case .adamVariance(let variable): state.slot(.v, of: variable)
      case .beta1Power: state.betaPowers.map { [Scalar($0.beta1)] }
      case .beta2Power: state.betaPowers.map { [Scalar($0.beta2)] }
      }
    // Before its first step an optimizer remembers nothing; TensorFlow's variable holds its initial value then.
    return remembered ?? (try? stored.initializer.values(channels: stored.variable.shape.first ?? 1))
  }

  /// Computes a tensor.
  ///
  /// - Parameters:
  ///   - tensor: what to compute.
  ///   - feeds: a value for each placeholder that it depends on.
  /// - Returns: its value.
  /// - Throws: ``GraphError`` where a placeholder is not fed or a value does not fit.
  public func run(
    _ tensor: SymbolicTensor, feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) -> Tensor<Scalar> {
    var evaluation = Evaluation(self, feeds)
    return try evaluation.value(of: tensor)
  }

  /// Runs operations, each once, what they wait for first; see ``run(_:operations:feeding:)``.
  public mutating func run(
    _ operations: [GraphOperation], feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) {
    _ = try run([], operations: operations, feeding: feeds)
  }

  /// The derivatives of a tensor, or of the sum of its elements, with respect to others (`tf.gradients`).
  ///
  /// - Parameters:
  ///   - tensor: a loss, for example.
  ///   - sources: placeholders or layers' outputs.
  ///   - feeds: a value for each placeholder that the tensor depends on.
  /// - Returns: a gradient for each source, of its shape; `nil` where the tensor does not depend on it.
  /// - Throws: ``GraphError`` where a placeholder is not fed or a value does not fit.
  public func gradients(
    of tensor: SymbolicTensor, withRespectTo sources: [SymbolicTensor],
    feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) -> [Tensor<Scalar>?] {
    var evaluation = Evaluation(self, feeds)
    return try evaluation.gradients(of: tensor, withRespectTo: sources)
  }

  /// Runs one operation; see ``run(_:operations:feeding:)``.
  public mutating func run(
    _ operation: GraphOperation, feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) {
    _ = try run([], operations: [operation], feeding: feeds)
  }

  /// Computes tensors and runs operations in one run, which takes each batch once.
  ///
  /// - Parameters:
  ///   - tensors: what to compute, from the variables as they stand before the run.
  ///   - operations: what to run then, each once, what it waits for first.
  ///   - feeds: a value for each placeholder that any of it depends on.
  /// - Returns: the tensors' values, in their order.
  /// - Throws: ``GraphError`` where a placeholder is not fed or a value does not fit; nothing has changed then.
  @discardableResult
  public mutating func run(
    _ tensors: [SymbolicTensor], operations: [GraphOperation] = [], feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) -> [Tensor<Scalar>] {
    var evaluation = Evaluation(self, feeds)
    var results: [Tensor<Scalar>] = []
    for tensor in tensors { results.append(try evaluation.value(of: tensor)) }
    let ordered = inOrder(operations)
    var changes: [Change<Scalar>] = []
    for operation in ordered { changes.append(try evaluation.change(of: operation)) }
    for change in changes { carryOut(change) }
    return results
  }

  /// The pass behind a layer's output: every intermediate of the normalization.
  ///
  /// - Parameters:
  ///   - output: what ``Graph/batchNormalization(_:_:training:name:reuse:)`` returned.
  ///   - feeds: a value for each placeholder that it depends on.
  /// - Returns: the pass; `nil` if the tensor is not a layer's output.
  /// - Throws: ``GraphError`` where a placeholder is not fed or a value does not fit.
  public func pass(
    of output: SymbolicTensor, feeding feeds: [SymbolicTensor: Feed<Scalar>] = [:]
  ) throws(GraphError) -> Pass<Scalar>? {
    guard case .layer(let call) = graph.nodes[output.index] else { return nil }
    var evaluation = Evaluation(self, feeds)
    return try evaluation.pass(of: call)
  }

  /// The operations with those that they wait for before them, each once.
  private func inOrder(_ operations: [GraphOperation]) -> [GraphOperation] {
    var ordered: [GraphOperation] = []
    func visit(_ operation: GraphOperation) {
      guard !ordered.contains(operation) else { return }
      if case .train(let step) = operation.kind { graph.trainingSteps[step].controlInputs.forEach(visit) }
      ordered.append(operation)
    }
    operations.forEach(visit)
    return ordered
  }
}

/// What is fed for a placeholder.
public enum Feed<Scalar: TensorScalar>: Sendable {
  /// A batch, a target, an upstream gradient.
  case tensor(Tensor<Scalar>)
  /// The value of a training switch.
  case bool(Bool)
}

extension Feed: ExpressibleByBooleanLiteral {
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

// MARK: Changes

/// What an operation will do to the variables, computed before any of them changes.
enum Change<Scalar: TensorScalar> {
  case update(LayerCall, PendingUpdates<Scalar>?, MovingStatistic)
  case train(step: Int, gradients: [String: [Scalar]])
}

extension GraphSession {
  private mutating func carryOut(_ change: Change<Scalar>) {
    switch change {
    case .update(let call, let updates, let statistic):
      guard let updates, let before = variables(of: call) else { return }
      store(updates.applied(to: before, only: statistic), of: call)
    case .train(let index, let gradients):
      let step = graph.trainingSteps[index]
      for variable in step.variables {
        guard let gradient = gradients[variable.name], var moved = values[variable.name] else { continue }
        optimizerStates[index].update(&moved, of: variable.name, by: gradient, with: step.optimizer)
        let constraint = graph.variables.first { $0.variable == variable }?.constraint
        values[variable.name] = constraint?.project(moved) ?? moved
      }
      optimizerStates[index].finishStep(of: step.optimizer)
    }
  }

  /// A call's variables as its layer wants them; `nil` where the session computes in another type.
  func variables(of call: LayerCall) -> BatchNormalizationVariables<Scalar>? {
    guard var variables = try? BatchNormalizationVariables<Scalar>(options: call.bareOptions, channels: call.channels)
    else { return nil }
    for (role, name) in call.variables {
      guard let value = values[name] else { return nil }
      variables[role] = value
    }
    return variables
  }

  private mutating func store(_ variables: BatchNormalizationVariables<Scalar>, of call: LayerCall) {
    for (role, name) in call.variables { values[name] = variables[role] }
  }
}

extension LayerCall {
  /// The options with default initializers: the values come from the session.
  fileprivate var bareOptions: BatchNormalizationOptions {
    var bare = options
    let fresh = BatchNormalizationOptions()
    bare.gammaInitializer = fresh.gammaInitializer
    bare.betaInitializer = fresh.betaInitializer
    bare.movingMeanInitializer = fresh.movingMeanInitializer
    bare.movingVarianceInitializer = fresh.movingVarianceInitializer
    return bare
  }
}
