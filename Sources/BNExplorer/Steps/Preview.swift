import BNCore

/// What the layer as it stands would make of the present batch now, in either mode: two truths of the same numbers.
///
/// Nothing is taken by it: variables, time and the last step stay as they are.
struct Preview: Sendable {
  let training: any TakenStep
  let inference: any TakenStep
}

/// The batch that a preview is of.
struct PreviewedBatch: Sendable {
  /// Its index in the source.
  let index: Int
  /// The step that took it, which still has it.
  let takenBy: (any TakenStep)?
  /// Another value for one of its elements.
  let imagined: ImaginedElement?
}

extension Preview {
  /// The step in a mode, and the one in the other.
  func steps(_ mode: Mode) -> (own: any TakenStep, other: any TakenStep) {
    mode == .training ? (training, inference) : (inference, training)
  }

  /// How many elements are compared: enough for two digits of a share.
  private static let most = 1 << 14

  /// How far the two outputs lie apart: the root of their mean squared distance in units of the training output's
  /// standard deviation.
  ///
  /// NaN where an output is not finite; infinite where only the training output does not vary.
  var disagreement: Double {
    let count = training.shape.reduce(1, *)
    // An odd distance, so that no even number of channels is looked at in a few of them only.
    let distance = count <= Self.most ? 1 : (count + Self.most - 1) / Self.most | 1
    let places = Array(stride(from: 0, to: count, by: distance))
    guard !places.isEmpty else { return 0 }
    let ours = training.elements(.output, at: places)
    let theirs = inference.elements(.output, at: places)
    let size = Double(places.count)
    let mean = ours.reduce(0, +) / size
    let variance = ours.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / size
    let squares = zip(ours, theirs).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / size
    return squares == 0 ? 0 : (squares / variance).squareRoot()
  }
}
