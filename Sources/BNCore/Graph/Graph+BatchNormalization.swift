extension Graph {
  /// Adds a batch-normalization layer applied to an input: `tf.layers.batch_normalization`, with its arguments, their
  /// order and their defaults.
  ///
  /// With constant `training=True` or a placeholder the call adds two entries to ``updateOps``, which the caller has to
  /// run. See docs/semantics.md for each argument.
  ///
  /// - Parameters:
  ///   - inputs: a tensor whose rank and whose extent along the axis are known.
  ///   - axis: the axis of the channels; a negative one counts from the end.
  ///   - momentum: the share of a moving statistic that stays at each update.
  ///   - epsilon: added to the variance before its square root.
  ///   - center: whether there is a beta.
  ///   - scale: whether there is a gamma.
  ///   - betaInitializer: beta's first values.
  ///   - gammaInitializer: gamma's first values.
  ///   - movingMeanInitializer: the moving mean's first values.
  ///   - movingVarianceInitializer: the moving variance's first values.
  ///   - betaRegularizer: a penalty on beta.
  ///   - gammaRegularizer: a penalty on gamma.
  ///   - betaConstraint: a projection of beta after each optimizer update.
  ///   - gammaConstraint: a projection of gamma after each optimizer update.
  ///   - training: whether to normalize by the batch or by the moving statistics.
  ///   - trainable: whether gamma and beta are among ``trainableVariables``.
  ///   - name: the layer's scope; `nil` for `batch_normalization`, `batch_normalization_1` and so on.
  ///   - reuse: whether to share the variables of an earlier layer of the same name.
  ///   - renorm: whether to correct training towards the moving statistics (arXiv 1702.03275).
  ///   - renormClipping: the limits of renorm's r and d.
  ///   - renormMomentum: the momentum of renorm's own averages.
  ///   - fused: whether the fused implementation may run; `nil` means the same as true.
  /// - Returns: the output, of the input's shape and type.
  /// - Throws: ``GraphError`` where TensorFlow 1.4 refuses, with what it leaves behind left behind.
  @discardableResult
  public mutating func batchNormalization(
    _ inputs: SymbolicTensor,
    axis: Int = -1,
    momentum: Double = 0.99,
    epsilon: Double = 1e-3,
    center: Bool = true,
    scale: Bool = true,
    betaInitializer: Initializer = .zeros,
    gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros,
    movingVarianceInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil,
    betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil,
    training: Training = false,
    trainable: Bool = true,
    name: String? = nil,
    reuse: Reuse = nil,
    renorm: Bool = false,
    renormClipping: RenormClipping? = nil,
    renormMomentum: Double = 0.99,
    fused: Bool? = nil
  ) throws(GraphError) -> SymbolicTensor {
    let options = BatchNormalizationOptions(
      axis: axis, momentum: momentum, epsilon: epsilon, center: center, scale: scale,
      betaInitializer: betaInitializer, gammaInitializer: gammaInitializer,
      movingMeanInitializer: movingMeanInitializer, movingVarianceInitializer: movingVarianceInitializer,
      betaRegularizer: betaRegularizer, gammaRegularizer: gammaRegularizer, betaConstraint: betaConstraint,
      gammaConstraint: gammaConstraint, trainable: trainable, renorm: renorm, renormClipping: renormClipping,
      renormMomentum: renormMomentum, fused: fused)
    return try batchNormalization(inputs, options, training: training, name: name, reuse: reuse)
  }

  /// Adds a layer applied to an input, its hyperparameters given as one value.
  ///
  /// - Throws: ``GraphError`` where TensorFlow 1.4 refuses.
  @discardableResult
  public mutating func batchNormalization(
    _ inputs: SymbolicTensor, _ options: BatchNormalizationOptions, training: Training = false, name: String? = nil,
    reuse: Reuse = nil
  ) throws(GraphError) -> SymbolicTensor {
    let layer = try batchNormalizationLayer(options, name: name, reuse: reuse)
    return try apply(layer, to: inputs, training: training)
  }

  /// Makes a layer object that can be applied several times to share its variables: `tf.layers.BatchNormalization`.
  ///
  /// - Throws: ``GraphError`` for an unknown key in the clipping of a layer with renorm, and for a name that can't be
  ///   a scope's.
  public mutating func batchNormalizationLayer(
    _ options: BatchNormalizationOptions = BatchNormalizationOptions(), name: String? = nil, reuse: Reuse = nil
  ) throws(GraphError) -> GraphLayer {
    do throws(BatchNormalizationError) {
      // TensorFlow's regularizers are made, and refused, before the layer hears of them.
      try options.gammaRegularizer?.validate()
      try options.betaRegularizer?.validate()
    } catch {
      throw GraphError(error)
    }
    var scope: VariableScope?
    var objectName = Self.defaultName
    if let name, !name.isEmpty {
      objectName = name
      scope = try capture(name, named: name)
    } else {
      layerCount += 1
      objectName += "_\(layerCount)"
    }
    if options.renorm, !options.renormClipping.unknown.isEmpty { throw .unknownClippingKeys(options.renormClipping) }
    layers.append(LayerObject(options: options, reuse: reuse, scope: scope))
    return GraphLayer(index: layers.count - 1, name: objectName)
  }

  /// Applies a layer object to an input (`layer.apply(inputs, training=...)`).
  ///
  /// The first application makes or takes the variables; later ones share them.
  ///
  /// - Returns: the output, of the input's shape and type.
  /// - Throws: ``GraphError`` where TensorFlow 1.4 refuses.
  @discardableResult
  public mutating func apply(
    _ layer: GraphLayer, to inputs: SymbolicTensor, training: Training = false
  ) throws(GraphError) -> SymbolicTensor {
    let built = try settled(layer, for: inputs)
    return try call(layer, built, inputs, training)
  }

  /// Makes or takes a layer's variables without applying it: what TensorFlow does before it looks at `training`.
  ///
  /// - Returns: the layer's variables, in the order of creation.
  /// - Throws: ``GraphError`` where TensorFlow 1.4 refuses.
  @discardableResult
  public mutating func build(
    _ layer: GraphLayer, for inputs: SymbolicTensor
  ) throws(GraphError) -> [GraphVariable] {
    let built = try settled(layer, for: inputs)
    let names = Set(built.variables.values)
    return globalVariables.filter { names.contains($0.name) }
  }

  /// A layer object's variables, in TensorFlow's order; none before it is first applied.
  public func variables(of layer: GraphLayer) -> [GraphVariable] {
    variables(named: layers[layer.index].built?.variables ?? [:])
  }

  /// The update operations of all applications of a layer object.
  public func updates(of layer: GraphLayer) -> [GraphOperation] {
    let own = Set(calls.indices.filter { calls[$0].layer == layer.index })
    return updateOps.filter { operation in
      if case .update(let call, _) = operation.kind { own.contains(call) } else { false }
    }
  }

  private func variables(named names: [VariableName: String]) -> [GraphVariable] {
    VariableName.allCases.compactMap { role in globalVariables.first { $0.name == names[role] } }
  }

  /// The variables that the call behind a layer's output reads or writes, in TensorFlow's order; none for another
  /// tensor.
  public func variables(of output: SymbolicTensor) -> [GraphVariable] {
    guard case .layer(let index) = nodes[output.index] else { return [] }
    return variables(named: calls[index].variables)
  }

  /// The update operations that the call behind a layer's output added; none for another tensor.
  public func updates(of output: SymbolicTensor) -> [GraphOperation] {
    guard case .layer(let index) = nodes[output.index] else { return [] }
    return updateOps.filter { operation in
      if case .update(let call, _) = operation.kind { call == index } else { false }
    }
  }

  /// Which implementation the call behind a layer's output uses, and why; `nil` for another tensor.
  public func implementation(of output: SymbolicTensor) -> FusedChoice? {
    guard case .layer(let index) = nodes[output.index] else { return nil }
    return calls[index].implementation
  }

  /// What TensorFlow on a CPU answers where the output of a layer's call is run, for a type that no session computes in:
  /// it has no kernel for the moments of complex numbers.
  ///
  /// - Throws: ``GraphError`` where it refuses.
  public func checkKernels(of output: SymbolicTensor) throws(GraphError) {
    guard case .layer(let index) = nodes[output.index], let refusal = calls[index].runRefusal else { return }
    throw refusal
  }

  private static let defaultName = "batch_normalization"
}

