/// What an array is to an identification, by the names that libraries and people give it.
enum ArrayRole: String, CaseIterable {
  case input, output, gradient, upstream
  case gamma, beta, mean, variance
  case epsilon, momentum, updates, mask
  case renormMean = "renorm_mean"
  case renormStddev = "renorm_stddev"
  case rmax, rmin, dmax

  /// Its names.
  var words: Set<String> {
    switch self {
    case .input: ["x", "input", "inputs", "batch"]
    case .output: ["y", "output", "outputs", "out"]
    case .gradient: ["grad_input", "dx", "grad_x", "input_grad", "x_grad", "gradient"]
    case .upstream: ["upstream", "grad_output", "dy", "dout", "grad_y", "output_grad", "y_grad"]
    case .gamma: Set(Dialect.all.flatMap { $0.affine.map(\.first) })
    case .beta: Set(Dialect.all.flatMap { $0.affine.map(\.second) })
    case .mean: Set(Dialect.all.flatMap { $0.statistics.map(\.first) })
    // What stands for a variance, but is another number, is a model's matter.
    case .variance:
      Set(Dialect.all.flatMap { $0.statistics.map(\.second) }).subtracting(["inv_std"]).union(["running_variance"])
    case .epsilon: ["epsilon", "eps"]
    case .momentum: ["momentum", "decay", "decay_rate"]
    case .updates: ["updates", "num_batches_tracked", "counter", "local_step"]
    case .mask: ["mask"]
    default: [rawValue]
    }
  }

  /// Whether a name is one of them, or with `isWhole` off ends in one behind a `.` or `/`.
  func names(_ name: String, isWhole: Bool) -> Bool {
    // TensorFlow 1 numbers the outputs of an operation.
    let name = name.hasSuffix(":0") ? String(name.dropLast(2)) : name
    return words.contains { word in
      name == word || !isWhole && (name.hasSuffix("/" + word) || name.hasSuffix("." + word))
    }
  }
}
