import BNCore

extension HasExperiment {
  /// A quantity's present value.
  ///
  /// - Throws: what is missing, and which command provides it.
  func value(_ quantity: Quantity, column: Int) throws(CommandError) -> ExpressionValue {
    func missing(_ why: String) -> CommandError { CommandError("\(quantity.rawValue): \(why)", column: column) }
    switch quantity {
    case .step: return ExpressionValue(Double(step), dtype: ExpressionValue.countType)
    case .updates: return ExpressionValue(Double(updatesRun), dtype: ExpressionValue.countType)
    case .channels:
      guard let layer else { throw missing("there is no layer yet; name a batch with generate, batch or load") }
      return ExpressionValue(Double(layer.channels), dtype: ExpressionValue.countType)
    case .x, .y:
      guard let step = lastStep, let values = step.numbers(quantity == .x ? .input : .output) else {
        throw missing("no batch has been taken yet; step, train or infer first")
      }
      return ExpressionValue(shape: step.shape, values: values, dtype: step.dtype.rawValue)
    case .batchMean, .batchVariance:
      guard let step = lastStep else { throw missing("no batch has been taken yet; train first") }
      guard let values = step.numbers(quantity == .batchMean ? .batchMean : .batchVariance) else {
        throw missing("the last pass was inference, which does not look at the batch; train first")
      }
      return ExpressionValue(channels: values, axis: step.layout.axis, step.dtype)
    case .r, .d:
      guard let step = lastStep, let values = step.numbers(quantity == .r ? .r : .d) else {
        throw missing("the last pass had no renorm correction; set renorm on and train first")
      }
      return ExpressionValue(channels: values, axis: step.layout.axis, step.dtype)
    case .gradInput, .gradGamma, .gradBeta, .loss: return try trained(quantity, missing)
    case .evalX, .evalY, .evalLoss: return try evaluated(quantity, missing)
    case .populationMean, .populationVariance:
      guard let source, let shape = batchShape,
        let layout = try? AxisLayout(shape: shape, axis: configuration.options.axis)
      else { throw missing("there are no batches yet; name some with generate, batch or load") }
      let moments = populations.moments(of: source, layout, at: position)
      return ExpressionValue(
        channels: quantity == .populationMean ? moments.mean : moments.variance, axis: layout.axis, .float64)
    case .replicaMean, .replicaVariance, .pooledVariance, .varianceOfMeans: return try shared(quantity, missing)
    case .momentum, .epsilon, .renormMomentum, .rmax, .rmin, .dmax, .learningRate, .axis, .training, .center, .scale,
      .fused, .renorm, .trainable:
      return try argument(quantity, missing)
    case .accuracy, .plainAccuracy, .percentiles, .plainPercentiles, .figureStep:
      guard let figure else { throw missing("there is no figure; figure1 makes one") }
      guard let value = figure.value(quantity) else {
        throw missing("the figure has one network alone; figure1 norm=batch has a second one")
      }
      return value
    case .regularizationLoss:
      return ExpressionValue(layer?.regularizationLoss ?? 0, dtype: configuration.dtype.rawValue)
    case .gamma, .beta, .movingMean, .movingVariance, .renormMean, .renormMeanWeight, .renormStddev,
      .renormStddevWeight:
      guard let layer else { throw missing("there is no layer yet; name a batch with generate, batch or load") }
      guard let name = quantity.variable, let values = layer.values(of: name) else {
        throw missing("the layer has none; \(quantity.variable.map(Experiment.remedy) ?? "")")
      }
      if name.isScalar { return ExpressionValue(shape: [], values: values, dtype: layer.dtype.rawValue) }
      let axis = batchShape.flatMap { try? AxisLayout(shape: $0, axis: layer.options.axis) }?.axis
      return ExpressionValue(channels: values, axis: axis, layer.dtype)
    }
  }

  /// What replicas have that shared the last batch.
  private func shared(_ quantity: Quantity, _ missing: (String) -> CommandError) throws(CommandError)
    -> ExpressionValue
  {
    guard let step = lastStep, let moments = ReplicaMoments(step) else {
      throw missing("no replicas shared the last training batch; generate with replicas=4 and train first")
    }
    func rows(_ numbers: [[Double]]) -> ExpressionValue {
      ExpressionValue(
        shape: [numbers.count, step.layout.channels], values: numbers.flatMap(\.self),
        dtype: NumberType.float64.rawValue)
    }
    switch quantity {
    case .replicaMean: return rows(moments.means)
    case .replicaVariance: return rows(moments.variances)
    case .pooledVariance: return ExpressionValue(channels: moments.pooledVariance, axis: step.layout.axis, .float64)
    default: return ExpressionValue(channels: moments.varianceOfMeans, axis: step.layout.axis, .float64)
    }
  }

