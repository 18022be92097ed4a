/// Which of TensorFlow r1.4's two implementations a pass uses, and why.
///
/// They differ in three ways that show: the fused one puts the unbiased variance into the moving variance, has a floor of
/// 1.001e-5 under epsilon, and rounds in another order.
public enum FusedChoice: Sendable, Equatable {
  /// `tf.nn.fused_batch_norm`.
  case fused
  /// `tf.nn.moments` and `tf.nn.batch_normalization`.
  case nonFused(Reason)

  /// Why the fused implementation does not run.
  public enum Reason: Sendable, Equatable {
    /// `fused=False`.
    case notRequested
    /// The input does not have four dimensions.
    case rank(Int)
    /// The axis is neither 1 nor 3.
    case axis(Int)
    /// `renorm=True`.
    case renorm
    /// There is a regularizer, whatever its scale.
    case regularizer
    /// The layer has the conventions of another framework.
    case conventions
  }

  /// The epsilon below which the fused kernel does not go.
  public static let epsilonFloor = 1.001e-5

  /// TensorFlow r1.4's rule, silent even where `fused=True` was asked for.
  ///
  /// - Parameters:
  ///   - options: the layer's arguments.
  ///   - rank: the input's number of dimensions.
  ///   - axis: the channel axis, counted from 0.
  public init(options: BatchNormalizationOptions, rank: Int, axis: Int) {
    if options.conventions != nil {
      self = .nonFused(.conventions)
    } else if options.fused == false {
      self = .nonFused(.notRequested)
    } else if rank != 4 {
      self = .nonFused(.rank(rank))
    } else if axis != 1 && axis != 3 {
      self = .nonFused(.axis(axis))
    } else if options.renorm {
      self = .nonFused(.renorm)
    } else if options.betaRegularizer != nil || options.gammaRegularizer != nil {
      self = .nonFused(.regularizer)
    } else {
      self = .fused
    }
  }

  /// Whether the fused implementation runs.
  public var isFused: Bool { self == .fused }
}

extension FusedChoice.Reason: CustomStringConvertible {
  /// A few words for a line of status.
  public var description: String {
    switch self {
    case .notRequested: "fused=off"
    case .rank(let rank): "rank \(rank)"
    case .axis(let axis): "axis \(axis)"
    case .renorm: "renorm is on"
    case .regularizer: "a regularizer is set"
    case .conventions: "another framework is followed"
    }
  }
}
