/// Why TensorFlow 1.4 refuses to build or to run a part of a graph, in its own words.
public struct GraphError: Error, Sendable, Hashable {
  /// The kind of exception, by its name in Python.
  public enum Category: String, Sendable, CaseIterable {
    /// `ValueError`: an argument, a name or a shape that does not fit.
    case valueError = "ValueError"
    /// `TypeError`: an argument or an element of the wrong type.
    case typeError = "TypeError"
    /// `tf.errors.InternalError`: an operation that fails when it runs.
    case internalError = "InternalError"
    /// `tf.errors.InvalidArgumentError`: something fed that does not fit.
    case invalidArgument = "InvalidArgumentError"
    /// `tf.errors.NotFoundError`: a variable that a checkpoint does not hold.
    case notFound = "NotFoundError"
  }

  /// When the error shows.
  public enum Stage: String, Sendable {
    /// While the graph is built.
    case construct
    /// When it runs.
    case run
  }

  /// The kind of exception.
  public let category: Category
  /// When it shows.
  public let stage: Stage
  /// What is wrong.
  public let message: String
  /// The exception's second argument, where it has one: the shape, for example.
  public let detail: String?

  init(_ category: Category, _ message: String, detail: String? = nil, at stage: Stage = .construct) {
    self.category = category
    self.message = message
    self.detail = detail
    self.stage = stage
  }
}

extension GraphError: CustomStringConvertible {
  /// One line: the kind of exception, what is wrong, and with what.
  public var description: String { "\(category.rawValue): \(message)" + (detail.map { " \($0)" } ?? "") }
}

// MARK: Names and sharing

extension GraphError {
  /// A name with characters that TensorFlow does not allow in scopes.
  public static func invalidScopeName(_ name: String) -> GraphError {
    GraphError(.valueError, "'\(name)' is not a valid scope name")
  }

  /// A variable that is there and was not to be shared.
  public static func variableExists(name: String) -> GraphError {
    GraphError(
      .valueError,
      "Variable \(name) already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?")
  }

  /// A variable that was to be shared and is not there.
  public static func variableMissing(name: String) -> GraphError {
    GraphError(
      .valueError,
      "Variable \(name) does not exist, or was not created with tf.get_variable(). "
        + "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?")
  }

  /// A variable to be shared by layers of different numbers of channels.
  public static func sharedShapeDiffers(name: String, specified: [Int], found: [Int]) -> GraphError {
    GraphError(
      .valueError,
      "Trying to share variable \(name), but specified shape \(StaticShape(specified)) and found shape "
        + "\(StaticShape(found)).")
  }

  /// A variable to be shared by layers of different types.
  public static func sharedTypeDiffers(name: String, specified: DataType, found: DataType) -> GraphError {
    GraphError(
      .valueError,
      "Trying to share variable \(name), but specified dtype \(specified.name) and found dtype \(found.name)_ref.")
  }
}

// MARK: Inputs and arguments

extension GraphError {
  /// An input of rank 0 or of unknown rank.
  static func undefinedRank(_ shape: StaticShape) -> GraphError {
    GraphError(.valueError, "Input has undefined rank:", detail: "\(shape)")
  }

  /// An axis of extent 0 or of unknown extent.
  static func undefinedAxisDimension(_ shape: StaticShape) -> GraphError {
    GraphError(.valueError, "Input has undefined `axis` dimension. Input shape:", detail: "\(shape)")
  }

  /// A key of `renorm_clipping` that is none of the three.
  static func unknownClippingKeys(_ clipping: RenormClipping) -> GraphError {
    let keys = clipping.keys.sorted { $0.name < $1.name }.map { "'\($0.name)': \($0.value)" }
    return GraphError(
      .valueError,
      "renorm_clipping {\(keys.joined(separator: ", "))} contains keys not in ['rmax', 'rmin', 'dmax']")
  }

  /// A type that an operation does not take.
  static func typeNotAllowed(_ type: DataType, for parameter: TypedParameter) -> GraphError {
    let allowed = parameter.allowed.map(\.name).joined(separator: ", ")
    return GraphError(
      .typeError,
      "Value passed to parameter '\(parameter.name)' has DataType \(type.name) not in list of allowed values: \(allowed)"
    )
  }

  /// An input of another type than an earlier input of the same operation.
  static func inputTypeDiffers(
    _ parameter: String, of operation: String, _ type: DataType, expected: DataType, as other: String
  ) -> GraphError {
    GraphError(
      .typeError, BNCore.inputTypeDiffers(parameter, of: operation, type.name, expected: expected.name, as: other))
  }

  /// A number of the program that does not become a tensor of a type.
  static func numberDoesNotFit(_ type: DataType, _ number: PythonNumber) -> GraphError {
    GraphError(.typeError, "Expected \(type.name), got \(number.text) of type '\(number.typeName)' instead.")
  }

  /// Numbers of the program that numpy keeps in another type.
  static func incompatibleTypes(_ type: DataType, numpy: String, value: String) -> GraphError {
    GraphError(.typeError, "Incompatible types: <dtype: '\(type.name)'> vs. \(numpy). Value is \(value)")
  }

  /// What Python can't carry out.
  static func unsupportedOperands(_ sign: String, _ left: String, _ right: String) -> GraphError {
    GraphError(.typeError, "unsupported operand type(s) for \(sign): '\(left)' and '\(right)'")
  }

