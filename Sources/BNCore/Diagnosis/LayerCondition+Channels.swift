extension LayerCondition {
  /// Channels whose statistics make the output meaningless or inexact.
  var channelFindings: [Finding] {
    [epsilonDominates, deadChannels, stalled, largeMean, shut].compactMap(\.self) + negativeVariances
  }

  private var epsilonDominates: Finding? {
    let channels = channels { movingVariance[$0] >= 0 && movingVariance[$0] < epsilon }
    guard !channels.isEmpty else { return nil }
    let isMost = 2 * channels.count >= movingVariance.count
    return Finding(
      .epsilonDominates, isMost ? .error : .warning, channels: channels, measure: "smallest moving_variance",
      figure: channels.map { movingVariance[$0] }.min() ?? 0, threshold: epsilon,
      why: "epsilon and not the variance decides how far these channels are scaled",
      advice: "look at what comes in (show batch_variance); scale it up, or set a smaller epsilon")
  }

  /// A channel whose variance has been 0 since it was V₀ has V = V₀ · mᵏ after k updates: k = ln(V / V₀) / ln m.
  ///
  /// V₀ lies between the median of the channels that live and the initial 1. The updates are a lower bound: V stops
  /// falling where V · (1 − m) is flushed to 0.
  private var deadChannels: Finding? {
    let dead = channels { movingVariance[$0] >= 0 && movingVariance[$0] < 1e-12 }
    guard !dead.isEmpty else { return nil }
    let largest = dead.map { movingVariance[$0] }.max() ?? 0
    let living = movingVariance.filter { $0 >= 1e-12 && $0.isFinite }
    let age = age(of: largest, from: living.isEmpty ? 1 : min(1, living.median))
    let since =
      age.map { ", for at least \(Int($0)) updates of batch variance 0 at momentum \(options.momentum)" } ?? ""
    return Finding(
      .deadChannel, .info, channels: dead, measure: "largest moving_variance of them", figure: largest,
      threshold: 1e-12, why: "these channels are constant\(since)",
      advice: "look at the layer before: its weights into these channels may have died")
  }

  private func age(of variance: Double, from start: Double) -> Double? {
    guard variance > 0, options.momentum > 0, options.momentum < 1 else { return nil }
    return max(0, PortableMath.log(variance / start) / PortableMath.log(options.momentum)).rounded(.down)
  }

  private var negativeVariances: [Finding] {
    let below = channels { movingVariance[$0] < -epsilon }
    let slight = channels { movingVariance[$0] < 0 && movingVariance[$0] >= -epsilon }
    return [(below, Finding.Severity.error), (slight, .warning)].compactMap { channels, severity in
      guard let least = channels.map({ movingVariance[$0] }).min() else { return nil }
      let isShifted = least == -epsilon
      return Finding(
        .negativeVariance, severity, channels: channels, measure: "smallest moving_variance", figure: least,
        threshold: severity == .error ? -epsilon : 0,
        why: severity == .error
          ? "inference takes the root of a negative number: NaN"
          : isShifted ? "it is exactly -epsilon: a converter subtracted epsilon" : "no variance is negative",
        advice: "assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0")
    }
  }

  /// |M| / √(V + epsilon) standard deviations away from 0, float32 has lost as many digits of the differences.
  private var largeMean: Finding? {
    guard dataType == .float32 || dataType == .float16 else { return nil }
    let ratios = movingMean.indices.map { channel in
      let deviation = max(movingVariance[channel] + epsilon, 0).squareRoot()
      return movingMean[channel].magnitude / deviation
    }
    let channels = channels { ratios[$0].isFinite && ratios[$0] > 1e4 }
    guard let figure = channels.map({ ratios[$0] }).max() else { return nil }
    return Finding(
      .largeMean, figure > 1e6 ? .error : .warning, channels: channels,
      measure: "largest |moving_mean| / sqrt(moving_variance + epsilon)", figure: figure,
      threshold: figure > 1e6 ? 1e6 : 1e4,
      why: "the inputs lie so far from 0 that \(dataType.name) loses what makes them differ",
      advice: "center the input before it comes here, or set dtype float64 to see what is lost")
  }

  /// An update below half a unit of the last place changes nothing: the average stops ulp / (2 · (1 − m)) short.
  private var stalled: Finding? {
    guard dataType == .float16, options.momentum < 1 else { return nil }
    let gaps = movingMean.indices.map { channel in
      Self.halfUlp(movingMean[channel]) / (1 - options.momentum)
        / max(movingVariance[channel], 0).squareRoot()
    }
    let channels = channels { gaps[$0] > 0.01 && gaps[$0].isFinite }
    guard let figure = channels.map({ gaps[$0] }).max() else { return nil }
    return Finding(
      .stalledAverage, .warning, channels: channels,
      measure: "how far from its goal a moving mean stops, in standard deviations", figure: figure, threshold: 0.01,
      why: "float16 has no number between the average and its next value",
      advice: "keep moving statistics in float32 (set dtype float32), or set a smaller momentum")
  }

  /// Half of the distance between neighbours in float16, which not every machine has.
  private static func halfUlp(_ value: Double) -> Double {
    guard value.isFinite else { return .nan }
    let exponent = value == 0 ? -14 : max(-14, Int(value.exponent))
    return PortableMath.powerOfTwo(exponent - 11)
  }

  /// Φ(β / |γ|) below 0.135 %: hardly an element is positive.
  private var shut: Finding? {
    guard let gamma = variables[.gamma], let beta = variables[.beta] else { return nil }
    let channels = channels { beta[$0] < -3 * gamma[$0].magnitude && beta[$0] < 0 }
    guard !channels.isEmpty else { return nil }
    let ratios = channels.map { beta[$0] / gamma[$0].magnitude }
    return Finding(
      .shutChannel, .info, channels: channels, measure: "largest beta / |gamma| of them", figure: ratios.max() ?? 0,
      threshold: -3, why: "a ReLU behind the layer would pass less than 0.14 % of these channels",
      advice: "show gamma and show beta; such channels can be cut out of a trained network")
  }
}
