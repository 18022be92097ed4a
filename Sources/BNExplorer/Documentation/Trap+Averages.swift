extension Trap {
  /// By what an average keeps.
  static let averages = [
    Trap(
      "Debiased averages", "two averages of one statistic",
      stored:
        "`hidden`, which began at 0, and `average`, which is freed of that; Haiku's parameters and state are two trees",
      printed: "`average`", source: "dm-haiku 0.0.17, _src/moving_averages.py; dm-sonnet 2.0, src/moving_averages.py",
      dialects: [.haiku, .sonnet]),
    Trap(
      "Debiased averages", "averages and a counter",
      stored:
        "Equinox, mode \"batch\": averages that began at 0 and 1, and the number n of batches; nothing has a name",
      printed: "both divided by 1 - momentum^n, as the layer does it: of few batches the variance is far too large",
      source: "equinox 0.13.8, nn/_batch_norm.py", dialects: [.equinox]),
    Trap(
      "Debiased averages", "averages and a flag",
      stored: "Equinox, mode \"ema\": the same places, with a flag that there was no batch yet instead of the number",
      printed: "the averages as they are; a note where the flag stands", source: "equinox 0.13.8, nn/_batch_norm.py",
      dialects: [.equinox]),
    Trap(
      "Inverse deviations", "inv_std",
      stored:
        "Lasagne and madmom: 1 / sqrt(variance + epsilon); gamma and beta may be whole numbers, the arrays "
        + "in Fortran order",
      printed: "variance + epsilon, with an epsilon of 0",
      source: "lasagne 0.2, layers/normalization.py; madmom 0.16.1, ml/nn/layers.py", dialects: [.lasagne]),
  ]
}
