/// A layer as an object that can be applied several times (`tf.layers.BatchNormalization`); its graph has the rest.
public struct GraphLayer: Sendable, Hashable {
  let index: Int
  /// The object's name: the one it was given, or `batch_normalization_1`, `batch_normalization_2` ...
  ///
  /// Object names count separately from scopes: the first unnamed layer has the scope `batch_normalization`.
  public let name: String
}

/// What a graph knows of a layer object.
struct LayerObject: Sendable {
  let options: BatchNormalizationOptions
  let reuse: Reuse
  /// The scope; settled in the constructor for a layer with a name, else when it is first applied.
  var scope: VariableScope?
  /// What the layer was built for; `nil` until it is first applied.
  var built: Built?

  struct Built: Sendable {
    let rank: Int
    let channels: Int
    let dataType: DataType
    /// The full names of its variables.
    let variables: [VariableName: String]
  }
}

/// One application of a layer: an input, how training is given, and what it reads and writes.
struct LayerCall: Sendable {
  /// The layer object, by its place.
  let layer: Int
  let options: BatchNormalizationOptions
  let training: Training
  let input: SymbolicTensor
  let implementation: FusedChoice
  let channels: Int
  let variables: [VariableName: String]
  /// What TensorFlow answers where the output is run, for a type that no session computes in.
  let runRefusal: GraphError?
  let output: SymbolicTensor

  /// Whether it is what TensorFlow 1.4 builds and can't run on a CPU.
  var isFusedChannelsFirst: Bool {
    let axis = options.axis < 0 ? options.axis + (input.shape.rank ?? 0) : options.axis
    return implementation.isFused && axis == 1
  }
}
