import BNCore
import BNFiles

/// A model file, examined: what is wrong with its batch norms, and with which of them it began.
struct Examination: Sendable {
  /// What could be said of the order, and so of causes.
  enum Attribution: Sendable, Equatable {
    /// Nothing is known of what came in.
    case noCapture
    /// No layer is off.
    case nothing
    /// The batch normalized while it was recorded, so that each layer is judged by itself.
    case eachByItself
    /// The first layer that is off, and how many behind it are off as its consequence.
    case cause(String, consequences: Int)
    /// Some layers ran in training and some in evaluation: no order of cause and effect.
    case mixed
    /// Activations were given, and which layer comes first is not known; how many are off.
    case unordered(Int)
    /// Other moving statistics than the file's made what came in, so that each layer is judged by itself.
    case otherRun
  }

  let path: String
  let model: FoundModel
  private(set) var layers: [ExaminedLayer]
  private(set) var attribution = Attribution.noCapture
  /// What the file says of its own means.
  let predicted: PredictedMeans
  /// Layers that were captured and are not in the file, and the other way round.
  private(set) var strangers: [String] = []
  private(set) var unheard: [String] = []
  /// What it shows of batch norms that are in it no more.
  let folded: FoldedTrace
  let captured: CapturedRun?
  /// What came in, from files of activations.
  let activations: Activations?

  /// Examines a model.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - model: the model.
  ///   - captured: what was recorded while it ran.
  ///   - activations: raw inputs of layers, which count more than what was recorded of the same layer.
  ///   - mostPredicted: how many numbers a model may have whose means are predicted from its weights.
  /// - Throws: ``FileError`` where it does not hold the numbers.
  init(
    path: String, _ model: FoundModel, _ captured: CapturedRun? = nil, _ activations: Activations? = nil,
    mostPredicted: Int = .max
  ) throws(FileError) {
    (self.path, self.model, self.captured, self.activations) = (path, model, captured, activations)
    folded = FoldedTrace(model)
    layers = []
    var heard: Set<String> = []
    for (place, layer) in model.batchNorms.enumerated() {
      var observed: ObservedInput?
      if let captured, let index = captured.layers.firstIndex(where: { $0.names.contains(layer.name) }) {
        observed = ObservedInput(captured.layers[index], order: index)
        heard.insert(captured.layers[index].name)
      }
      if let given = activations?.layers.first(where: { $0.name == layer.name }) {
        observed = ObservedInput(given, order: observed?.order ?? (model.isNetworkOrder ? place : nil))
      }
      if observed == nil { unheard.append(layer.name) }
      layers.append(try ExaminedLayer(layer, model, observed))
    }
    if captured == nil, activations == nil { unheard = [] }
    strangers = (captured?.layers.map(\.name).filter { !heard.contains($0) } ?? []) + (activations?.strangers ?? [])
    predicted = try PredictedMeans(model, most: mostPredicted)
    attribute()
    addOtherRun()
    addPredictions()
    addTwins()
    addLostGamma()
    for index in layers.indices { layers[index].findings.sortByGravity() }
  }

  /// All findings, those that began it before their consequences, the gravest first.
  var findings: [LayerFinding] {
    let all = layers.flatMap(\.findings)
    return Finding.Severity.gravestFirst.flatMap { severity in all.filter { $0.finding.severity == severity } }
  }

  func count(_ severity: Finding.Severity) -> Int {
    layers.reduce(0) { $0 + $1.findings.count { $0.finding.severity == severity } }
  }

  var channels: Int { layers.reduce(0) { $0 + $1.channels } }

  // MARK: Causes

  private mutating func attribute() {
    guard captured != nil || activations != nil else { return }
    let off = layers.indices.filter { layers[$0].isOff }.sorted { (layers[$0].order ?? 0) < (layers[$1].order ?? 0) }
    guard let first = off.first else {
      attribution = .nothing
      return
    }
    guard off.allSatisfy({ layers[$0].order != nil }), captured == nil || activations == nil else {
      // Where every layer was looked at and one is off, it is the one, whatever runs first.
      attribution =
        off.count == 1 && unheard.isEmpty
        ? .cause(layers[first].name, consequences: 0) : .unordered(off.count)
      return
    }
    switch captured?.mode {
    case .training: attribution = .eachByItself
    case .mixed: attribution = .mixed
    case .evaluation where !otherLayers.isEmpty: attribution = .otherRun
    case .evaluation, nil: attribute(to: first, off)
    }
  }

