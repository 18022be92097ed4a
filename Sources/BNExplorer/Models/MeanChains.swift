import BNCore
import BNFiles

/// The comparisons of a model, and what they say of each layer together.
struct MeanChains {
  let numbers: NormNumbers
  private var results: [String: Result<PredictedLayer.Comparison, PredictedLayer.Obstacle>] = [:]
  /// What to say of layers of which nothing was said.
  var usual = PredictedLayer.Obstacle.noOrder
  /// Layers whose comparison may lack something that only a graph would show.
  var doubts: [String: PredictedLayer.Doubt] = [:]

  init(_ numbers: NormNumbers) { self.numbers = numbers }

  /// Compares what a graph says.
  mutating func compare(_ flow: ModelFlow) throws(FileError) {
    for (name, input) in flow.inputs {
      switch input {
      case .other(let what): results[name] = .failure(.noWeights(what))
      case .weights(let weights): results[name] = try comparison(name, weights)
      }
    }
  }

  mutating func note(_ name: String, _ comparison: PredictedLayer.Comparison) { results[name] = .success(comparison) }

  private func comparison(
    _ name: String, _ weights: ModelFlow.Weights
  ) throws(FileError) -> Result<PredictedLayer.Comparison, PredictedLayer.Obstacle> {
    guard let layout = weights.layout.ofKernel else { return .failure(.noWeights(weights.name)) }
    let value: ExpectedValue
    do throws(PredictedLayer.Obstacle) {
      value = try ExpectedValue(weights.input, norms: numbers.layers)
    } catch {
      return .failure(error)
    }
    if value.norms.contains(where: numbers.untrained.contains) { return .failure(.untrained) }
    let bias = try weights.bias?.numbers()
    guard
      let kernel = WeightKernel(
        try weights.kernel.numbers(), shape: weights.kernel.shape, layout: layout, groups: weights.groups)
    else { return .failure(.channels) }
    return comparison(name, value, kernel, bias, called: weights.kernel.name)
  }

  /// Compares one layer with a prediction.
  func comparison(
    _ name: String, _ value: ExpectedValue, _ kernel: WeightKernel, _ bias: [Double]?, called kernelName: String,
    inferred: ActivationFunction? = nil, isByNames: Bool = false
  ) -> Result<PredictedLayer.Comparison, PredictedLayer.Obstacle> {
    guard let layer = numbers.layers[name] else { return .failure(.noNumbers) }
    guard !numbers.untrained.contains(name) else { return .failure(.untrained) }
    guard let next = NextMean(inputs: value.means, kernel: kernel, bias: bias),
      let agreement = MeanAgreement(
        next, isExact: value.isExact, mean: layer.mean, variance: layer.variance, epsilon: layer.epsilon)
    else { return .failure(.channels) }
    let exchanged =
      agreement.verdict == .disagrees
      ? MeanAgreement(next, isExact: value.isExact, mean: layer.variance, variance: layer.mean, epsilon: layer.epsilon)
      : nil
    return .success(
      PredictedLayer.Comparison(
        before: value.norms, kernel: kernelName, inferred: inferred, isByNames: isByNames, agreement: agreement,
        isExchanged: exchanged?.verdict == .agrees))
  }

  // MARK: What they say together

  /// All layers with what the pairs around them tell.
  var judged: [PredictedLayer] {
    numbers.found.map { layer in
      switch results[layer.name] {
      case .success(let comparison):
        PredictedLayer(layer: layer, comparison: comparison, judgement: judgement(layer.name, comparison))
      case .failure(let obstacle): PredictedLayer(layer: layer, judgement: .notApplied(obstacle))
      case nil: PredictedLayer(layer: layer, judgement: .notApplied(obstacle(of: layer.name)))
      }
    }
  }

  private func obstacle(of name: String) -> PredictedLayer.Obstacle {
    if numbers.layers[name] == nil { return .noNumbers }
    return numbers.untrained.contains(name) ? .untrained : usual
  }

  private func judgement(_ name: String, _ comparison: PredictedLayer.Comparison) -> PredictedLayer.Judgement {
    switch comparison.agreement.verdict {
    case .agrees: .agrees
    case .unclear(let doubt): .unclear(.figures(doubt))
    case .disagrees: doubts[name].map { .unclear($0) } ?? .disagrees(suspect(name, comparison))
    }
  }

  /// Whether the pair in front of a layer agrees; `nil` where that is not known.
  private func agrees(_ name: String) -> Bool? {
    guard case .success(let comparison) = results[name], doubts[name] == nil else { return nil }
    switch comparison.agreement.verdict {
    case .agrees: return true
    case .disagrees: return false
    case .unclear: return nil
    }
  }

  /// The layers whose prediction is from a layer.
  private func followers(of name: String) -> [String] {
    results.compactMap { follower, result in
      if case .success(let comparison) = result, comparison.before.contains(name) { follower } else { nil }
    }
  }

  /// What is wrong where a pair does not agree.
  ///
  /// The prediction is of the first layer's gamma and beta, what it is compared with of the second one's statistics: a
  /// pair by itself cannot tell which are wrong. Where a layer is wrong as a whole, the pairs on both sides show it.
  private func suspect(_ name: String, _ comparison: PredictedLayer.Comparison) -> PredictedLayer.Suspect {
    if comparison.isExchanged { return .exchanged }
    if followers(of: name).contains(where: { agrees($0) == false }) { return .layer }
    guard comparison.before.count == 1, let before = comparison.before.first else { return .statistics }
    if agrees(before) == false { return .whole(before) }
    let others = followers(of: before).filter { $0 != name }.compactMap(agrees)
    if others.contains(true) { return .statistics }
    if others.contains(false) { return .affine(of: before) }
    let isPlain = numbers.layers[before].map { $0.gamma.allSatisfy { $0 == 1 } } ?? false
    return isPlain ? .affine(of: before) : .either(before)
  }
}