// MARK: Building

extension Graph {
  /// Opens a scope and closes it again, to settle where a layer's variables and operations go.
  private mutating func capture(_ name: String, named scopeName: String) throws(GraphError) -> VariableScope {
    let (nameScope, outerNames) = try names.open(scopeName)
    defer { names.close(to: outerNames) }
    let outer = enter(name, reuse: nil, nameScope: nameScope)
    defer { leave(to: outer) }
    return scope
  }

  /// The scope of a layer, settled now if its constructor has not: an unnamed layer takes the next default name, or
  /// with reuse the first one.
  private mutating func scope(of layer: GraphLayer) throws(GraphError) -> VariableScope {
    let object = layers[layer.index]
    if let scope = object.scope { return scope }
    let name =
      object.reuse.isSharing ? Self.defaultName : scopeCounts.unique(Self.defaultName, in: scope)
    let captured = try capture(name, named: Self.defaultName)
    layers[layer.index].scope = captured
    return captured
  }

  private mutating func settled(
    _ layer: GraphLayer, for inputs: SymbolicTensor
  ) throws(GraphError) -> LayerObject.Built {
    let captured = try scope(of: layer)
    let object = layers[layer.index]
    // TensorFlow 1.4 opens the captured scope once more, which uses up a name at this level.
    _ = names.unique(String(captured.name.split(separator: "/").last ?? ""))
    if let built = object.built {
      try checkInput(inputs, built, axis: object.options.axis)
      return built
    }
    let (rank, channels) = try extents(of: inputs, axis: object.options.axis)
    let scope = VariableScope(
      name: captured.name, reuse: object.reuse.isSharing ? object.reuse : captured.reuse,
      nameScope: captured.nameScope)
    var variables: [VariableName: String] = [:]
    for request in object.options.variableRequests(channels: channels) {
      variables[request.role] = try variable(request, inputs.dataType, in: scope)
    }
    let built = LayerObject.Built(rank: rank, channels: channels, dataType: inputs.dataType, variables: variables)
    layers[layer.index].built = built
    return built
  }