  /// The first layer that is off is the cause, and the others are its consequences.
  private mutating func attribute(to first: Int, _ off: [Int]) {
    let cause = withoutGamma(before: first) ?? first
    let victims = off.filter { $0 != cause }
    if cause != first, let gap = layers[first].gap {
      layers[cause].findings.append(
        LayerFinding(
          layers[cause].name,
          Finding(
            .gammaOfOne, .warning, figure: gap.effect, threshold: LayerCondition.visibleEffect, interval: gap.interval
          )))
    }
    for victim in victims {
      guard let index = layers[victim].driftIndex else { continue }
      layers[victim].findings[index].finding = layers[victim].findings[index].finding.lowered
      layers[victim].findings[index].consequenceOf = layers[cause].name
    }
    attribution = .cause(layers[cause].name, consequences: victims.count)
  }

  /// The layers that ran with other moving statistics than the file's.
  private var otherLayers: [Int] { layers.indices.filter { layers[$0].ranWithOthers == true } }

  /// Says it once, of the first of them.
  private mutating func addOtherRun() {
    let others = otherLayers
    guard let first = others.min(by: { (layers[$0].order ?? 0) < (layers[$1].order ?? 0) }) else { return }
    // Where the batch normalized, what came in does not depend on them.
    let severity: Finding.Severity = captured?.mode == .training ? .info : .warning
    layers[first].findings.append(
      LayerFinding(
        layers[first].name,
        Finding(
          .otherRun(known: layers.count { $0.ranWithOthers != nil }), severity, figure: Double(others.count),
          threshold: 0)))
  }

  /// The layer right in front whose gamma is missing, where the others have learned theirs.
  private func withoutGamma(before first: Int) -> Int? {
    guard let order = layers[first].order, layers.count(where: { !$0.hasGammaOfOne }) >= 2 else { return nil }
    return layers.indices.first { layers[$0].order == order - 1 && layers[$0].hasGammaOfOne }
  }

  // MARK: What the file says of itself

  private mutating func addPredictions() {
    for layer in predicted.disagreeing {
      guard case .disagrees(let suspect) = layer.judgement, let comparison = layer.comparison else { continue }
      let name = suspect.layer ?? layer.layer.name
      guard let index = layers.firstIndex(where: { $0.name == name }) else { continue }
      let agreement = comparison.agreement
      let isSure = !comparison.isByNames && !predicted.isWhole && agreement.chance > 1e-3
      layers[index].findings.append(
        LayerFinding(
          name,
          Finding(
            .unlikePrediction, isSure && suspect == .exchanged ? .error : .warning, figure: agreement.residual,
            threshold: agreement.shuffled),
          predicted: layer))
    }
  }

  /// A single gamma of 1 among many that learned was not trained so; of several, that may have been the design.
  private mutating func addLostGamma() {
    let lost = layers.indices.filter { layers[$0].hasGammaOfOne }
    guard lost.count == 1, let index = lost.first, layers[index].hasLostGamma, layers.count >= 4,
      !layers[index].findings.contains(where: { $0.finding.code == .missingVariable })
    else { return }
    layers[index].findings.append(
      LayerFinding(
        layers[index].name,
        Finding(.gammaUnlikeOthers, .warning, figure: Double(layers.count - 1), threshold: 3)))
  }

  private mutating func addTwins() {
    var first: [[Double]: Int] = [:]
    for index in layers.indices {
      guard let fingerprint = layers[index].fingerprint else { continue }
      guard let other = first[fingerprint.statistics] else {
        first[fingerprint.statistics] = index
        continue
      }
      let isWhole = layers[other].fingerprint?.affine == fingerprint.affine
      layers[index].findings.append(
        LayerFinding(
          layers[index].name,
          Finding(
            .twinStatistics(other: layers[other].name, isWhole: isWhole), isWhole ? .info : .warning,
            figure: Double(layers[index].channels), threshold: 0)))
    }
  }
}

extension PredictedLayer.Suspect {
  /// The layer in front where that is the suspect; `nil` for the layer itself.
  fileprivate var layer: String? {
    switch self {
    case .exchanged, .statistics, .layer, .either: nil
    case .affine(let before), .whole(let before): before
    }
  }
}

extension [LayerFinding] {
  fileprivate mutating func sortByGravity() {
    let all = self
    self = Finding.Severity.gravestFirst.flatMap { severity in all.filter { $0.finding.severity == severity } }
  }
}

extension Finding {
  /// The same as information: what it is about is the consequence of something else.
  fileprivate var lowered: Finding {
    Finding(evidence, .info, channels: channels, figure: figure, threshold: threshold, interval: interval)
  }
}
