import BNCore

/// Everything that `set` changes: the layer's arguments, and how steps are taken.
struct Configuration: Equatable, Sendable {
  var options = BatchNormalizationOptions()
  /// The type of the batches and the variables.
  var dtype = NumberType.float32
  /// What `step` does: training when true, inference when false.
  ///
  /// TensorFlow's own default is False. A tool whose purpose is to watch statistics move starts with it on.
  var training = true
  /// Whether the update operations of a pass run, and when.
  var updateOps = UpdateOps.on
  /// How gamma and beta move.
  var optimizer = OptimizerChoice.none
  /// How far they move.
  var learningRate = 0.01
  /// What is minimized.
  var loss = LossChoice.none
  /// The scope that the variables stand under.
  var name = ScopeName.usual
  /// Whether variables that stand under a name may or must be taken.
  var reuse = Reuse.inherited
}
