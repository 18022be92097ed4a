import BNCore
import BNFiles

/// A batch norm of a model file, and what is wrong with it.
struct ExaminedLayer: Sendable {
  let name: String
  let channels: Int
  var findings: [LayerFinding]
  /// How far its output is off by what was captured; `nil` where nothing was.
  let gap: StatisticsGap?
  /// Whether gamma is 1 in every channel, or not there.
  let hasGammaOfOne: Bool
  /// Whether gamma is there and 1 in every channel, and beta is not 0 in all.
  let hasLostGamma: Bool
  /// Where it stands in the order in which the network ran, from 0; `nil` where that was not recorded.
  let order: Int?
  /// Whether it ran with other moving statistics than the file's while it was recorded; `nil` where that is not known.
  let ranWithOthers: Bool?
  /// Mean, variance, gamma and beta, for layers that are not as they were made.
  let fingerprint: Fingerprint?

  /// What the epsilons that other frameworks have would make of it, where one ran that is known.
  let otherEpsilons: [OtherEpsilon]

  /// The layer under another epsilon than it ran with.
  struct OtherEpsilon: Sendable {
    let ran: Double
    let other: Double
    /// How far the output is off if the other one is right, in its deviations.
    let effect: Double
    /// How many times too wide it is then.
    let factor: Double
  }

  /// What tells that two layers have the same numbers.
  struct Fingerprint: Sendable, Hashable {
    let statistics: [Double]
    let affine: [Double]
  }

  /// Examines a layer by its own numbers, and by what came in where that was captured.
  ///
  /// - Throws: ``FileError`` where the file does not hold its numbers.
  init(_ layer: FoundLayer, _ model: FoundModel, _ observed: ObservedInput?) throws(FileError) {
    let numbers = try LayerNumbers(layer)
    name = layer.name
    let (mean, variance) = (numbers.mean ?? [], numbers.variance ?? [])
    channels = mean.count
    order = observed?.order
    hasGammaOfOne = numbers.gamma.map { $0.allSatisfy { $0 == 1 } } ?? true
    hasLostGamma = numbers.gamma != nil && hasGammaOfOne && numbers.beta?.contains { $0 != 0 } == true
    let epsilon = layer.epsilon(recorded: observed?.epsilon)
    let condition = Self.condition(
      layer, numbers, epsilon ?? 0, batches: try Self.batches(of: layer, in: model), observed)
    gap = condition.observed.flatMap { observed in
      StatisticsGap(
        mean: mean, variance: variance, gamma: numbers.gamma, epsilon: condition.options.epsilon, observed)
    }
    let isNew = mean.allSatisfy { $0 == 0 } && variance.allSatisfy { $0 == 1 }
    fingerprint =
      isNew || mean.count < 8
      ? nil : Fingerprint(statistics: mean + variance, affine: (numbers.gamma ?? []) + (numbers.beta ?? []))
    otherEpsilons = observed?.epsilon.map { Self.others(than: $0, numbers) } ?? []
    findings = condition.findings.map { LayerFinding(layer.name, $0) }
    let precision = StoredPrecision(type: layer.mean?.type ?? "").coarser(
      StoredPrecision(type: layer.variance?.type ?? ""))
    ranWithOthers = observed.flatMap { observed in
      observed.stored.isEmpty ? nil : !observed.stored.contains { $0.areThose(of: numbers, in: precision) }
    }
    guard let observed else { return }
    if let other = Self.otherEpsilon(layer, numbers, observed.epsilon) { findings.append(LayerFinding(name, other)) }
    if observed.nonFinite > 0 {
      findings.append(
        LayerFinding(name, Finding(.notFiniteInput, .error, figure: Double(observed.nonFinite), threshold: 0)))
    }
  }

  /// The findings that may be its input's fault, where what came in was spoiled in front of it.
  var inherited: [Int] {
    findings.indices.filter { index in
      if case .drift = findings[index].finding.evidence { return true }
      return findings[index].finding.evidence == .notFiniteInput
    }
  }

  /// The effect that is more than the layers in front have in common; see ``Examination``.
  var visibleEffect = LayerCondition.visibleEffect

  /// Whether its statistics surely are not those of what came in, or its output is no number.
  var isOff: Bool {
    hasNoOutput || findings.contains { $0.finding.evidence == .notFiniteInput }
      || gap.map { $0.interval.lowerBound > visibleEffect || $0.leastStretch > 3 } ?? false
  }

  /// Whether single channels surely are off by half a deviation, as many as may be right.
  var hasFarChannels: Bool { gap?.channels.isEmpty == false }

  /// How far its output is off at least, for all that the sample tells.
  var leastEffect: Double { gap?.interval.lowerBound ?? 0 }

  /// Allows for what the layers in front have in common: what is no further off than they are is said, and is no alarm.
  mutating func allow(level: Double) {
    let visible = LayerCondition.visibleEffect
    visibleEffect = (visible * visible + level * level).squareRoot()
    guard !isOff else { return }
    for index in inherited where findings[index].finding.severity == .warning {
      findings[index].finding = findings[index].finding.lowered(threshold: visibleEffect)
    }
  }

  /// Whether a fault is its own, whatever came in: its numbers are a new layer's, or give none.
  var isAtFault: Bool {
    hasNoOutput || findings.contains { $0.finding.code == .updatesForgotten && $0.finding.severity == .error }
  }

