/// A variable with what makes and trains it.
struct StoredVariable: Sendable {
  let variable: GraphVariable
  var isTrainable = false
  let initializer: Initializer
  var constraint: Constraint?
  /// Where an optimizer keeps it, for the variables that are an optimizer's own.
  var slot: SlotReference?
}

/// A number or a vector that a training step remembers.
struct SlotReference: Sendable {
  /// The training step, by its place in the graph.
  let step: Int
  let content: Content

  enum Content: Sendable {
    case momentum(of: String)
    case adamMean(of: String)
    case adamVariance(of: String)
    case beta1Power
    case beta2Power
  }
}

/// What a layer asks of the store for one of its variables.
struct VariableRequest {
  let role: VariableName
  let channels: Int
  let initializer: Initializer
  var regularizer: Regularizer?
  var constraint: Constraint?
  var isTrainable = false

  var shape: [Int] { role.isScalar ? [] : [channels] }
}

extension Graph {
  /// Takes or makes a variable in a scope (`tf.get_variable`, with TensorFlow's rules of reuse).
  ///
  /// - Throws: ``GraphError`` where the variable exists and must not, does not and should, or has another
  ///   shape or type; and where its initializer does not fit.
  mutating func variable(
    _ request: VariableRequest, _ type: DataType, in scope: VariableScope
  ) throws(GraphError) -> String {
    let name = scope.fullName(request.role.rawValue)
    if let found = variables.first(where: { $0.variable.name == name })?.variable {
      guard scope.reuse.isSharing else { throw .variableExists(name: name) }
      guard found.shape == request.shape else {
        throw .sharedShapeDiffers(name: name, specified: request.shape, found: found.shape)
      }
      guard found.dataType == type else {
        throw .sharedTypeDiffers(name: name, specified: type, found: found.dataType)
      }
      return name
    }
    guard scope.reuse != .existing else { throw .variableMissing(name: name) }
    if let refusal = request.initializer.refusal(of: type) { throw refusal }
    // The initializer speaks up here, while the graph is built, as TensorFlow's constant initializer does.
    do throws(BatchNormalizationError) {
      let _: [Double] = try request.initializer.values(channels: request.channels)
    } catch {
      throw GraphError(error)
    }
    _ = names.uniqueAtRoot(name)
    variables.append(
      StoredVariable(
        variable: GraphVariable(name: name, shape: request.shape, dataType: type), isTrainable: request.isTrainable,
        initializer: request.initializer, constraint: request.constraint))
    if let refusal = request.regularizer?.refusal(of: type) { throw refusal }
    if let regularizer = request.regularizer { addLoss(regularizer, of: request.role, type, in: scope) }
    return name
  }

  /// A regularization loss belongs to the variable: it is added once, when the variable is made.
  ///
  /// Its name stands in the name scope of the call, whose number may differ from the variable's.
  private mutating func addLoss(
    _ regularizer: Regularizer, of role: VariableName, _ type: DataType, in scope: VariableScope
  ) {
    guard regularizer.hasLoss else { return }
    let outer = names.reopen("\(scope.nameScope)/\(role.rawValue)/Regularizer")
    defer { names.close(to: outer) }
    regularizationLosses.append(
      add(
        .penalty(regularizer, variable: scope.fullName(role.rawValue)), named: regularizer.operationName, type, []))
  }
}

extension Regularizer {
  /// The name of the operation that TensorFlow's regularizer ends in.
  fileprivate var operationName: String {
    switch self {
    case .l1: "l1_regularizer"
    case .l2: "l2_regularizer"
    default: "mul"
    }
  }
}
