/// What a layer does as another framework's batch norm does it, and not as TensorFlow r1.4.
///
/// ``FrameworkRules/conventions`` has them for each framework that was measured and that one moving average of each moment is
/// enough for. Everything else is as it is without them: sums are taken in the layer's own ``Arithmetic``, and not in the
/// framework's float32.
///
/// ```swift
/// var options = BatchNormalizationOptions(momentum: 0.9, epsilon: 1e-5)
/// options.conventions = FrameworkRules.all.first { $0.name == "torch" }?.conventions
/// ```
public struct FrameworkConventions: Sendable, Equatable {
  /// The framework and the way in which it is called, for what is said of it.
  public var name: String
  /// The argument that weighs old against new.
  ///
  /// ``BatchNormalizationOptions/momentum`` is the share of the old value all the same.
  public var momentum: MomentumArgument
  /// Which variance of a batch is stored; what normalizes is the population's.
  public var bias: ByRank<VarianceBias>
  /// How the share of the new value is rounded.
  public var newShare: ByRank<NewShare>
  /// What epsilon may be.
  public var epsilonRule: ByRank<EpsilonRule>
  /// How the output is written where the layer's ``Arithmetic`` is the reference.
  public var form: ByRank<OutputForm>
  /// What one value a channel does in training.
  public var oneValue: OneValueRule
  /// What no value does.
  public var emptyBatch: EmptyBatchRule

  /// Makes conventions that are TensorFlow's where nothing else is said; see the properties.
  public init(
    name: String, momentum: MomentumArgument, bias: ByRank<VarianceBias> = ByRank(.population),
    newShare: ByRank<NewShare> = ByRank(.double), epsilonRule: ByRank<EpsilonRule> = ByRank(.any),
    form: ByRank<OutputForm> = ByRank(.folded), oneValue: OneValueRule = .beta,
    emptyBatch: EmptyBatchRule = .notANumber
  ) {
    (self.name, self.momentum, self.bias, self.newShare) = (name, momentum, bias, newShare)
    (self.epsilonRule, self.form, self.oneValue, self.emptyBatch) = (epsilonRule, form, oneValue, emptyBatch)
  }

  /// What is said of an epsilon that is not allowed for batches of so many dimensions; `nil` where it is.
  public func refusal(ofEpsilon epsilon: Double, dimensions: Int) -> String? {
    guard case .positive(let words) = epsilonRule[dimensions: dimensions], epsilon <= 0 else { return nil }
    return words
  }

  /// Why a batch is not taken; `nil` where it is.
  ///
  /// - Parameters:
  ///   - count: how many values a channel it has.
  ///   - mode: what is to be done with it.
  /// - Returns: what the framework says, or what it does that a layer does not.
  public func refusal(ofCount count: Int, mode: Mode) -> String? {
    switch (count, mode, oneValue, emptyBatch) {
    case (0, _, _, .error(let words)): words
    case (0, .training, _, .zero): "no values count as a mean and a variance of 0 there, which is not followed"
    case (1, .training, .error(let words), _), (1, .training, .errorBehindMean(let words), _): words
    case (1, .training, .input, _): "one value a channel comes back as it is there, which is not followed"
    default: nil
    }
  }

  /// The factor between the population's variance of a batch and what is stored.
  func correction(count: Int, dimensions: Int) -> Double {
    guard bias[dimensions: dimensions] == .sample else { return 1 }
    return oneValue == .notANumber && count == 1 ? .nan : Double(count) / Double(max(count - 1, 1))
  }
}

extension BatchNormalizationOptions {
  /// ``momentum`` as the argument of the framework states it whose conventions the layer has.
  public var writtenMomentum: Double {
    get { conventions?.momentum.written(momentum) ?? momentum }
    set { momentum = conventions?.momentum.shareOfOld(written: newValue) ?? newValue }
  }
}
