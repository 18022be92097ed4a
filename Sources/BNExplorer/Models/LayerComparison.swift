/// How far two layers are apart in inference.
///
/// For inputs that are distributed as A's statistics say, B gives out shift + scale z more than A, z being an input less
/// its mean in deviations. Both are in deviations of A's output in that channel. So that a channel which hardly gives out
/// anything does not shout, the unit is no less than a tenth of the average over the layer's channels; where A's layer
/// gives out nothing but constants it is B's average, and 1 where neither gives out more.
struct LayerComparison: Equatable, Sendable {
  enum Verdict: String, Equatable, Sendable {
    /// The same numbers.
    case identical
    /// No channel is further apart than rounding to the stored types explains.
    case withinPrecision = "within_precision"
    case different
  }

  /// A pair of counts.
  struct Counts: Equatable, Sendable {
    var a = 0
    var b = 0
  }

  private(set) var verdict = Verdict.identical
  /// The largest of all channels: |B's scale - A's scale| times the deviation of A's input, in units.
  private(set) var scale = 0.0
  /// The largest of all channels: by how much the output differs for A's mean, in units.
  private(set) var shift = 0.0
  /// The channel with the largest of all these; `nil` where none differs.
  private(set) var channel: Int?
  /// The larger of the two for each channel, which tells the channels that differ; NaN where nothing can be said.
  private(set) var figures: [Double] = []
  /// The coarsest type that either is stored in.
  let precision: StoredPrecision
  /// What differs by more than rounding.
  private(set) var parameters: [ParameterDifference] = []
  /// Whether they would be equal within their precision, were it not for epsilon.
  private(set) var isByEpsilonAlone = false
  /// How many channels have numbers that are not finite in A, or in B, and other ones there: their difference is infinite.
  private(set) var nonfinite = Counts()
  /// How many channels have the same numbers, not all finite, in both: of these nothing can be said.
  private(set) var commonNonfinite = 0
  /// The numbers of channels, where they differ: there is nothing to compare then.
  private(set) var unequalChannels: Counts?

  /// The largest figure.
  var worst: Double { max(scale, shift) }

  init(_ a: InferenceLayer, _ b: InferenceLayer) {
    precision = a.precision.coarser(b.precision)
    guard a.channels == b.channels else {
      unequalChannels = Counts(a: a.channels, b: b.channels)
      (scale, shift, verdict) = (.infinity, .infinity, .different)
      return
    }
    let isSame = compare(a, b)
    parameters = ParameterDifference.all(a, b, worst: channel)
    guard verdict == .identical, !isSame else {
      var other = b
      other.epsilon = a.epsilon
      isByEpsilonAlone = verdict == .different && a.epsilon != b.epsilon && Self.areWithinPrecision(a, other)
      return
    }
    verdict = .withinPrecision
  }

  /// Compares all channels, and leaves the verdict at identical where rounding explains what there is.
  ///
  /// - Returns: whether all numbers are the same.
  private mutating func compare(_ a: InferenceLayer, _ b: InferenceLayer) -> Bool {
    let least = Self.leastUnit(a, b)
    var isSame = a.epsilon == b.epsilon
    for channel in 0..<a.channels {
      let hasSame = a.hasSame(channel, as: b)
      isSame = isSame && hasSame
      let isFinite = (a: a.isFinite(channel), b: b.isFinite(channel))
      guard isFinite.a, isFinite.b else {
        if hasSame, isFinite.a == isFinite.b {
          commonNonfinite += 1
          figures.append(.nan)
        } else {
          nonfinite.a += isFinite.a ? 0 : 1
          nonfinite.b += isFinite.b ? 0 : 1
          take(.infinity, .infinity, channel)
          verdict = .different
        }
        continue
      }
      let difference = ChannelDifference(a, b, channel)
      let unit = max(a.deviation(channel), least)
      take(difference.spread / unit, difference.offset / unit, channel)
      if !difference.isWithinPrecision { verdict = .different }
    }
    return isSame
  }

  private mutating func take(_ scale: Double, _ shift: Double, _ channel: Int) {
    // What overflows in double precision is as far apart as anything.
    let (scale, shift) = (scale.isNaN ? .infinity : scale, shift.isNaN ? .infinity : shift)
    figures.append(max(scale, shift))
    if figures[channel] > worst { self.channel = channel }
    self.scale = max(self.scale, scale)
    self.shift = max(self.shift, shift)
  }