  /// An operation that a CPU has no kernel of for its type.
  static func noKernel(_ operation: String) -> GraphError {
    GraphError(
      .invalidArgument,
      "No OpKernel was registered to support Op '\(operation)' with these attrs.  Registered devices: [CPU], "
        + "Registered kernels:", at: .run)
  }

  /// What the fused implementation says on a CPU when the channels stand on axis 1.
  static let fusedChannelsFirst = GraphError(
    .internalError, "The CPU implementation of FusedBatchNorm only supports NHWC tensor format for now.", at: .run)

  /// A `training` that is neither a bool nor a tensor of bools.
  ///
  /// ``Training`` can't express it but for a placeholder of another type; those who read the argument from a file can.
  public static let trainingIsNotBool = GraphError(
    .typeError, "`pred` must be a Tensor, a Variable, or a Python bool.")

  /// A layer object applied to another number of dimensions than it was built for.
  static func rankDiffers(expected: Int, found: Int) -> GraphError {
    GraphError(
      .valueError, "Input 0 is incompatible with the layer: expected ndim=\(expected), found ndim=\(found)")
  }

  /// A layer object applied to another type than it was built for.
  ///
  /// TensorFlow raises the error of the first operation in which the two types meet.
  static func typeDiffers(expected: DataType, found: DataType) -> GraphError {
    GraphError(
      .typeError, "Input 0 is incompatible with the layer: expected dtype=\(expected.name), found dtype=\(found.name)")
  }

  /// A layer object applied to another number of channels than it was built for.
  static func channelsDiffer(axis: Int, expected: Int, shape: StaticShape) -> GraphError {
    let extents = (shape.extents ?? []).map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
    return GraphError(
      .valueError,
      "Input 0 is incompatible with the layer: expected axis \(axis) of input shape to have value \(expected) "
        + "but got shape [\(extents)]")
  }
}

// MARK: Training and running

extension GraphError {
  /// No variable is trainable.
  static let nothingToTrain = GraphError(.valueError, "No variables to optimize.")

  /// A loss that depends on none of the variables to train.
  static func noGradients(_ variables: [GraphVariable], loss: SymbolicTensor) -> GraphError {
    let names = variables.map(\.tensorName).joined(separator: ", ")
    return GraphError(
      .valueError,
      "No gradients provided for any variable, check your graph for ops that do not support gradients, "
        + "between variables [\(names)] and loss \(loss.name).")
  }

  /// Two tensors that were to have one shape.
  static func shapesDiffer(_ a: StaticShape, _ b: StaticShape) -> GraphError {
    GraphError(.valueError, "Shapes \(a) and \(b) are incompatible")
  }

  /// Two values that were to have one shape, which a kernel prints in its own way.
  static func incompatibleShapes(_ a: [Int], _ b: [Int]) -> GraphError {
    func text(_ shape: [Int]) -> String { "[" + shape.map(String.init).joined(separator: ",") + "]" }
    return GraphError(.invalidArgument, "Incompatible shapes: \(text(a)) vs. \(text(b))", at: .run)
  }

  /// A placeholder that a run depends on and that was not fed.
  static func notFed(_ tensor: SymbolicTensor) -> GraphError {
    GraphError(
      .invalidArgument,
      "You must feed a value for placeholder tensor '\(tensor.operationName)' with dtype \(tensor.dataType.name)",
      at: .run)
  }

  /// A tensor fed for a training switch, or a bool for a tensor.
  static func fedOtherKind(_ tensor: SymbolicTensor, expected: String) -> GraphError {
    GraphError(
      .typeError,
      "The value fed for placeholder tensor '\(tensor.operationName)' with dtype \(tensor.dataType.name) is not "
        + "\(expected)", at: .run)
  }

  /// A variable that no checkpoint brings along.
  static func notInCheckpoint(_ name: String) -> GraphError {
    GraphError(.notFound, "Key \(name) not found in checkpoint", at: .run)
  }

  /// A name that no variable of the session has.
  static func noSuchVariable(_ name: String) -> GraphError {
    GraphError(.valueError, "This session has no variable \(name); globalVariables of its graph lists them", at: .run)
  }

  /// As many values as a variable does not have.
  static func assignsOtherShape(_ name: String, values: Int, shape: [Int]) -> GraphError {
    GraphError(
      .valueError, "Cannot assign \(values) values to variable \(name) of shape \(StaticShape(shape))", at: .run)
  }

  /// A value fed that the placeholder's static shape excludes.
  static func cannotFeed(_ shape: [Int], for tensor: SymbolicTensor) -> GraphError {
    GraphError(
      .valueError,
      "Cannot feed value of shape \(StaticShape(shape)) for Tensor '\(tensor.name)', which has shape '\(tensor.shape)'",
      at: .run)
  }

  /// A tensor of another type than the session's.
  static func otherType(_ tensor: String, _ type: DataType, session: DataType) -> GraphError {
    GraphError(
      .typeError, "\(tensor) has type \(type.name) and this session computes in \(session.name); open one of that type",
      at: .run)
  }
}

extension SymbolicTensor {
  /// The name without the output's number.
  var operationName: String { String(name.prefix { $0 != ":" }) }
}

extension GraphError {
  /// A layer's own error as TensorFlow raises it.
  init(_ error: BatchNormalizationError, at stage: Stage = .construct) {
    self.init(.valueError, error.description, at: stage)
  }
}
