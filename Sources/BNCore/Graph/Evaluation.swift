/// The values of one run, each computed once, from the variables as they stood before it.
struct Evaluation<Scalar: TensorScalar> {
  private let session: GraphSession<Scalar>
  private let feeds: [SymbolicTensor: Feed<Scalar>]
  private var values: [Int: Tensor<Scalar>] = [:]
  private var passes: [Int: Pass<Scalar>] = [:]

  init(_ session: GraphSession<Scalar>, _ feeds: [SymbolicTensor: Feed<Scalar>]) {
    self.session = session
    self.feeds = feeds
  }

  private var graph: Graph { session.graph }

  mutating func value(of tensor: SymbolicTensor) throws(GraphError) -> Tensor<Scalar> {
    if let known = values[tensor.index] { return known }
    guard tensor.dataType == Scalar.dataType else {
      throw .otherType(tensor.name, tensor.dataType, session: Scalar.dataType)
    }
    let value = try computed(tensor)
    values[tensor.index] = value
    return value
  }

  private mutating func computed(_ tensor: SymbolicTensor) throws(GraphError) -> Tensor<Scalar> {
    switch graph.nodes[tensor.index] {
    case .placeholder: return try fed(tensor)
    case .layer(let call): return try pass(of: call).output
    case .penalty(let regularizer, let variable):
      return Tensor(shape: [], repeating: regularizer.loss(session.values[variable] ?? []))
    case .sum(let input):
      return Tensor(shape: [], repeating: Self.sum(try value(of: input).scalars))
    case .product(let a, let b):
      let (left, right) = try alike(a, b)
      return Tensor(shape: left.shape, scalars: zip(left.scalars, right.scalars).map { $0 * $1 })
    case .meanSquaredError(let labels, let predictions):
      let (output, target) = try alike(predictions, labels)
      // tf.losses computes float16 in float32, and divides safely: no elements, no loss.
      let squares = zip(output.scalars, target.scalars).map { output, target in
        let difference = output.momentValue - target.momentValue
        return Double(difference * difference)
      }
      let mean = squares.isEmpty ? 0 : squares.reduce(0, +) / Double(squares.count)
      return Tensor(shape: [], repeating: Scalar(mean))
    case .total(let parts):
      var total: Scalar = 0
      for part in parts { total += try value(of: part).scalars[0] }
      return Tensor(shape: [], repeating: total)
    }
  }

  /// TensorFlow's order of summation depends on the processor; double precision, rounded once, is nearest to all of them.
  private static func sum(_ scalars: [Scalar]) -> Scalar {
    Scalar(scalars.reduce(0) { $0 + Double($1) })
  }

  private mutating func alike(
    _ a: SymbolicTensor, _ b: SymbolicTensor
  ) throws(GraphError) -> (Tensor<Scalar>, Tensor<Scalar>) {
    let left = try value(of: a)
    let right = try value(of: b)
    guard left.shape == right.shape else {
      throw .incompatibleShapes(left.shape, right.shape)
    }
    return (left, right)
  }

  private func fed(_ tensor: SymbolicTensor) throws(GraphError) -> Tensor<Scalar> {
    guard let feed = feeds[tensor] else { throw .notFed(tensor) }
    guard case .tensor(let value) = feed else { throw .fedOtherKind(tensor, expected: "a tensor") }
    guard tensor.shape.isCompatible(with: value.shape) else { throw .cannotFeed(value.shape, for: tensor) }
    return value
  }

  /// The pass of one call of a layer.
  mutating func pass(of index: Int) throws(GraphError) -> Pass<Scalar> {
    if let known = passes[index] { return known }
    let call = graph.calls[index]
    let input = try value(of: call.input)
    let mode = try mode(of: call)
    guard let variables = session.variables(of: call) else {
      throw .otherType(call.output.name, call.output.dataType, session: Scalar.dataType)
    }
    if call.isFusedChannelsFirst, !graph.computesWhatTensorFlowRefuses { throw .fusedChannelsFirst }
    let pass: Pass<Scalar>
    do throws(BatchNormalizationError) {
      pass = try BatchNormalization(options: call.options, variables: variables).forward(input, mode: mode)
    } catch {
      throw GraphError(error, at: .run)
    }
    passes[index] = pass
    return pass
  }

  private func mode(of call: LayerCall) throws(GraphError) -> Mode {
    switch call.training {
    case .bool(let training), .constant(let training): return training ? .training : .inference
    case .placeholder(let tensor):
      guard let feed = feeds[tensor] else { throw .notFed(tensor) }
      guard case .bool(let training) = feed else { throw .fedOtherKind(tensor, expected: "a bool") }
      return training ? .training : .inference
    }
  }

