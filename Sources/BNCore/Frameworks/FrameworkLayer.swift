/// One batch norm as a framework would compute it, as a value: a copy is a snapshot.
///
/// ```swift
/// var layer = FrameworkLayer(rules, rank: .two, gamma: [1], beta: [0])
/// let trained = layer.step(batch)
/// let inferred = layer.infer(batch)
/// ```
public struct FrameworkLayer: Sendable, Equatable {
  /// The framework's rules.
  public let rules: FrameworkRules
  /// Which of them hold for its batches.
  public let rank: BatchRank
  /// Epsilon as asked for.
  public let epsilon: Double
  /// The share of the old value in an update; `nil` for the plain average of all batches.
  public let shareOfOld: Double?
  /// The scale.
  public let gamma: [Float]
  /// The shift.
  public let beta: [Float]
  /// The limits of renorm's corrections, where it runs.
  public let renormClipping: RenormClipping
  /// What it stores.
  public var state: FrameworkState

  /// Makes a layer.
  ///
  /// - Parameters:
  ///   - rules: the framework's.
  ///   - rank: of the batches to come.
  ///   - gamma: the scale, a number a channel.
  ///   - beta: the shift.
  ///   - epsilon: `nil` for the framework's own.
  ///   - shareOfOld: the share of the old value; `nil` for the framework's own. A plain average has none, whatever is asked.
  ///   - state: `nil` for a new layer's.
  ///   - renormClipping: the limits of renorm's corrections, which run where the state has its averages.
  public init(
    _ rules: FrameworkRules, rank: BatchRank, gamma: [Float], beta: [Float], epsilon: Double? = nil,
    shareOfOld: Double? = nil, state: FrameworkState? = nil, renormClipping: RenormClipping = RenormClipping()
  ) {
    precondition(gamma.count == beta.count, "gamma and beta have a number a channel")
    (self.rules, self.rank, self.gamma, self.beta) = (rules, rank, gamma, beta)
    self.epsilon = epsilon ?? rules.epsilon
    self.shareOfOld = rules.momentum.shareOfOld.map { shareOfOld ?? $0 }
    self.state = state ?? FrameworkState(new: rules, channels: gamma.count)
    self.renormClipping = renormClipping
  }

  /// Epsilon as the framework takes it.
  ///
  /// With renorm TensorFlow's fused kernel does not run, and nor does its floor.
  public var epsilonInForce: Double {
    state.renorm == nil ? rules.epsilonRule[rank].inForce(epsilon) : epsilon
  }

  /// The statistics that inference would use now.
  public var used: Moments<Double> {
    let stored = Moments(mean: state.mean.map(Double.init), variance: state.variance.map(Double.init))
    guard let shareOfOld, state.updates > 0 else { return state.average.map(Moments<Double>.init(widening:)) ?? stored }
    // Debiasing takes the power of a float32 share.
    let share = 1 - MovingPrediction.power(Double(Float(shareOfOld)), state.updates)
    switch rules.kind {
    case .plain, .firstOutright, .given: return stored
    case .hiddenAndAverage, .dividedAtUse:
      return Moments(mean: stored.mean.map { $0 / share }, variance: stored.variance.map { $0 / share })
    case .dividedMean: return Moments(mean: stored.mean.map { $0 / share }, variance: stored.variance)
    }
  }

  /// Normalizes a batch by the statistics that are stored.
  ///
  /// - Parameter batch: with the channels of the layer.
  /// - Returns: what comes out.
  public func infer(_ batch: FrameworkBatch) -> FrameworkOutcome {
    if let refusal = epsilonRefusal { return FrameworkOutcome(error: refusal) }
    if batch.count == 0, case .error(let words) = rules.emptyBatch { return FrameworkOutcome(error: words) }
    let used = used
    return FrameworkOutcome(output: normalize(batch, by: used), normalizedBy: used)
  }

  /// What is said of an epsilon that is not allowed.
  var epsilonRefusal: String? {
    guard case .positive(let words) = rules.epsilonRule[rank], epsilon <= 0 else { return nil }
    return words
  }

  /// Normalizes in float32, in the form that the framework has.
  func normalize(_ batch: FrameworkBatch, by moments: Moments<Double>) -> [Float] {
    let mean = moments.mean.map { Float($0) }
    let factor = zip(moments.variance, gamma).map { variance, gamma in
      var deviation = (Float(variance) + Float(epsilonInForce)).squareRoot()
      if case .deviation(let least) = rules.epsilonRule[rank], deviation == 0 { deviation = Float(least) }
      return gamma / deviation
    }
    let shift = batch.channelRange.map { beta[$0] - mean[$0] * factor[$0] }
    let isFolded = rules.form[rank] == .folded
    return batch.map { number, channel in
      isFolded
        ? number * factor[channel] + shift[channel]
        : (number - mean[channel]) * factor[channel] + beta[channel]
    }
  }
}

/// What a framework gives back for a batch.
public struct FrameworkOutcome: Sendable, Equatable {
  /// The output, row after row; `nil` where the batch was refused.
  public var output: [Float]?
  /// What the framework says where it refuses.
  public var error: String?
  /// The moments that the output was normalized by; `nil` where none were.
  public var normalizedBy: Moments<Double>?
  /// The batch's moments in the framework's own sums; `nil` where none were taken.
  public var batch: Moments<Double>?

  /// Makes one of nothing, for what does not train.
  public init() {}

  init(
    output: [Float]? = nil, error: String? = nil, normalizedBy: Moments<Double>? = nil, batch: Moments<Double>? = nil
  ) {
    (self.output, self.error, self.normalizedBy, self.batch) = (output, error, normalizedBy, batch)
  }
}

extension Moments<Double> {
  init(widening moments: Moments<Float>) {
    self.init(mean: moments.mean.map(Double.init), variance: moments.variance.map(Double.init))
  }
}
