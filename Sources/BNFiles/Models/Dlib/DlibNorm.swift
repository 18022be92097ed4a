import Platform

/// A batch norm of dlib.
///
/// Source: `bn_` in dlib/dnn/layers.h of dlib 19.24. Behind gamma and beta come two pairs of statistics: the mean of the
/// last batch with its inverse deviation, then the running mean with the running variance. A layer normalizes single
/// examples by the running pair, and every batch of more by the batch itself.
struct DlibNorm {
  let layer: StatedLayer
  /// What the layer keeps of the last batch that it normalized.
  let lastBatch: [StoredTensor]

  /// Reads one; `byPosition` where each element of an example has numbers of its own, else each channel.
  init(_ stream: inout DlibStream, _ name: String, byPosition: Bool) throws(FileError) {
    let parameters = try stream.parameters("\(name).params")
    let shape = try stream.part("\(name).gamma")
    let second = try stream.part("\(name).beta")
    let lastBatch = [try stream.tensor("\(name).means"), try stream.tensor("\(name).invstds")]
    var mean = try stream.tensor("\(name).running_means")
    var variance = try stream.tensor("\(name).running_variances")
    let updates = try stream.whole("\(name).num_updates")
    let size = try stream.whole("\(name).running_stats_window_size")
    for rate in ["learning_rate", "weight_decay", "bias_learning_rate", "bias_weight_decay"] {
      _ = try stream.number("\(name).\(rate)_multiplier")
    }
    let epsilon = try stream.number("\(name).eps")
    let channels = elementCount(of: shape) ?? 0
    guard second == shape, mean.count == channels, variance.count == channels, parameters.count == 2 * channels else {
      throw stream.wrong(name, "gamma, beta, mean and variance have not as many numbers as each other")
    }
    guard updates >= 0, epsilon >= 0, epsilon.isFinite else {
      throw stream.wrong(name, "\(counted(updates, "update")) and an epsilon of \(epsilon) are not possible")
    }
    self.lastBatch = lastBatch.filter { $0.count != 0 }
    guard channels > 0 else {
      layer = StatedLayer(name: name, kind: .lookAlike("a batch norm without numbers: the network was never run"))
      return
    }
    (mean.shape, variance.shape) = ([channels], [channels])
    layer = StatedLayer(
      name: name, axis: byPosition && channels != shape[1] ? nil : 1,
      gamma: stream.part("\(name).gamma", [channels], of: parameters, from: 0),
      beta: stream.part("\(name).beta", [channels], of: parameters, from: channels), mean: mean, variance: variance,
      epsilon: epsilon, momentum: .ofOld(Self.share(afterUpdates: updates)), varianceKind: .unbiased,
      notes: Self.notes(updates, of: size, byPosition: byPosition && channels != shape[1]))
  }

  /// The share of the old values in the next update: the n updates so far weigh n times as much as the next.
  private static func share(afterUpdates updates: Int) -> Double { Double(updates) / (Double(updates) + 1) }

  private static func notes(_ updates: Int, of window: Int, byPosition: Bool) -> [String] {
    var notes = [
      "dlib uses these statistics for one example at a time: a batch of more is normalized by its own, in inference too"
    ]
    if updates < window {
      notes.append(
        "momentum is that of the next update: it grows with each, from 0 to \(window)/\(window + 1), and "
          + "\(updates) \(updates == 1 ? "was" : "were") made")
    }
    if byPosition { notes.append("each element of an example has numbers of its own, and counts as a channel") }
    return notes
  }
}

/// The affine layer that dlib makes of a batch norm.
enum DlibAffine {
  /// Reads one: `knowsDisabled` where it may have been switched off, since the last layer with a kernel in front of it took
  /// it in.
  static func layer(
    _ stream: inout DlibStream, _ name: String, knowsDisabled: Bool, behind kernel: String?
  ) throws(FileError) -> StatedLayer {
    let parameters = try stream.parameters("\(name).params")
    let shape = try stream.part("\(name).gamma")
    let second = try stream.part("\(name).beta")
    _ = try stream.whole("\(name).mode")
    if knowsDisabled, try stream.truth("\(name).disabled") {
      return StatedLayer(
        name: name, kind: .folded(into: kernel ?? "the layer in front of it"), channels: elementCount(of: shape))
    }
    let channels = elementCount(of: shape) ?? 0
    guard second == shape, parameters.count.isMultiple(of: 2), parameters.count / 2 == channels else {
      throw stream.wrong(name, "gamma and beta have not as many numbers as each other")
    }
    return StatedLayer(
      name: name,
      kind: .lookAlike("an affine layer: dlib makes one of a batch norm, and the statistics are in its gamma and beta"),
      channels: channels, gamma: stream.part("\(name).gamma", [channels], of: parameters, from: 0),
      beta: stream.part("\(name).beta", [channels], of: parameters, from: channels))
  }
}

/// The kernels and biases of dlib's other layers.
enum DlibWeights {
  /// A convolution: its numbers, seven whole numbers of its shape and steps, and what of the numbers is what.
  static func convolution(_ stream: inout DlibStream, _ name: String) throws(FileError) -> [StoredTensor] {
    let parameters = try stream.parameters("\(name).params")
    for word in ["num_filters", "nr", "nc", "stride_y", "stride_x", "padding_y", "padding_x"] {
      _ = try stream.whole("\(name).\(word)")
    }
    return try parts(&stream, name, parameters, ["filters", "biases"])
  }

  static func dense(_ stream: inout DlibStream, _ name: String) throws(FileError) -> [StoredTensor] {
    _ = try stream.whole("\(name).num_outputs")
    _ = try stream.whole("\(name).num_inputs")
    return try parts(&stream, name, try stream.parameters("\(name).params"), ["weights", "biases"])
  }

  private static func parts(
    _ stream: inout DlibStream, _ name: String, _ all: (offset: Int, count: Int), _ words: [String]
  ) throws(FileError) -> [StoredTensor] {
    let kernel = try stream.part("\(name).\(words[0])")
    let bias = try stream.part("\(name).\(words[1])")
    let count = elementCount(of: kernel) ?? 0
    guard let first = stream.part("\(name).\(words[0])", kernel, of: all, from: 0) else {
      throw stream.wrong(name, "a kernel of shape \(kernel) has no more than \(counted(all.count, "number"))")
    }
    // Layers without a bias keep its shape all the same.
    let biases = elementCount(of: bias) ?? 0
    let second = stream.part("\(name).\(words[1])", [biases], of: all, from: count)
    return [first, second].compactMap(\.self).filter { $0.count != 0 }
  }
}
