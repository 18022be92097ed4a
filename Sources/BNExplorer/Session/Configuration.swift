import BNCore

/// Everything that `set` changes: the layer's arguments, and how steps are taken.
struct Configuration: Equatable, Sendable {
  var options = BatchNormalizationOptions()
  /// The type of the batches and the variables.
  var dtype = DataType.float32
  /// What `step` does: training when true, inference when false.
  ///
  /// TensorFlow's own default is False. A tool whose purpose is to watch statistics move starts with it on.
  var training = true
  /// Whether the update operations of a pass run after it.
  var updateOps = true
}