  private var hasNoOutput: Bool {
    findings.contains { found in
      if case .notFinite = found.finding.evidence { return true }
      return found.finding.code == .negativeVariance && found.finding.severity == .error
    }
  }

  private static func condition(
    _ layer: FoundLayer, _ numbers: LayerNumbers, _ epsilon: Double, batches: Int?, _ observed: ObservedInput?
  ) -> LayerCondition {
    var options = BatchNormalizationOptions()
    options.epsilon = epsilon
    if let momentum = layer.momentum { options.momentum = momentum }
    var variables: [VariableName: [Double]] = [:]
    variables[.gamma] = numbers.gamma
    variables[.beta] = numbers.beta
    variables[.movingMean] = numbers.mean
    variables[.movingVariance] = numbers.variance
    let half = StoredPrecision(type: layer.variance?.type ?? "")
    var condition = LayerCondition(
      options: options, dataType: half == .float64 ? .float64 : .float32, variables: variables)
    let count = numbers.mean?.count ?? 0
    condition.initialMean = Array(repeating: 0, count: count)
    condition.initialVariance = Array(repeating: 1, count: count)
    condition.mode = .inference
    condition.isFile = true
    condition.isStoredAsHalf = half == .float16
    if let observed, observed.moments.mean.count == count { condition.observed = observed.moments }
    for name in [VariableName.movingMean, .movingVariance] { condition.records[name] = VariableRecord(from: .file) }
    guard let batches, batches > 0, let momentum = layer.momentum, (0..<1).contains(momentum) else { return condition }
    condition.countedBatches = batches
    let left = MovingPrediction.power(momentum, batches)
    guard left > 0.01 else { return condition }
    // So few batches that the start is still in it.
    condition.steps = batches
    condition.updatesRun = batches
    for name in [VariableName.movingMean, .movingVariance] {
      condition.records[name] = VariableRecord(from: .initializer, updatesRun: batches, shareLeft: left)
    }
    return condition
  }

  /// How many batches PyTorch counted; `nil` where the file has no count.
  static func batches(of layer: FoundLayer, in model: FoundModel) throws(FileError) -> Int? {
    let name = layer.name.isEmpty ? LayerNaming.batchesTracked : "\(layer.name).\(LayerNaming.batchesTracked)"
    guard let tensor = model.file.tensors.first(where: { $0.name == name && $0.isIntegral && $0.count == 1 }) else {
      return nil
    }
    return try tensor.numbers().first.flatMap { Int(exactly: $0) }
  }

  private static func otherEpsilon(_ layer: FoundLayer, _ numbers: LayerNumbers, _ ran: Double?) -> Finding? {
    guard layer.epsilonSource == .file, let file = layer.epsilon, let ran,
      let other = scales(numbers, epsilon: file, ran: ran)
    else { return nil }
    // A float32 keeps seven digits.
    guard (file - ran).magnitude > 1e-6 * max(file, ran) else { return nil }
    return Finding(
      .otherEpsilon(file: file, ran: ran), other.effect > LayerCondition.visibleEffect ? .warning : .info,
      figure: other.effect, threshold: LayerCondition.visibleEffect)
  }

  /// The epsilons that frameworks have by default, and that matter here.
  private static func others(than ran: Double, _ numbers: LayerNumbers) -> [OtherEpsilon] {
    [1e-3, 1e-5].compactMap { scales(numbers, epsilon: $0, ran: ran) }.filter {
      $0.effect > LayerCondition.visibleEffect
    }
  }

  /// The roots of the means of γ² · (k − 1)² and of γ² · k² over that of γ², with k = √((V + epsilon) / (V + ran)).
  private static func scales(_ numbers: LayerNumbers, epsilon: Double, ran: Double) -> OtherEpsilon? {
    guard let variance = numbers.variance else { return nil }
    let weights = numbers.gamma?.map { $0 * $0 } ?? variance.map { _ in 1 }
    let factors = variance.map { variance in
      let factor = ((variance + epsilon) / (variance + ran)).squareRoot()
      return factor.isFinite ? min(6, factor) : 1
    }
    let total = weights.reduce(0, +)
    guard total > 0, weights.count == factors.count else { return nil }
    func root(_ square: (Double) -> Double) -> Double {
      (zip(weights, factors).reduce(0) { $0 + $1.0 * square($1.1) } / total).squareRoot()
    }
    return OtherEpsilon(ran: ran, other: epsilon, effect: root { ($0 - 1) * ($0 - 1) }, factor: root { $0 * $0 })
  }
}

extension FoundLayer {
  /// The file's epsilon; where it says none, the one that ran, as what was recorded says by itself, or else the assumed one.
  func epsilon(recorded: Double?) -> Double? { epsilonSource == .file ? epsilon : recorded ?? epsilon }
}

/// A finding about a layer of a file.
struct LayerFinding: Sendable {
  let layer: String
  var finding: Finding
  /// What the finding is from, where the file's own weights say it.
  var predicted: PredictedLayer?
  /// The layer whose fault it is a consequence of.
  var consequenceOf: String?

  init(_ layer: String, _ finding: Finding, predicted: PredictedLayer? = nil) {
    (self.layer, self.finding, self.predicted) = (layer, finding, predicted)
  }
}

extension Finding {
  /// The same as information, by another threshold where one is given: what it is about is not the layer's own fault.
  func lowered(threshold: Double? = nil) -> Finding {
    Finding(
      evidence, .info, channels: channels, figure: figure, threshold: threshold ?? self.threshold, interval: interval)
  }
}
