/// One evaluation of a layer: its output and every intermediate, so that it can be explained, drawn and differentiated.
///
/// A pass changes nothing. Its ``updates`` stay pending until the caller applies them, as in TensorFlow.
public struct Pass<Scalar: TensorScalar>: Sendable, Equatable {
  /// The batch that came in.
  public let input: Tensor<Scalar>
  /// The normalized batch, of the input's shape.
  public let output: Tensor<Scalar>
  /// Whether the pass trained or inferred.
  public let mode: Mode
  /// Which element belongs to which channel.
  public let layout: AxisLayout
  /// Which implementation ran, and why.
  public let implementation: FusedChoice
  /// The epsilon that was added to the variance, after the fused path's floor.
  public let epsilon: Scalar
  /// The mean and variance that the input was normalized by: the batch's in training, the moving ones in inference.
  public let statistics: Moments<Scalar>
  /// The variance that enters the moving variance in training: n / (n − 1) times the batch variance when fused (0 for a
  /// single element), else the batch variance itself.
  ///
  /// `nil` in inference.
  public let varianceForUpdate: [Scalar]?
  /// Renorm's r and d; `nil` without renorm, and in inference unless `training` is a placeholder (then 1 and 0).
  public let correction: RenormCorrection<Scalar>?
  /// Gamma as it stood.
  public let gamma: [Scalar]?
  /// The assignments of moving statistics that wait to be applied; `nil` where TensorFlow makes none.
  public let updates: PendingUpdates<Scalar>?
  /// What the real TensorFlow 1.4 on a CPU answers instead of running this pass; `nil` where it runs.
  public let refusal: String?
  /// The statistics before they were rounded; `nil` where the pass was computed in TensorFlow's order of operations.
  let unrounded: Moments<Double>?
  /// The most threads for its gradients.
  let threads: Int?
  /// The passes of the replicas, one behind another, where each normalized its examples by moments of its own.
  ///
  /// ``statistics``, ``varianceForUpdate`` and ``updates`` have the means of theirs then. Empty for any other pass.
  public internal(set) var parts: [Pass<Scalar>] = []

  /// How the pass was computed.
  public var arithmetic: Arithmetic { unrounded == nil ? .reference : .fast }

  /// The mean and variance that went into the output, in double precision: before they were rounded where the pass was
  /// computed fast, else ``statistics``.
  public var appliedStatistics: Moments<Double> {
    unrounded
      ?? Moments(mean: statistics.mean.map { Double($0) }, variance: statistics.variance.map { Double($0) })
  }

  /// Mean of each channel of the batch; `nil` in inference, which does not look at it.
  public var batchMean: [Scalar]? { mode == .training ? statistics.mean : nil }
  /// Biased variance of each channel of the batch; `nil` in inference.
  public var batchVariance: [Scalar]? { mode == .training ? statistics.variance : nil }
}