  private func extents(
    of inputs: SymbolicTensor, axis: Int
  ) throws(GraphError) -> (rank: Int, channels: Int) {
    guard let extents = inputs.shape.extents, !extents.isEmpty else { throw .undefinedRank(inputs.shape) }
    let settled = axis < 0 ? axis + extents.count : axis
    guard extents.indices.contains(settled) else {
      throw GraphError(.axisOutOfRange(axis: axis, rank: extents.count))
    }
    guard let channels = extents[settled], channels > 0 else { throw .undefinedAxisDimension(inputs.shape) }
    return (extents.count, channels)
  }

  private func checkInput(_ inputs: SymbolicTensor, _ built: LayerObject.Built, axis: Int) throws(GraphError) {
    guard let extents = inputs.shape.extents else { throw .undefinedRank(inputs.shape) }
    guard extents.count == built.rank else { throw .rankDiffers(expected: built.rank, found: extents.count) }
    let settled = axis < 0 ? axis + extents.count : axis
    if let channels = extents[settled], channels != built.channels {
      throw .channelsDiffer(axis: axis, expected: built.channels, shape: inputs.shape)
    }
  }
}

extension BatchNormalizationOptions {
  /// The variables of a layer, in the order in which TensorFlow makes them.
  fileprivate func variableRequests(channels: Int) -> [VariableRequest] {
    func request(_ role: VariableName, _ initializer: Initializer = .zeros) -> VariableRequest {
      VariableRequest(role: role, channels: channels, initializer: initializer)
    }
    var requests: [VariableRequest] = []
    if scale {
      var gamma = request(.gamma, gammaInitializer)
      (gamma.regularizer, gamma.constraint, gamma.isTrainable) = (gammaRegularizer, gammaConstraint, trainable)
      requests.append(gamma)
    }
    if center {
      var beta = request(.beta, betaInitializer)
      (beta.regularizer, beta.constraint, beta.isTrainable) = (betaRegularizer, betaConstraint, trainable)
      requests.append(beta)
    }
    requests.append(request(.movingMean, movingMeanInitializer))
    requests.append(request(.movingVariance, movingVarianceInitializer))
    if renorm {
      requests += [.renormMean, .renormMeanWeight, .renormStddev, .renormStddevWeight].map { request($0) }
    }
    return requests
  }
}

// MARK: Calling

extension Graph {
  private mutating func call(
    _ layer: GraphLayer, _ built: LayerObject.Built, _ inputs: SymbolicTensor, _ training: Training
  ) throws(GraphError) -> SymbolicTensor {
    let object = layers[layer.index]
    if case .placeholder(let tensor) = training, tensor.dataType != .bool { throw .trainingIsNotBool }
    var options = object.options
    let axis = options.axis < 0 ? options.axis + built.rank : options.axis
    let implementation = FusedChoice(options: options, rank: built.rank, axis: axis)
    options.trainingSwitch = training.isSwitched(in: implementation) ? .placeholder : .constant
    let types = CallTypes(
      type: inputs.dataType, options: options, training: training, implementation: implementation,
      isLastAxis: axis == built.rank - 1)
    let computesAnyway =
      computesWhatTensorFlowRefuses && implementation.isFused && [.float16, .float64].contains(inputs.dataType)
    if let refusal = types.refusal, !computesAnyway { throw refusal }
    guard inputs.dataType == built.dataType else {
      throw .typeDiffers(expected: built.dataType, found: inputs.dataType)
    }
    let outer = names.reopen(object.scope?.nameScope ?? "")
    defer { names.close(to: outer) }
    let index = calls.count
    if training.makesUpdates(in: implementation) { addUpdates(of: index, renorm: options.renorm) }
    let output = add(
      .layer(call: index), named: implementation.isFused ? "FusedBatchNorm" : "batchnorm/add_1", inputs.dataType,
      inputs.shape)
    calls.append(
      LayerCall(
        layer: layer.index, options: options, training: training, input: inputs, implementation: implementation,
        channels: built.channels, variables: built.variables, runRefusal: types.runRefusal, output: output))
    return output
  }

  /// Two assignments, the mean's first; with renorm those of its four averages come before them.
  private mutating func addUpdates(of call: Int, renorm: Bool) {
    let assignment = "AssignMovingAvg"
    if renorm {
      for _ in 0..<4 { _ = names.unique(assignment) }
    }
    for statistic in MovingStatistic.allCases {
      updateOps.append(GraphOperation(name: names.unique(assignment), kind: .update(call: call, statistic)))
    }
  }
}