  /// A tenth of the average deviation of the output.
  private static func leastUnit(_ a: InferenceLayer, _ b: InferenceLayer) -> Double {
    for layer in [a, b] {
      let deviations = (0..<layer.channels).filter(layer.isFinite).map(layer.deviation)
      let average = deviations.reduce(0, +) / Double(max(deviations.count, 1))
      if average > 0, average.isFinite { return average / 10 }
    }
    return 1
  }

  private static func areWithinPrecision(_ a: InferenceLayer, _ b: InferenceLayer) -> Bool {
    (0..<a.channels).allSatisfy { channel in
      guard a.isFinite(channel), b.isFinite(channel) else { return a.hasSame(channel, as: b) }
      return ChannelDifference(a, b, channel).isWithinPrecision
    }
  }
}

/// How far a channel's output is apart in two layers, for A's inputs.
struct ChannelDifference {
  /// For an input one deviation from the mean, besides ``offset``.
  let spread: Double
  /// For the mean.
  let offset: Double
  /// Whether rounding to the types that the numbers are stored in explains it.
  let isWithinPrecision: Bool

  /// Compares a channel whose numbers are finite in both.
  init(_ a: InferenceLayer, _ b: InferenceLayer, _ channel: Int) {
    let steepness = (b.scale(channel) - a.scale(channel)).magnitude
    let input = a.mean[channel]
    // Where A's input never varied, B's statistics are all that is known of it.
    let variance = a.variance[channel] > 0 ? a.variance[channel] : max(b.variance[channel], 0)
    spread = steepness == 0 ? 0 : steepness * variance.squareRoot()
    let output = b.beta[channel] + b.scale(channel) * (input - b.mean[channel])
    offset = (output - a.beta[channel]).magnitude
    isWithinPrecision =
      steepness <= a.scaleError(channel) + b.scaleError(channel)
      && offset <= a.outputError(channel, at: input) + b.outputError(channel, at: input)
  }
}

/// What one of the numbers of a layer is in A and in B.
struct ParameterDifference: Equatable, Sendable {
  let name: String
  /// The channel that is shown; `nil` for a number of the whole layer.
  let channel: Int?
  let a: Double
  let b: Double
  /// In how many channels they are further apart than rounding explains.
  let count: Int

  /// All of gamma, beta, mean, variance and epsilon that differ by more than rounding: in the layer's worst channel where
  /// they do so there, else in the one where they are furthest apart.
  static func all(_ a: InferenceLayer, _ b: InferenceLayer, worst: Int?) -> [ParameterDifference] {
    typealias Part = (name: String, a: [Double], b: [Double], precisions: [StoredPrecision?])
    let parts: [Part] = [
      ("gamma", a.gamma, b.gamma, [a.gammaPrecision, b.gammaPrecision]),
      ("beta", a.beta, b.beta, [a.betaPrecision, b.betaPrecision]),
      ("mean", a.mean, b.mean, [a.meanPrecision, b.meanPrecision]),
      ("variance", a.variance, b.variance, [a.variancePrecision, b.variancePrecision]),
    ]
    var found = parts.compactMap { part -> ParameterDifference? in
      let apart = part.a.indices.filter { differ(part.a[$0], part.b[$0], part.precisions) }
      let shown =
        worst.flatMap { apart.contains($0) ? $0 : nil }
        ?? apart.max { (part.a[$0] - part.b[$0]).magnitude < (part.a[$1] - part.b[$1]).magnitude }
      return shown.map {
        ParameterDifference(name: part.name, channel: $0, a: part.a[$0], b: part.b[$0], count: apart.count)
      }
    }
    if (a.epsilon - b.epsilon).magnitude > a.epsilonError + b.epsilonError {
      found.append(ParameterDifference(name: "epsilon", channel: nil, a: a.epsilon, b: b.epsilon, count: a.channels))
    }
    return found
  }

  private static func differ(_ a: Double, _ b: Double, _ precisions: [StoredPrecision?]) -> Bool {
    if a == b || (a.isNaN && b.isNaN) { return false }
    let error = zip([a, b], precisions).reduce(0) { $0 + ($1.1?.error(of: $1.0) ?? 0) }
    return !((a - b).magnitude <= error)
  }
}
