import BNCore

/// Frameworks that take the step of a session's layer, and in what each differs from it.
struct FrameworkComparison {
  private let own: OwnStep
  private let batch: FrameworkBatch
  /// The channel that reasons are given for.
  private let channel: Int
  private let usesDefaults: Bool
  /// The batch's moments without roundings, in that channel.
  private let exact: (mean: Double, variance: Double)

  init(_ own: OwnStep, _ batch: FrameworkBatch, channel: Int, usesDefaults: Bool) {
    (self.own, self.batch, self.channel, self.usesDefaults) = (own, batch, channel, usesDefaults)
    let numbers = stride(from: channel, to: batch.numbers.count, by: batch.channels).map { Double(batch.numbers[$0]) }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    exact = (mean, numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count))
  }

  private var options: BatchNormalizationOptions { own.before.options }
  private var ownEpsilon: Double {
    options.epsilonInForce(by: own.step.implementation, dimensions: own.step.shape.count)
  }
  private var ownNewShare: NewShare { options.conventions?.newShare[batch.rank] ?? .double }

  /// The session's own numbers.
  var ownResult: FrameworkResult {
    let followed = options.conventions.flatMap { FrameworkChoice.other($0.name).rules }
    return FrameworkResult(
      name: followed == nil ? FrameworkChoice.usual : "this session", version: followed?.version ?? "1.4",
      source: followed?.source ?? "", epsilon: options.epsilon, shareOfOld: options.momentum,
      argument: "\(followed?.momentum.name ?? "momentum")=\(ValueText.text(options.writtenMomentum))",
      mean: own.after.values(of: .movingMean) ?? [], variance: own.after.values(of: .movingVariance) ?? [],
      output: own.step.numbers(.output), inferenceOutput: own.inferred.numbers(.output))
  }

  /// A framework's numbers.
  func result(_ rules: FrameworkRules) -> FrameworkResult {
    var layer = self.layer(rules)
    let trained = rules.trains ? layer.step(batch) : FrameworkOutcome()
    let inferred = layer.infer(batch)
    let used = layer.used
    var result = FrameworkResult(
      name: rules.name, version: rules.version, source: rules.source, epsilon: layer.epsilon,
      shareOfOld: layer.shareOfOld, argument: argument(of: layer), mean: used.mean, variance: used.variance,
      output: trained.output.map(inTensorOrder), inferenceOutput: inferred.output.map(inTensorOrder),
      error: trained.error ?? inferred.error)
    result.differs = differences(layer, trained, inferred)
    return result
  }

  /// A framework's layer with the session's variables; what only infers gets the statistics that the step leaves.
  private func layer(_ rules: FrameworkRules) -> FrameworkLayer {
    func floats(_ name: VariableName, in layer: any SessionLayer, or usual: Float) -> [Float] {
      layer.values(of: name)?.map { Float($0) } ?? Array(repeating: usual, count: batch.channels)
    }
    let source = rules.trains ? own.before : own.after
    let share = usesDefaults ? nil : options.momentum
    let state = FrameworkState(
      rules, mean: floats(.movingMean, in: source, or: 0), variance: floats(.movingVariance, in: source, or: 1),
      updates: own.updates, shareOfOld: rules.momentum.shareOfOld.map { share ?? $0 })
    return FrameworkLayer(
      rules, rank: batch.rank, gamma: floats(.gamma, in: own.before, or: 1), beta: floats(.beta, in: own.before, or: 0),
      epsilon: usesDefaults ? nil : options.epsilon, shareOfOld: share, state: state)
  }

  private func argument(of layer: FrameworkLayer) -> String? {
    guard layer.rules.trains else { return nil }
    let name = layer.rules.momentum.name
    guard let written = layer.rules.momentum.written(layer.shareOfOld) else { return "\(name)=None" }
    return "\(name)=\(ValueText.text(written))"
  }

  /// Rows of channels in the order that the session's batch has.
  private func inTensorOrder(_ rows: [Float]) -> [Double] {
    let layout = own.step.layout
    guard layout.inner > 1 else { return rows.map(Double.init) }
    return rows.indices.map { index in
      let (outer, rest) = index.quotientAndRemainder(dividingBy: layout.channels * layout.inner)
      let (channel, pixel) = rest.quotientAndRemainder(dividingBy: layout.inner)
      return Double(rows[(outer * layout.inner + pixel) * layout.channels + channel])
    }
  }

  // MARK: Why it differs

  private func differences(
    _ layer: FrameworkLayer, _ trained: FrameworkOutcome, _ inferred: FrameworkOutcome
  ) -> [String] {
    let rules = layer.rules
    var words: [String] = []
    if let error = trained.error ?? inferred.error { words.append(error) }
    if !rules.trains { words.append("only infers, here with this session's statistics") }
    if layer.epsilonInForce != ownEpsilon {
      let isRaised = layer.epsilonInForce > layer.epsilon
      words.append("epsilon \(isRaised ? "raised to " : "")\(LayerTable.number(layer.epsilonInForce, 4))")
    }
    if case .deviation(let least) = rules.epsilonRule[batch.rank] {
      words.append("a deviation of 0 becomes \(LayerTable.number(least, 4))")
    }
    guard rules.trains, trained.error == nil else {
      if case .errorBehindMean = rules.oneValue, batch.count == 1 { words.append("the mean has moved all the same") }
      return words
    }
    return words + momentumWords(layer) + batchWords(layer, trained)
  }

  private func momentumWords(_ layer: FrameworkLayer) -> [String] {
    let rules = layer.rules
    guard let share = layer.shareOfOld else { return ["the plain average of all batches (momentum=None)"] }
    var words: [String] = []
    let argument = rules.momentum
    let stated = options.conventions?.momentum
    let isWrittenOtherwise = argument.sense != stated?.sense ?? .old || argument.name != stated?.name ?? "momentum"
    let written = isWrittenOtherwise ? ["written \(self.argument(of: layer) ?? "")"] : []
    let other = share == options.momentum ? [] : ["share of old \(ValueText.text(share))"]
    if !(other + written).isEmpty { words.append((other + written).joined(separator: ", ")) }
    let new = rules.newShare[batch.rank].value(share)
    // A moving mean shows it in its seventh digit.
    if abs(new - ownNewShare.value(share)) > 5e-7 * (1 - share) { words.append("share of new \(Float(new))") }
    switch rules.kind {
    case .plain, .given: break
    case .hiddenAndAverage: words.append("what is left of the start is divided out of both averages")
    case .dividedMean: words.append("what is left of the start is divided out of the mean alone")
    case .dividedAtUse: words.append("both averages are divided at use, though the variance starts from 1")
    case .firstOutright where own.updates == 0: words.append("the first batch's moments outright")
    case .firstOutright: words.append("training, too, normalizes by the running values")
    }
    if let loss = debiasingError(layer) { words.append("that division is off by \(LayerTable.number(loss, 2))") }
    return words
  }

  /// How far float32 powers of the share take debiased averages off, where a mean shows it.
  private func debiasingError(_ layer: FrameworkLayer) -> Double? {
    guard [.hiddenAndAverage, .dividedAtUse, .dividedMean].contains(layer.rules.kind), let share = layer.shareOfOld
    else { return nil }
    func left(_ share: Double) -> Double {
      1 - (0..<min(layer.state.updates, 1 << 16)).reduce(1) { power, _ in power * share }
    }
    let rounded = layer.rules.newShare[batch.rank].value(share) / (1 - share)
    let error = (rounded * left(share) / left(Double(Float(share))) - 1).magnitude
    return error > 1e-6 ? error : nil
  }

  private func batchWords(_ layer: FrameworkLayer, _ trained: FrameworkOutcome) -> [String] {
    let rules = layer.rules
    guard batch.count > 1, let moments = trained.batch else { return smallBatchWords(rules) }
    var words: [String] = []
    let bias = rules.bias[batch.rank]
    if bias != options.storedVariance(by: own.step.implementation, dimensions: own.step.shape.count) {
      words.append("stores the variance divided by \(bias == .sample ? "n - 1" : "n")")
    }
    let (mean, variance) = (moments.mean[channel], moments.variance[channel])
    guard exact.variance.isFinite else { return words }
    let isOff = abs(variance - exact.variance) > 1e-3 * exact.variance
    let how = rules.variance.losesDigits ? "mean of squares less squared mean" : "float32 sums"
    if isOff {
      words.append(
        "\(how): batch variance \(LayerTable.number(variance, 4)), not \(LayerTable.number(exact.variance, 4))")
    }
    if abs(mean - exact.mean) > 1e-2 * exact.variance.squareRoot() {
      words.append("float32 sums: batch mean \(Float(mean)), not \(Float(exact.mean))")
    }
    if !rules.sums[batch.rank].isKnown(for: batch) {
      words.append("sums in an order that is not known, here in double precision")
    }
    return words
  }

  /// What one value a channel does, or none.
  private func smallBatchWords(_ rules: FrameworkRules) -> [String] {
    if batch.count == 1 {
      switch rules.oneValue {
      case .input: return ["one value a channel comes back as it is, and nothing moves"]
      case .notANumber: return ["one value a channel makes the variance NaN for good"]
      case .beta, .error, .errorBehindMean: return []
      }
    }
    guard batch.count == 0 else { return [] }
    switch rules.emptyBatch {
    case .keep: return ["the statistics are kept"]
    case .zero: return ["moments of 0 for an empty batch"]
    case .notANumber, .error: return []
    }
  }
}
