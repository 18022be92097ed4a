extension LayerCondition {
  /// Channels whose statistics make the output meaningless or inexact.
  var channelFindings: [Finding] {
    [epsilonDominates, deadChannels, stalled, halfLimit, largeMean, shut].compactMap(\.self) + negativeVariances
  }

  private var epsilonDominates: Finding? {
    let channels = channels { movingVariance[$0] >= 0 && movingVariance[$0] < epsilon }
    guard !channels.isEmpty else { return nil }
    return Finding(
      .epsilonDominates, .info, channels: channels, figure: channels.map { movingVariance[$0] }.min() ?? 0,
      threshold: epsilon)
  }

  /// What comes in does not vary by more than rounding makes it: the output is beta, whatever the moving statistics are.
  var constantChannels: Finding? {
    guard let observed, observed.mean.count == movingMean.count, (observed.sample?.elements ?? 2) > 1
    else { return nil }
    // A mean of equal numbers is off by less than a unit of its last place.
    let unit = dataType == .float64 ? 0x1p-52 : 0x1p-23
    let channels = channels {
      let rounding = observed.mean[$0] * unit
      return observed.variance[$0] <= rounding * rounding && observed.mean[$0].isFinite
    }
    guard !channels.isEmpty else { return nil }
    return Finding(
      .constantChannels, mode == .training ? .warning : .info, channels: channels, figure: Double(channels.count),
      threshold: 0)
  }

  /// A channel whose variance has been 0 since it was V₀ has V = V₀ · mᵏ after k updates: k = ln(V / V₀) / ln m.
  ///
  /// V₀ lies between the median of the channels that live and the initial 1. The updates are a lower bound: V stops
  /// falling where V · (1 − m) is flushed to 0. Nothing is said of them where updates had other momenta before.
  private var deadChannels: Finding? {
    let dead = channels { movingVariance[$0] >= 0 && movingVariance[$0] < 1e-12 }
    guard !dead.isEmpty else { return nil }
    let largest = dead.map { movingVariance[$0] }.max() ?? 0
    let living = movingVariance.filter { $0 >= 1e-12 && $0.isFinite }
    let age = age(of: largest, from: living.isEmpty ? 1 : min(1, living.median))
    return Finding(
      .deadChannels(updates: age, momentum: options.writtenMomentum), .info, channels: dead, figure: largest,
      threshold: 1e-12)
  }

  private func age(of variance: Double, from start: Double) -> Int? {
    guard variance > 0, options.momentum > 0, options.momentum < 1, hadOneMomentum else { return nil }
    // The smallest number there is, at the momentum nearest to 1, gives 744 / 1.1e-16, which fits.
    return Int(max(0, PortableMath.log(variance / start) / PortableMath.log(options.momentum)))
  }

  /// Whether all updates of the moving variance ran with the present momentum, as far as their shares tell.
  private var hadOneMomentum: Bool {
    let record = record(of: .movingVariance)
    // Nobody knows what became of numbers before they were assigned.
    guard record.origin != .assigned else { return false }
    let share = MovingPrediction.power(options.momentum, record.updatesRun)
    // A million roundings in a product are no other momentum.
    return (record.shareLeft - share).magnitude <= 1e-9 * share
  }

  private var negativeVariances: [Finding] {
    let below = channels { movingVariance[$0] < -epsilon }
    let slight = channels { movingVariance[$0] < 0 && movingVariance[$0] >= -epsilon }
    // A quarter of the variances below 0 and no mean is what two variables look like that were taken for each other.
    let isSwapped =
      4 * below.count >= movingVariance.count && movingVariance.count >= 4 && movingMean.allSatisfy { $0 >= 0 }
      && movingMean.contains { $0 > 0 }
    return [(below, true), (slight, false)].compactMap { channels, isBelow in
      guard let least = channels.map({ movingVariance[$0] }).min() else { return nil }
      return Finding(
        .negativeVariance(
          isBelow ? isSwapped ? .swapped : .belowMinusEpsilon : least == -epsilon ? .minusEpsilon : .slight),
        isBelow ? .error : .warning, channels: channels, figure: least, threshold: isBelow ? -epsilon : 0)
    }
  }

  /// |M| / √(V + epsilon) standard deviations away from 0, float32 has lost as many digits of the differences.
  private var largeMean: Finding? {
    guard dataType == .float32 || dataType == .float16 else { return nil }
    let stored = distances(movingMean, movingVariance)
    // Moving statistics take their time; what comes in shows at the first batch.
    // Few elements may lie together by chance.
    let seen = observed.flatMap { observed in
      observed.mean.count == stored.count && (observed.sample?.elements ?? 8) >= 8
        ? distances(observed.mean, observed.variance) : nil
    }
    let ratios = zip(stored, seen ?? stored).map { max($0.isFinite ? $0 : 0, $1.isFinite ? $1 : 0) }
    let channels = channels { ratios[$0].isFinite && ratios[$0] > 1e4 }
    guard let figure = channels.map({ ratios[$0] }).max() else { return nil }
    return Finding(
      .largeMean(dataType), figure > 1e6 ? .error : .warning, channels: channels, figure: figure,
      threshold: figure > 1e6 ? 1e6 : 1e4)
  }

  private func distances(_ mean: [Double], _ variance: [Double]) -> [Double] {
    zip(mean, variance).map { $0.magnitude / max($1 + epsilon, 0).squareRoot() }
  }

  /// A variance at the end of float16's range.
  private var halfLimit: Finding? {
    guard isStoredAsHalf else { return nil }
    let channels = channels { movingVariance[$0] >= 65504 && movingVariance[$0].isFinite }
    guard !channels.isEmpty else { return nil }
    return Finding(.halfLimit, .warning, channels: channels, figure: 65504, threshold: 65504)
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
    return Finding(.stalledAverage(sense: momentumSense), .warning, channels: channels, figure: figure, threshold: 0.01)
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
    return Finding(.shutChannels, .info, channels: channels, figure: ratios.max() ?? 0, threshold: -3)
  }
}
