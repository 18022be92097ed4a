import BNCore

/// A norm as a function in expressions: the normalized input, without scale and shift.
enum NormFunction: String, CaseIterable, Sendable {
  case batch = "batch_norm"
  case layer = "layer_norm"
  case group = "group_norm"
  case instance = "instance_norm"
  case rms = "rms_norm"

  /// A few words for completion and help.
  var summary: String {
    switch self {
    case .batch: "normalized with one mean a channel, by epsilon as set"
    case .layer: "with one mean an example"
    case .group: "with one mean an example and group of channels: group_norm(x, 2)"
    case .instance: "with one mean an example and channel"
    case .rms: "with one mean square an example, and no mean"
    }
  }

  /// The norm's name as a word of a command.
  var word: String { String(rawValue.dropLast("_norm".count)) }

  func kind(groups: Int) -> NormKind {
    switch self {
    case .batch: .batch
    case .layer: .layer
    case .group: .group(groups)
    case .instance: .instance
    case .rms: .rms
    }
  }
}

extension NormShares.Failure {
  /// What is wrong, and what was expected.
  var words: String {
    switch self {
    case .noChannels(let shape, let axis):
      "a value of shape \(shapeText(shape)) with the channels on axis \(axis) has no examples with channels; expected axis 0 of"
        + " examples and another one of channels"
    case .indivisible(let channels, let groups):
      "\(channels) channels are not \(groups) groups of one size; expected a divisor of \(channels)"
    }
  }
}

extension ExpressionValue {
  /// The value normalized.
  func normalized(
    by kind: NormKind, axis: Double, epsilon: Double, column: Int
  ) throws(CommandError) -> ExpressionValue {
    do throws(NormShares.Failure) {
      let shares = try NormShares(kind, shape: shape, axis: Int(exactly: axis) ?? 0)
      return ExpressionValue(shape: shape, values: shares.normalized(values, epsilon: epsilon))
    } catch { throw CommandError("\(kind.name) norm: \(error.words)", column: column) }
  }
}
