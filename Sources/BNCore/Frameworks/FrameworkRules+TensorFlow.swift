extension FrameworkRules {
  private static func momentum(_ share: Double, _ name: String = "momentum") -> MomentumArgument {
    MomentumArgument(name: name, sense: .old, shareOfOld: share)
  }

  /// The least epsilon of TensorFlow's fused kernel.
  private static let floor = EpsilonRule.atLeast(FusedChoice.epsilonFloor)

  private static let sampleOfImages = ByRank<VarianceBias>(two: .population, four: .sample)

  private static let float32OfImages = ByRank<NewShare>(two: .double, four: .float32)

  /// TensorFlow 1's layers.
  static let tensorFlow1: [FrameworkRules] = {
    let slim = "tf_slim/layers/layers.py"
    return [
      FrameworkRules(
        "tf1 tf.layers", "1.15.5", "tensorflow/python/layers/normalization.py", epsilon: 1e-3, momentum: momentum(0.99),
        bias: sampleOfImages, newShare: float32OfImages, epsilonRule: ByRank(two: .any, four: floor), renormShare: 0.99),
      FrameworkRules(
        "tf1 tf.layers fused=False", "1.15.5", "tensorflow/python/layers/normalization.py", epsilon: 1e-3,
        momentum: momentum(0.99)),
      FrameworkRules(
        "tf1 tf_slim", "1.1.0 on tensorflow 1.15.5", slim, epsilon: 1e-3, momentum: momentum(0.999, "decay"),
        bias: ByRank(.sample), newShare: float32OfImages, epsilonRule: ByRank(floor), renormShare: 0.99),
      FrameworkRules(
        "tf1 tf_slim zero_debias", "1.1.0 on tensorflow 1.15.5", slim, epsilon: 1e-3,
        momentum: momentum(0.999, "decay"),
        bias: ByRank(.sample), kind: .dividedMean),
    ]
  }()

  /// Keras on each of its backends, and the Keras that goes with TensorFlow.
  static let keras: [FrameworkRules] = {
    func keras3(
      _ backend: String, _ version: String, variance: VarianceFormula = .twoPasses,
      sums: SumOrder = .rows(parts: 1), form: OutputForm = .folded
    ) -> FrameworkRules {
      FrameworkRules(
        "keras3 \(backend)", "3.15.1 on \(backend) \(version)",
        "keras/src/layers/normalization/batch_normalization.py", epsilon: 1e-3, momentum: momentum(0.99),
        variance: variance, sums: ByRank(sums), form: ByRank(form), mask: .zero, renormShare: 0.99)
    }
    func tfKeras(_ name: String, form: OutputForm) -> FrameworkRules {
      FrameworkRules(
        name, "2.21.0 on tensorflow 2.21.0", "tf_keras/src/layers/normalization/batch_normalization.py", epsilon: 1e-3,
        momentum: momentum(0.99), bias: sampleOfImages, form: ByRank(two: .folded, four: form), mask: .zero,
        renormShare: 0.99)
    }
    let squares = VarianceFormula.meanOfSquares(.quotient, isClamped: false)
    return [
      keras3("tensorflow", "2.21.0"),
      keras3("jax", "0.12.0.1", sums: .xla),
      keras3("torch", "2.15.0", variance: squares, sums: .cascade, form: .centred),
      keras3("numpy", "2.4.6", variance: squares),
      tfKeras("tf_keras", form: .centred),
      tfKeras("tf_keras V1 class", form: .folded),
    ]
  }()

  /// Sonnet, which runs on TensorFlow 2.
  static let sonnet = FrameworkRules(
    "sonnet", "2.0.2 on tensorflow 2.21.0", "sonnet/src/batch_norm.py", epsilon: 1e-5,
    momentum: momentum(0.999, "decay_rate"), bias: sampleOfImages, start: (0, 0),
    form: ByRank(two: .folded, four: .centred), kind: .hiddenAndAverage)
}