  /// What an operation will do.
  mutating func change(of operation: GraphOperation) throws(GraphError) -> Change<Scalar> {
    switch operation.kind {
    case .update(let call, let statistic):
      return .update(graph.calls[call], try pass(of: call).updates, statistic)
    case .train(let step):
      return .train(step: step, gradients: try gradients(of: graph.trainingSteps[step].loss))
    }
  }
}

// MARK: Gradients

extension Evaluation {
  /// The derivatives of a scalar with respect to the variables it depends on, by the variables' names.
  private mutating func gradients(of loss: SymbolicTensor) throws(GraphError) -> [String: [Scalar]] {
    try backward(from: loss).variables
  }

  /// The derivatives with respect to other tensors of the graph; `nil` for one that does not matter.
  mutating func gradients(
    of tensor: SymbolicTensor, withRespectTo sources: [SymbolicTensor]
  ) throws(GraphError) -> [Tensor<Scalar>?] {
    let sums = try backward(from: tensor)
    return sources.map { sums.tensors[$0.index] }
  }

  /// Goes back from a tensor, or from the sum of its elements, to all that it depends on.
  private mutating func backward(from loss: SymbolicTensor) throws(GraphError) -> BackwardSums<Scalar> {
    let value = try value(of: loss)
    var gradients = BackwardSums<Scalar>()
    gradients.add(Tensor(shape: value.shape, repeating: 1), to: loss)
    // A node depends on earlier ones only, so that its own gradient is complete when its turn comes.
    for index in stride(from: loss.index, through: 0, by: -1) {
      guard let upstream = gradients.tensors[index] else { continue }
      try propagate(upstream, through: graph.nodes[index], &gradients)
    }
    return gradients
  }

  private mutating func propagate(
    _ upstream: Tensor<Scalar>, through node: Graph.Node, _ gradients: inout BackwardSums<Scalar>
  ) throws(GraphError) {
    switch node {
    case .placeholder: break
    case .penalty(let regularizer, let variable):
      let slope = regularizer.gradient(session.values[variable] ?? [])
      gradients.add(slope.map { $0 * upstream.scalars[0] }, to: variable)
    case .sum(let input):
      gradients.add(Tensor(shape: try value(of: input).shape, repeating: upstream.scalars[0]), to: input)
    case .product(let a, let b):
      gradients.add(Self.product(upstream, try value(of: b)), to: a)
      gradients.add(Self.product(upstream, try value(of: a)), to: b)
    case .meanSquaredError(let labels, let predictions):
      let (output, target) = try alike(predictions, labels)
      let weight = 1 / Scalar.MomentScalar(max(output.count, 1)) * upstream.scalars[0].momentValue
      let slope = zip(output.scalars, target.scalars).map { output, target in
        Scalar(moment: weight * (2 * (output.momentValue - target.momentValue)))
      }
      gradients.add(Tensor(shape: output.shape, scalars: slope), to: predictions)
      gradients.add(Tensor(shape: output.shape, scalars: slope.map { -$0 }), to: labels)
    case .total(let parts):
      for part in parts { gradients.add(upstream, to: part) }
    case .layer(let index):
      let call = graph.calls[index]
      let pass = try pass(of: index)
      do throws(BatchNormalizationError) {
        let own = try pass.gradients(upstream: upstream)
        gradients.add(own.input, to: call.input)
        if let gamma = call.variables[.gamma] { gradients.add(own.gamma, to: gamma) }
        if let beta = call.variables[.beta] { gradients.add(own.beta, to: beta) }
      } catch {
        throw GraphError(error, at: .run)
      }
    }
  }

  private static func product(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(shape: a.shape, scalars: zip(a.scalars, b.scalars).map { $0 * $1 })
  }
}

/// Gradients on their way back: several uses of one tensor or variable add up.
private struct BackwardSums<Scalar: TensorScalar> {
  private(set) var tensors: [Int: Tensor<Scalar>] = [:]
  private(set) var variables: [String: [Scalar]] = [:]

  mutating func add(_ gradient: Tensor<Scalar>, to tensor: SymbolicTensor) {
    guard let sum = tensors[tensor.index] else {
      tensors[tensor.index] = gradient
      return
    }
    tensors[tensor.index] = Tensor(shape: sum.shape, scalars: zip(sum.scalars, gradient.scalars).map { $0 + $1 })
  }

  mutating func add(_ gradient: [Scalar], to variable: String) {
    guard let sum = variables[variable] else {
      variables[variable] = gradient
      return
    }
    variables[variable] = zip(sum, gradient).map { $0 + $1 }
  }
}
