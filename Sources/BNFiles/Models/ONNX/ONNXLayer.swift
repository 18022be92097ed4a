import Platform

/// Makes a layer of an operator BatchNormalization.
///
/// Source: docs/Operators.md and docs/Changelog.md of ONNX 1.19, for its versions 1, 6, 7, 9, 14 and 15.
struct ONNXLayer {
  let scope: ONNXScope
  let node: ONNXGraph.Operator
  /// The version of ONNX's own operators.
  let opset: Int

  func layer(_ name: String) -> StatedLayer {
    let stored = (1...4).map { index in scope.tensor(node.input(index))?.stored() }
    let epsilon = scope.value("epsilon", of: node)?.number
    let momentum = scope.value("momentum", of: node)?.number
    var notes: [String] = []
    let defaults = FormatDefaults.onnx
    if epsilon == nil { notes.append(defaults.note("epsilon", defaults.epsilon)) }
    let usual = defaults.momentum ?? 0
    if momentum == nil { notes.append(defaults.note("momentum", usual)) }
    let isSpatial = opset >= 9 || scope.value("spatial", of: node)?.whole ?? 1 != 0
    if !isSpatial { notes.append("spatial is 0: each position has statistics of its own, and counts as a channel") }
    if isTraining {
      notes.append("the node is in training mode: it normalizes by the batch and does not use the stored statistics")
      // Some writers of that time left it out and meant inference all the same.
      if opset < 7, scope.value("is_test", of: node) == nil {
        notes.append("is_test is left out; ONNX defines 0 for that")
      }
    }
    if stored.dropFirst(2).contains(where: { $0 == nil }) {
      notes.append("its mean and variance are no constants of this file")
    }
    return StatedLayer(
      name: name, channels: stored.lazy.compactMap { $0?.count }.first, axis: isSpatial ? 1 : nil, gamma: stored[0],
      beta: stored[1], mean: stored[2], variance: stored[3], epsilon: epsilon ?? defaults.epsilon,
      momentum: .ofOld(momentum ?? usual), varianceKind: .unknown, notes: notes)
  }

  /// Whether the operator normalizes by the batch: an attribute says so, or before it existed the outputs for training.
  private var isTraining: Bool {
    let outputs = node.outputs.filter { !$0.isEmpty }.count
    switch opset {
    case ..<7: return scope.value("is_test", of: node)?.whole ?? 0 == 0
    case ..<14: return outputs > 1
    default: return scope.value("training_mode", of: node)?.whole ?? 0 != 0
    }
  }

  /// The name of the layer: the operator's own, or what its tensors have in common, or its output.
  var ownName: String {
    if !node.name.isEmpty, !isNumbered { return node.name }
    // The names as the operator has them first: exporters let equal tensors of two layers share one.
    let common =
      LayerName.common((1...4).map(node.input))
      ?? LayerName.common((1...4).compactMap { scope.tensor(node.input($0))?.name })
    return common ?? (node.name.isEmpty ? node.outputs.first { !$0.isEmpty } ?? "" : node.name)
  }

  /// Whether the operator's name is only its kind and a number, as PyTorch 1 has them ("BatchNormalization_3") and the
  /// newer exporter of PyTorch 2 ("node__native_batch_norm_legit_no_training__0").
  private var isNumbered: Bool {
    let kind = "BatchNormalization"
    let number = node.name.hasPrefix(kind) ? node.name.dropFirst(kind.count) : node.name[...]
    return node.name.hasPrefix("node_") || number.allSatisfy { $0 == "_" || $0.isNumber }
  }
}
