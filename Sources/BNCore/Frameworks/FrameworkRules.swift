/// What a framework's batch normalization does where others do otherwise.
///
/// One value is one way of calling one framework. Everything here was measured: the same batches went through each of them on a
/// CPU (Linux, x86-64), and these rules give back each number that came out; `source` is where in the library it is written.
public struct FrameworkRules: Sendable, Equatable {
  /// The framework and the way in which it is called, such as `torch channels_last`.
  public var name: String
  /// The version that was measured, with that of the library it runs on.
  public var version: String
  /// The file of the library that has the layer.
  public var source: String
  /// Epsilon where nothing is asked for; measured by what a variance of 0 comes out as.
  public var epsilon: Double
  /// The argument that weighs old against new, and its default; measured by the first step's statistics.
  public var momentum: MomentumArgument
  /// Which variance is stored; measured by batches of three.
  ///
  /// What normalizes a training batch is the population's everywhere.
  public var bias: ByRank<VarianceBias>
  /// How the batch's variance is computed; measured by batches whose mean is far above their deviation.
  public var variance: VarianceFormula
  /// In which order sums are taken; measured by 4096 rows of mean 9999.3 and deviation 0.01.
  public var sums: ByRank<SumOrder>
  /// How the share of the new value is rounded; measured by a mean of 1000 that moves from 0.
  public var newShare: ByRank<NewShare>
  /// The mean and the variance that a new layer has, before any batch.
  public var start: Moments<Float>
  /// What one value a channel does in training; measured by one row, and by one image of one pixel.
  public var oneValue: OneValueRule
  /// What no value does in training; measured by a matrix without rows, and by no images.
  public var emptyBatch: EmptyBatchRule
  /// What epsilon may be; measured by inference with a variance of 0 and five epsilons.
  public var epsilonRule: ByRank<EpsilonRule>
  /// How the output is written; measured by epsilon 0 and a variance of 0.
  public var form: ByRank<OutputForm>
  /// What is stored, and what of it is used; measured by two and three steps.
  public var kind: AverageKind
  /// What masked rows do; measured by a mask of eight rows, and one that keeps none.
  public var mask: MaskRule
  /// The share of the old value in renorm's averages, of frameworks that have renorm as TensorFlow from 1.5 on has it.
  public var renormShare: Double?
  /// What refuses every training step, if anything does.
  public var refusal: String?

  /// Makes rules that are TensorFlow's where nothing else is said.
  init(
    _ name: String, _ version: String, _ source: String, epsilon: Double, momentum: MomentumArgument,
    bias: ByRank<VarianceBias> = ByRank(.population), variance: VarianceFormula = .twoPasses,
    sums: ByRank<SumOrder> = ByRank(.rows(parts: 1)), newShare: ByRank<NewShare> = ByRank(.double),
    start: (mean: Float, variance: Float) = (0, 1), oneValue: OneValueRule = .beta,
    emptyBatch: EmptyBatchRule = .notANumber, epsilonRule: ByRank<EpsilonRule> = ByRank(.any),
    form: ByRank<OutputForm> = ByRank(.folded), kind: AverageKind = .plain, mask: MaskRule = .none,
    renormShare: Double? = nil, refusal: String? = nil
  ) {
    (self.name, self.version, self.source) = (name, version, source)
    (self.epsilon, self.momentum, self.bias, self.variance) = (epsilon, momentum, bias, variance)
    (self.sums, self.newShare) = (sums, newShare)
    self.start = Moments(mean: [start.mean], variance: [start.variance])
    (self.oneValue, self.emptyBatch, self.epsilonRule, self.form) = (oneValue, emptyBatch, epsilonRule, form)
    (self.kind, self.mask, self.renormShare, self.refusal) = (kind, mask, renormShare, refusal)
  }

  /// Whether the framework trains at all.
  public var trains: Bool { kind != .given }
}
