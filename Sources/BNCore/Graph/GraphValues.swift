/// A tensor of a graph: what will be computed, not yet a number (`tf.Tensor`).
public struct SymbolicTensor: Sendable, Hashable {
  /// Its place in the graph that made it.
  let index: Int
  /// The operation's name and its output's number, for example `bn/batchnorm/add_1:0`.
  public let name: String
  /// The type of its elements.
  public let dataType: DataType
  /// What is known of its shape.
  public let shape: StaticShape
}

/// A variable of a graph: its name, shape and how it begins; a ``GraphSession`` holds its numbers (`tf.Variable`).
public struct GraphVariable: Sendable, Hashable {
  /// The full name, scopes first, for example `scope/batch_normalization/gamma`.
  public let name: String
  /// One extent, the channels; none for renorm's two weights and an optimizer's scalars.
  public let shape: [Int]
  /// The type of its elements.
  public let dataType: DataType

  /// The name that the collections show, for example `bn/gamma:0`.
  public var tensorName: String { name + ":0" }
}

/// How `training` is given to a layer.
///
/// TensorFlow takes a Python bool or a tensor of bools and refuses anything else when the layer is applied; here the
/// type leaves nothing else to write.
public enum Training: Sendable, Hashable {
  /// A Python bool: decided while the graph is built.
  case bool(Bool)
  /// `tf.constant(...)`: acts like a bool, but for a False that is not Python's own: where the implementation is not fused,
  /// TensorFlow asks whether the constant is that very object, and builds the update operations of a placeholder.
  case constant(Bool)
  /// A placeholder of bools, fed at each run.
  case placeholder(SymbolicTensor)

  /// What is known while the graph is built; `nil` for a placeholder (`tensor_util.constant_value`).
  var constantValue: Bool? {
    switch self {
    case .bool(let value), .constant(let value): value
    case .placeholder: nil
    }
  }

  /// `training_value is not False`, by which the non-fused implementation decides whether it takes a batch's moments.
  var isDifferentFromFalse: Bool { self != .bool(false) }

  /// Whether a call adds update operations.
  func makesUpdates(in implementation: FusedChoice) -> Bool {
    implementation.isFused ? constantValue != false : isDifferentFromFalse
  }

  /// Whether both ways are built and one of them is switched on, as behind a placeholder.
  func isSwitched(in implementation: FusedChoice) -> Bool {
    constantValue == nil || (constantValue == false && makesUpdates(in: implementation))
  }
}

extension Training: ExpressibleByBooleanLiteral {
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// Something to run for what it does: an entry of `UPDATE_OPS`, or a training step (`tf.Operation`).
public struct GraphOperation: Sendable, Hashable {
  /// The operation's name, for example `batch_normalization/AssignMovingAvg`.
  public let name: String
  let kind: Kind

  enum Kind: Sendable, Hashable {
    /// The assignment of one moving statistic that one call of a layer makes; with renorm its averages move first.
    case update(call: Int, MovingStatistic)
    /// A step of an optimizer, by its place in the graph.
    case train(Int)
  }

  /// The moving statistic that an update operation assigns; `nil` for a training step.
  public var statistic: MovingStatistic? {
    if case .update(_, let statistic) = kind { statistic } else { nil }
  }

  /// The name that the collection shows.
  public var tensorName: String { name + ":0" }
}

extension SymbolicTensor: CustomStringConvertible {
  /// The name, type and shape, for example `bn/batchnorm/add_1:0 float32 (?, 4)`.
  public var description: String { "\(name) \(dataType.name) \(shape)" }
}

extension GraphVariable: CustomStringConvertible {
  /// The name, type and shape, for example `bn/gamma:0 float32 (4,)`.
  public var description: String { "\(tensorName) \(dataType.name) \(StaticShape(shape))" }
}

extension GraphOperation: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

/// The collections that a layer adds to, by their names in `tf.GraphKeys`.
public enum GraphKey: String, Sendable, CaseIterable {
  /// Every variable, in the order of creation.
  case globalVariables = "GLOBAL_VARIABLES"
  /// The variables that optimizers may change.
  case trainableVariables = "TRAINABLE_VARIABLES"
  /// The assignments of moving statistics that the caller has to run.
  case updateOps = "UPDATE_OPS"
  /// One loss for each regularized variable.
  case regularizationLosses = "REGULARIZATION_LOSSES"
}
