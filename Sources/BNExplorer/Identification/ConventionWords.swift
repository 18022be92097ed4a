import BNCore

/// Conventions in words.
enum ConventionWords {
  /// A number as a person writes it: 1e-5, 0.001.
  static func number(_ value: Double) -> String {
    guard value != 0, let exponent = Int(value.description.split(separator: "e").dropFirst().first ?? "") else {
      return value == value.rounded() && value.magnitude < 1e6 ? "\(Int(value))" : value.description
    }
    let mantissa = value.description.split(separator: "e")[0]
    return (mantissa.hasSuffix(".0") ? mantissa.dropLast(2) : mantissa) + "e\(exponent)"
  }

  /// Which numbers are normalized together.
  static func axis(_ grouping: ChannelGrouping) -> String {
    let rank = grouping.shape.count
    switch grouping.axes {
    case []: return "the whole batch together"
    case [0] where rank > 1: return "each example by itself, as layer norm does"
    case let axes where axes.count == 1:
      let axis = axes[0]
      guard rank > 2 else { return "axis \(axis)" }
      return "axis \(axis)" + (axis == rank - 1 ? " (channels last)" : axis == 1 ? " (channels first)" : "")
    case let axes where axes.first == 0: return "each example and channel by itself, as instance norm does"
    default: return "each place of an example by itself"
    }
  }

  /// By what an output was normalized.
  static func statistics(_ statistics: NormalizingStatistics, isGiven: Bool) -> String {
    switch statistics {
    case .batch(.population): "training: the batch's own mean and variance (divided by n)"
    case .batch(.sample): "training, but with the variance divided by n - 1"
    case .sums(let variance, let order):
      "training: the batch's own mean and variance by " + sums(variance, order)
    case .unmaskedBatch: "training, with the mask not taken into account"
    case .meanOfSquares: "training, but with the mean of squares for a variance: the squared mean was not taken off it"
    case .uncentredBatch: "training, but no mean was taken off"
    case .given: "inference: the layer's mean and variance"
    case .swapped: "inference, but with mean and variance in each other's place"
    case .uncentredGiven: "inference, but no mean was taken off"
    case .givenVariance: "half of each: the batch's mean and the layer's variance"
    case .givenMean: "half of each: the layer's mean and the batch's variance"
    case .initial:
      "inference with a mean of 0 and a variance of 1, which a new layer has"
        + (isGiven ? ", and not with the layer's own" : "")
    }
  }

  /// How float32 sums are taken.
  static func sums(_ variance: VarianceFormula, _ order: SumOrder) -> String {
    if variance.losesDigits { return "a mean of squares less the squared mean, which loses digits here" }
    return switch order {
    case .rows(let parts) where parts > 1: "plain float32 sums in \(parts) parts"
    case .images: "float32 sums image by image"
    default: "plain float32 sums, which lose digits here"
    }
  }

  /// What became of gamma and beta, where that is known.
  static func parameters(_ gamma: ParameterUse, _ beta: ParameterUse) -> String? {
    switch (gamma, beta) {
    case (.exchanged, _): "gamma and beta in each other's place"
    case (.applied, .applied): "gamma and beta applied"
    case (.leftOut, .leftOut): "gamma and beta left out"
    case (.unknown, .unknown): nil
    case (.leftOut, .applied): "beta applied, gamma left out as where it is fixed to 1"
    case (.applied, .leftOut): "gamma applied, beta left out"
    case (.unknown, let use): "beta \(words(use))"
    case (let use, .unknown): "gamma \(words(use))"
    case (let one, let other): "gamma \(words(one)), beta \(words(other))"
    }
  }

  private static func words(_ use: ParameterUse) -> String {
    switch use {
    case .unknown: "unknown"
    case .applied: "applied"
    case .leftOut: "left out"
    case .exchanged: "exchanged"
    }
  }

  /// Where epsilon stands, where that is not inside of the root.
  static func deviation(_ form: DeviationForm) -> String? {
    switch form {
    case .root: nil
    case .epsilonOutside: "added outside of the root"
    case .noRoot: "with no root taken"
    }
  }

  /// An epsilon, with where it is from.
  static func epsilon(_ finding: EpsilonFinding, stated: Double?) -> String {
    guard let value = finding.value else { return "epsilon does not show" }
    let text = "epsilon \(number(value))"
    switch finding.source {
    case .stated, .hidden: return text
    case .raised: return "\(text), to which TensorFlow's fused kernel raises \(number(stated ?? 0))"
    case .usual: return text + (stated.map { ", not \(number($0)) as stated" } ?? "")
    case .solved: return text + ", solved for" + (stated.map { ", not \(number($0)) as stated" } ?? "")
    }
  }

  /// A list with "and" before the last.
  static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
