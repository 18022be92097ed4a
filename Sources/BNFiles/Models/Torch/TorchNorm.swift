import Platform

/// What PyTorch's classes of normalization are.
enum TorchNorm {
  /// What a module is by the name of its class and the names of its tensors; `nil` for one that normalizes nothing.
  static func kind(_ className: String, _ own: [String: StoredTensor]) -> StatedLayer.Kind? {
    let others = ["InstanceNorm", "LayerNorm", "GroupNorm", "RMSNorm"]
    if others.contains(where: className.contains) { return own.isEmpty ? nil : .lookAlike(className) }
    if own["running_mean"] != nil, own["running_var"] != nil { return .batchNorm }
    guard className.holds("BatchNorm") else { return nil }
    return .lookAlike("\(className) \(withoutStatistics)")
  }

  static let withoutStatistics = "without running statistics, which uses those of each batch"
}

/// A call of `batch_norm` in a program of PyTorch, with the tensors that its arguments are.
struct TorchNormCall {
  /// The path of the module; "" where the program has none.
  var name: String
  var gamma: StoredTensor?
  var beta: StoredTensor?
  var mean: StoredTensor?
  var variance: StoredTensor?
  /// Whether it uses the statistics of the batch; `nil` where that is decided while the program runs.
  var training: Bool?
  var momentum: Double?
  var epsilon: Double?

  /// The layer that the call states.
  var layer: StatedLayer {
    var layer = StatedLayer(
      name: name, channels: (mean ?? gamma)?.count, gamma: gamma, beta: beta, mean: mean, variance: variance,
      epsilon: epsilon, momentum: momentum.map { .ofNew($0) })
    guard mean != nil, variance != nil else {
      layer.kind = .lookAlike("batch_norm \(TorchNorm.withoutStatistics)")
      return layer
    }
    if training == true {
      layer.notes.append("is called in training mode: it does not use the stored statistics but those of each batch")
    } else if momentum == 0 {
      // A module in evaluation mode calls with 0 where its momentum is None, in version 1.0 always.
      layer.momentum = nil
      layer.notes.append(
        "the call has momentum 0, as programs recorded in evaluation mode do: the module's own is not known")
    }
    return layer
  }
}
