import BNCore
import Testing

extension Graph {
  /// A layer on a placeholder of its own.
  @discardableResult
  mutating func layer(
    _ name: String? = nil, _ shape: StaticShape = [4, 3], _ type: DataType = .float32, training: Training = false,
    reuse: Reuse = nil, _ change: (inout BatchNormalizationOptions) -> Void = { _ in }
  ) throws(GraphError) -> SymbolicTensor {
    let input = placeholder(type, shape: shape)
    return try batchNormalization(input, .with(change), training: training, name: name, reuse: reuse)
  }

  /// The names of all variables.
  var variableNames: [String] { globalVariables.map(\.name) }
}

/// What a body is refused with; `nil` where nothing is thrown.
func refusal<Result>(_ body: () throws -> Result, sourceLocation: SourceLocation = #_sourceLocation) -> GraphError? {
  do {
    _ = try body()
  } catch let error as GraphError {
    return error
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return nil
}

/// The names of a layer's variables in a scope.
func names(
  _ scope: String, _ variables: [String] = ["gamma", "beta", "moving_mean", "moving_variance"]
) -> [String] {
  variables.map { "\(scope)/\($0)" }
}

/// TensorFlow's words about a variable that is there already.
func exists(_ variable: String) -> String {
  "ValueError: Variable \(variable) already exists, disallowed. "
    + "Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
}

/// TensorFlow's words about a variable that is not there.
func missing(_ variable: String) -> String {
  "ValueError: Variable \(variable) does not exist, or was not created with tf.get_variable(). "
    + "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
}
