/// A graph of TensorFlow 1.4, as far as batch normalization needs one: placeholders, layers, losses, training steps.
///
/// It is built first, and nothing is computed; a ``GraphSession`` then runs parts of it as often as it likes. Variables
/// have names in scopes and can be shared; what a layer wants done besides its output stands in collections.
///
/// ```swift
/// var graph = Graph()
/// let x = graph.placeholder(.float32, shape: [nil, 4])
/// let training = graph.placeholder(.bool)
/// let y = try graph.batchNormalization(x, training: .placeholder(training))
/// ```
///
/// A graph is a value. A failed call leaves behind what it leaves in TensorFlow: a used-up default name, and
/// the variables that were made before it failed.
public struct Graph: Sendable {
  /// Whether the graph computes what TensorFlow 1.4 on a CPU refuses although its definition is clear: the fused
  /// implementation with channels on axis 1, in float16 and in float64.
  ///
  /// Off, such a call or its run throws TensorFlow's own error.
  public var computesWhatTensorFlowRefuses = false

  var nodes: [Node] = []
  var calls: [LayerCall] = []
  var layers: [LayerObject] = []
  var names = ScopedNames()
  var scope = VariableScope.root
  var scopeCounts = ScopeCounts()
  var layerCount = 0
  var variables: [StoredVariable] = []
  var trainingSteps: [TrainingStep] = []
  var controlInputs: [GraphOperation] = []
  /// TensorFlow's `UPDATE_OPS`, in the order of creation.
  public internal(set) var updateOps: [GraphOperation] = []
  /// TensorFlow's `REGULARIZATION_LOSSES`, in the order of creation: scalars.
  public internal(set) var regularizationLosses: [SymbolicTensor] = []

  /// Makes an empty graph.
  public init() {}

  /// TensorFlow's `GLOBAL_VARIABLES`, in the order of creation.
  public var globalVariables: [GraphVariable] { variables.map(\.variable) }

  /// TensorFlow's `TRAINABLE_VARIABLES`, in the order of creation.
  public var trainableVariables: [GraphVariable] { variables.filter(\.isTrainable).map(\.variable) }

  /// The names in a collection as `[entry.name for entry in tf.get_collection(key)]` has them.
  public func names(in key: GraphKey) -> [String] {
    switch key {
    case .globalVariables: globalVariables.map(\.tensorName)
    case .trainableVariables: trainableVariables.map(\.tensorName)
    case .updateOps: updateOps.map(\.tensorName)
    case .regularizationLosses: regularizationLosses.map(\.name)
    }
  }

  /// The update operations whose names begin with a text: `tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope)`.
  ///
  /// As in TensorFlow `tower_1` finds those of `tower_10` too; `tower_1/` does not. TensorFlow's other patterns are not
  /// understood.
  public func updateOps(in scope: String) -> [GraphOperation] {
    updateOps.filter { $0.name.hasPrefix(scope) }
  }

  /// Makes a tensor that is fed at each run (`tf.placeholder`).
  ///
  /// - Parameters:
  ///   - type: the type of its elements; `.bool` for a training switch.
  ///   - shape: what is known of its shape.
  ///   - name: what errors call it; numbered where it is taken.
  /// - Returns: the tensor to feed.
  public mutating func placeholder(
    _ type: DataType, shape: StaticShape = .unknown, name: String = "Placeholder"
  ) -> SymbolicTensor {
    add(.placeholder, named: name, type, shape)
  }

  /// Puts a name before those of the operations that the body adds, and not before variables
  /// (`with tf.name_scope(name)`).
  ///
  /// Layers of several towers can share variables and still keep their update operations apart by ``updateOps(in:)``.
  ///
  /// - Parameters:
  ///   - name: the scope's name.
  ///   - body: adds to the graph.
  /// - Returns: what the body returns.
  /// - Throws: ``GraphError`` for a name that no scope can have, and what the body throws.
  public mutating func nameScope<Result>(
    _ name: String, _ body: (inout Graph) throws -> Result
  ) throws -> Result {
    let (_, outer) = try names.open(name)
    defer { names.close(to: outer) }
    return try body(&self)
  }

  /// Opens a variable scope around what the body adds (`with tf.variable_scope(name, reuse=...)`).
  ///
  /// - Parameters:
  ///   - name: the scope's name, which goes before those of layers and variables made within.
  ///   - reuse: whether layers within share variables; inherited by scopes within.
  ///   - body: adds to the graph.
  /// - Returns: what the body returns.
  /// - Throws: ``GraphError`` for a name that TensorFlow does not allow, and what the body throws.
  public mutating func variableScope<Result>(
    _ name: String, reuse: Reuse = nil, _ body: (inout Graph) throws -> Result
  ) throws -> Result {
    let (nameScope, outerNames) = try names.open(name)
    defer { names.close(to: outerNames) }
    let outer = enter(name, reuse: reuse, nameScope: nameScope)
    defer { leave(to: outer) }
    return try body(&self)
  }

  /// Adds a node for an operation of a name that is made unique.
  mutating func add(_ node: Node, named name: String, _ type: DataType, _ shape: StaticShape) -> SymbolicTensor {
    let tensor = SymbolicTensor(
      index: nodes.count, name: names.unique(name) + ":0", dataType: type, shape: shape)
    nodes.append(node)
    return tensor
  }

  /// What a symbolic tensor stands for.
  enum Node: Sendable {
    case placeholder
    /// A layer's output: the call, by its place.
    case layer(call: Int)
    case penalty(Regularizer, variable: String)
    case sum(SymbolicTensor)
    case product(SymbolicTensor, SymbolicTensor)
    case meanSquaredError(labels: SymbolicTensor, predictions: SymbolicTensor)
    case total([SymbolicTensor])
  }
}

// MARK: Variable scopes

extension Graph {
  /// Prolongs the present variable scope by a name; the scope to go back to is returned.
  mutating func enter(_ name: String, reuse: Reuse, nameScope: String) -> VariableScope {
    let outer = scope
    scope = VariableScope(
      name: outer.fullName(name), reuse: reuse.isSharing ? reuse : outer.reuse, nameScope: nameScope)
    scopeCounts.open(scope.name)
    return outer
  }

  /// Closes the present variable scope.
  mutating func leave(to outer: VariableScope) {
    scopeCounts.closeSubscopes(of: scope.name)
    scope = outer
  }
}
