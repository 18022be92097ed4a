import BNCore

extension Parameter {
  /// The values that the arrow keys step through, lowest first, in the words of `set`.
  ///
  /// - Parameters:
  ///   - rank: the present batch's number of dimensions, which bounds the axis.
  ///   - sense: which share a momentum states.
  /// - Returns: at least two values.
  func ladder(rank: Int, sense: MomentumArgument.Sense = .old) -> [String] {
    switch self {
    case .training, .center, .scale, .renorm, .trainable: ["off", "on"]
    case .updateOps: ["off", "on", "after"]
    case .fused: ["off", "none", "on"]
    case .trainingMode: ["bool", "placeholder"]
    case .arithmetic: ["reference", "fast"]
    case .threads: ["1", "2", "4", "8", "16", "none"]
    case .axis: (-rank..<max(rank, 0)).map(String.init)
    case .dtype: NumberType.available.map(\.rawValue)
    case .momentum where sense == .new:
      ["0", "0.0001", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "0.9", "1"]
    case .momentum, .renormMomentum:
      [
        "0", "0.1", "0.5", "0.8", "0.9", "0.95", "0.98", "0.99", "0.995", "0.998", "0.999", "0.9995", "0.9999", "1",
      ]
    case .epsilon:
      ["0", "1e-08", "1e-07", "1e-06", "1e-05", "0.0001", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1"]
        + ["0.2", "0.5", "1"]
    case .rmax: ["1", "1.1", "1.25", "1.5", "2", "3", "5", "10", "none"]
    case .rmin: ["none", "0", "0.1", "0.2", "0.333", "0.5", "0.667", "0.8", "0.9", "1"]
    case .dmax: ["0", "0.1", "0.25", "0.5", "1", "2", "3", "5", "10", "none"]
    case .renormClipping: ["rmax=1 dmax=0", "rmax=3 dmax=5", "none"]
    case .betaInitializer, .movingMeanInitializer:
      ["constant -2", "constant -1", "constant -0.5", "zeros", "constant 0.5", "ones", "constant 2"]
    case .gammaInitializer, .movingVarianceInitializer:
      ["zeros", "constant 0.1", "constant 0.5", "ones", "constant 2", "constant 5", "constant 10"]
    case .betaRegularizer, .gammaRegularizer: ["none", "l2 0.001", "l2 0.01", "l2 0.1", "l2 1", "l1 0.1"]
    case .betaConstraint, .gammaConstraint:
      ["none", "non_neg", "clip 0.5 2", "max_norm 2", "unit_norm", "divide_by_sum"]
    case .optimizer: OptimizerChoice.names
    case .learningRate:
      ["1e-05", "0.0001", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"]
    case .loss: ["none", "sum", "mse target=0", "mse target=1"]
    case .name: [ScopeName.usual, ScopeName.usual + "_1", ScopeName.usual + "_2"]
    case .reuse: ["none", "on", "auto"]
    case .framework: FrameworkChoice.names
    }
  }

  /// The value next to the present one: up the ladder or down it; the present one at its end.
  ///
  /// A typed value between two rungs goes to the nearer rung in the direction asked for; beyond the last number lies
  /// only `none`, where the ladder has it there.
  func neighbour(of text: String, up: Bool, rank: Int, sense: MomentumArgument.Sense = .old) -> String {
    let ladder = ladder(rank: rank, sense: sense)
    if let index = ladder.firstIndex(of: text) {
      return ladder[min(max(0, index + (up ? 1 : -1)), ladder.count - 1)]
    }
    let end = (up ? ladder.last : ladder.first) ?? text
    // The numbers of constraints of different kinds are not comparable.
    let isConstraint = self == .betaConstraint || self == .gammaConstraint
    guard !isConstraint, let value = Self.number(in: text), !value.isNaN else {
      // `momentum nesterov=on` stands where momentum does.
      guard let kind = text.split(separator: " ").first,
        let index = ladder.firstIndex(where: { $0.split(separator: " ").first == kind })
      else { return end }
      return ladder[min(max(0, index + (up ? 1 : -1)), ladder.count - 1)]
    }
    let rungs = ladder.map { (text: $0, number: Self.number(in: $0)) }
    let candidates = rungs.filter { rung in rung.number.map { up ? $0 > value : $0 < value } ?? false }
    return (up ? candidates.first : candidates.last)?.text ?? (end == "none" ? end : text)
  }

  /// The number in a value's words: `l2 0.1` is 0.1, `zeros` 0.
  private static func number(in text: String) -> Double? {
    switch text {
    case "zeros": 0
    case "ones": 1
    default: text.split(separator: " ").last.flatMap { Double($0) }
    }
  }
}
