extension FrameworkRules {
  /// The libraries that stand on JAX.
  static let jax: [FrameworkRules] = {
    let onJAX = "on jax 0.12.0.1"
    func flax(_ way: String, _ file: String, _ variance: VarianceFormula) -> FrameworkRules {
      FrameworkRules(
        "flax \(way)", "0.12.12 \(onJAX)", file, epsilon: 1e-5,
        momentum: MomentumArgument(name: "momentum", sense: .old, shareOfOld: 0.99), variance: variance,
        sums: ByRank(.xla),
        form: ByRank(.centred), mask: .notANumber)
    }
    func equinox(_ mode: String, _ kind: AverageKind, start: (Float, Float)) -> FrameworkRules {
      FrameworkRules(
        "equinox \(mode)", "0.13.8 \(onJAX)", "equinox/nn/_batch_norm.py", epsilon: 1e-5,
        momentum: MomentumArgument(name: "momentum", sense: .old, shareOfOld: 0.99), sums: ByRank(.xla), start: start,
        form: ByRank(.centred), kind: kind)
    }
    let linen = "flax/linen/normalization.py"
    return [
      flax("linen", linen, .meanOfSquares(.reciprocal, isClamped: true)),
      flax("linen two-pass", linen, .twoPasses),
      flax("linen jit", linen, .meanOfSquares(.contracted, isClamped: true)),
      flax("linen jit two-pass", linen, .twoPasses),
      flax("nnx", "flax/nnx/nn/normalization.py", .meanOfSquares(.reciprocal, isClamped: true)),
      // decay_rate has no default; 0.9 was measured.
      FrameworkRules(
        "haiku", "0.0.17 \(onJAX)", "haiku/_src/batch_norm.py", epsilon: 1e-5,
        momentum: MomentumArgument(name: "decay_rate", sense: .old, shareOfOld: 0.9),
        variance: .meanOfSquares(.reciprocal, isClamped: false), sums: ByRank(.xla), newShare: ByRank(.float32),
        start: (0, 0), form: ByRank(.centred), kind: .hiddenAndAverage),
      equinox("ema", .firstOutright, start: (0, 0)),
      equinox("batch", .dividedAtUse, start: (0, 1)),
    ]
  }()
}