  /// What the second pipeline has.
  private func evaluated(
    _ quantity: Quantity, _ missing: (String) -> CommandError
  ) throws(CommandError) -> ExpressionValue {
    guard eval != nil else {
      throw missing("there is no second pipeline; name one with eval generate, eval load or eval batch")
    }
    guard let step = lastEval else { throw missing("no batch has been evaluated yet; take a step first") }
    let type = step.dtype.rawValue
    if quantity == .evalLoss {
      guard let loss = step.loss else {
        throw missing(
          loss == nil
            ? "there was no loss; set loss sum first, and take a step"
            : "the loss is given for each element of the training batch; set loss sum, or mse with a number")
      }
      return ExpressionValue(loss, dtype: type)
    }
    return ExpressionValue(
      shape: step.shape, values: step.numbers(quantity == .evalX ? .input : .output) ?? [], dtype: type)
  }

  /// What the last step has only if there was a loss.
  private func trained(_ quantity: Quantity, _ missing: (String) -> CommandError) throws(CommandError)
    -> ExpressionValue
  {
    guard let step = lastStep else { throw missing("no batch has been taken yet; set loss sum and train first") }
    guard let loss = step.loss else { throw missing("the last pass had no loss; set loss sum first, and take a step") }
    let type = step.dtype.rawValue
    switch quantity {
    case .loss: return ExpressionValue(loss, dtype: type)
    case .gradInput: return ExpressionValue(shape: step.shape, values: step.numbers(.gradInput) ?? [], dtype: type)
    default:
      let name = quantity == .gradGamma ? VariableName.gamma : .beta
      guard let layer, layer.names.contains(name) else {
        throw missing("the layer has no \(name); \(Experiment.remedy(name))")
      }
      let values = step.numbers(quantity == .gradGamma ? .gradGamma : .gradBeta) ?? []
      return ExpressionValue(channels: values, axis: step.layout.axis, step.dtype)
    }
  }

  /// Compares the two sides of an assertion element by element.
  func outcome(of assertion: Assertion, text: String) throws(CommandError) -> AssertionOutcome {
    let left = try assertion.left.evaluated(with: value)
    let right = try assertion.right.evaluated(with: value)
    let pair = try ExpressionValue.aligned(left, right, column: nil)
    let failing = pair.left.indices.filter { !assertion.holds(pair.left[$0], pair.right[$0]) }
    // The worst element shows best what is wrong, or how close it was.
    let worst = (failing.isEmpty ? Array(pair.left.indices) : failing)
      .max { Self.distance(pair.left[$0], pair.right[$0]) < Self.distance(pair.left[$1], pair.right[$1]) }
    return AssertionOutcome(
      text: text, ok: failing.isEmpty, actual: worst.map { pair.left[$0] } ?? .nan,
      expected: worst.map { pair.right[$0] } ?? .nan,
      tolerance: worst.flatMap { worst in assertion.tolerance.map { $0.limit(at: pair.right[worst]) } },
      count: pair.left.count, failures: failing.count,
      index: pair.left.count > 1 ? worst.map { Shape.indices(of: $0, in: pair.shape) } : nil, step: step)
  }

  /// How far apart two numbers are; further than any others where one alone is not a number.
  private static func distance(_ actual: Double, _ expected: Double) -> Double {
    if actual == expected || (actual.isNaN && expected.isNaN) { return 0 }
    return actual.isNaN || expected.isNaN ? .infinity : (actual - expected).magnitude
  }
}

extension Session {
  /// Looks at a claim, and where it fails for the nearest recorded step at which it held; the session stays as it is.
  func examined(_ assertion: Assertion, text: String) throws(CommandError) -> AssertionOutcome {
    var outcome = try outcome(of: assertion, text: text)
    if !outcome.ok { outcome.history = ClaimSearch(assertion, in: self).history }
    return outcome
  }
}

extension ExpressionValue {
  fileprivate init(channels values: [Double], axis: Int?, _ dtype: NumberType) {
    self.init(shape: [values.count], values: values, channelAxis: axis, dtype: dtype.rawValue)
  }
}
