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
  /// How many layers besides the cause have a fault of their own, whatever comes in.
  private(set) var othersAtFault = 0
  /// The layers with a fault of their own in the order in which they ran, as far as that is known.
  private(set) var roots: [String] = []
  /// What the layer that it began with is blamed for, where that is not its statistics but its gamma or epsilon.
  private(set) var blamed: LayerFinding?

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

  /// The layers in the order in which they ran, those of which that is not known behind the others.
  var inRunOrder: [ExaminedLayer] { layers.sorted { ($0.order ?? .max) < ($1.order ?? .max) } }

  func count(_ severity: Finding.Severity) -> Int {
    layers.reduce(0) { $0 + $1.findings.count { $0.finding.severity == severity } }
  }

  var channels: Int { layers.reduce(0) { $0 + $1.channels } }

  // MARK: Causes

  private mutating func attribute() {
    guard captured != nil || activations != nil else { return }
    let running = layers.indices.filter { layers[$0].order != nil }.sorted {
      (layers[$0].order ?? 0) < (layers[$1].order ?? 0)
    }
    if captured?.mode == .evaluation { allowForLevel(running) }
    // Of a layer that nothing came into, only its own numbers are known: it is no cause of what others got.
    let unheard = Set(unheard)
    let off = layers.indices.filter { layers[$0].isOff && !unheard.contains(layers[$0].name) }.sorted {
      (layers[$0].order ?? 0) < (layers[$1].order ?? 0)
    }
    guard let first = off.first else {
      attribution = .nothing
      return
    }
    guard off.allSatisfy({ layers[$0].order != nil }), captured == nil || activations == nil else {
      // Where every layer was looked at and one is off, it is the one, whatever runs first.
      let isOnlyOne = off.count == 1 && unheard.isEmpty
      roots = isOnlyOne ? [layers[first].name] : []
      attribution = isOnlyOne ? .cause(layers[first].name, consequences: 0) : .unordered(off.count)
      return
    }
    switch captured?.mode {
    case .training:
      roots = off.map { layers[$0].name }
      attribution = .eachByItself
    case .mixed: attribution = .mixed
    // A layer with a fault of its own is the cause, whoever ran: it was damaged behind the recording.
    case .evaluation where !otherLayers.allSatisfy { layers[$0].isAtFault }: attribution = .otherRun
    case .evaluation, nil: nameCause(first, off, running)
    }
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

  private mutating func nameCause(_ first: Int, _ off: [Int], _ running: [Int]) {
    let blamed = suspect(before: first)
    if let blamed {
      let finding = LayerFinding(layers[blamed.index].name, blamed.finding)
      self.blamed = finding
      layers[blamed.index].findings.append(finding)
    }
    let start = blamed?.index ?? first
    let victims = victims(of: start, off, running)
    // What has a fault of its own, the gravest named as the cause, of equal ones the first.
    let roots = running.filter { $0 == start || off.contains($0) && !victims.contains($0) }
    let gravity = roots.map { layers[$0].isAtFault ? .infinity : layers[$0 == start ? first : $0].leastEffect }
    let cause = zip(roots, gravity).first { $0.1 == gravity.max() }?.0 ?? start
    var consequences = 0
    var root = start
    for layer in running {
      if roots.contains(layer) { root = layer }
      guard victims.contains(layer) else { continue }
      consequences += root == cause ? 1 : 0
      for index in layers[layer].inherited {
        layers[layer].findings[index].finding = layers[layer].findings[index].finding.lowered()
        layers[layer].findings[index].consequenceOf = layers[root].name
      }
    }
    othersAtFault = roots.count - 1
    self.roots = roots.map { layers[$0].name }
    attribution = .cause(layers[cause].name, consequences: consequences)
  }

  /// Allows for what all layers have in common.
  ///
  /// Data that is a little other than what a network was trained with puts all of them off a little. What is one layer's own comes
  /// on top, and both add in squares.
  private mutating func allowForLevel(_ running: [Int]) {
    var inFront: [Double] = []
    for index in running {
      // Few layers have no level.
      if inFront.count >= 4 { layers[index].allow(level: inFront.median) }
      if !layers[index].isOff, let gap = layers[index].gap { inFront.append(gap.unbiasedEffect) }
    }
  }

  /// By how much more than a layer in front one may be off as its consequence.
  ///
  /// Of 3,188 faults planted one at a time (see scripts/calibrate) eight had a consequence beyond that.
  private static let mostGrowth = 1.5

  /// Those that are off as a consequence: what passes on from layer to layer is seen in one of those right in front.
  private func victims(of cause: Int, _ off: [Int], _ running: [Int]) -> [Int] {
    off.filter { index in
      guard index != cause, !layers[index].isAtFault, let place = running.firstIndex(of: index) else { return false }
      // A branch may lie between: two layers and a shortcut's.
      let inFront = running[max(0, place - 3)..<place].filter { $0 == cause || layers[$0].isOff }
      // A cause that is not off itself shows in the layers behind it only.
      guard let most = inFront.map({ layers[$0].isOff ? layers[$0].gap?.effect ?? .infinity : .infinity }).max() else {
        return false
      }
      // What passes on through normalization does not grow: much more than came in is a fault of the layer's own.
      return inFront.contains { layers[$0].isAtFault } || layers[index].leastEffect <= Self.mostGrowth * most
    }
  }

  /// The layer right in front, where the first that is off only shows what that one does.
  private func suspect(before first: Int) -> (index: Int, finding: Finding)? {
    guard !layers[first].isAtFault, let gap = layers[first].gap, let order = layers[first].order,
      let index = layers.indices.first(where: { layers[$0].order == order - 1 })
    else { return nil }
    // A gamma is missing where the others have learned theirs.
    if layers[index].hasGammaOfOne, layers.count(where: { !$0.hasGammaOfOne }) >= 2 {
      return (
        index,
        Finding(
          .gammaOfOne, .warning, figure: gap.effect, threshold: LayerCondition.visibleEffect, interval: gap.interval)
      )
    }
    // What another epsilon widens comes in wider, and with another mean; a variance alone that is wrong has the mean right.
    guard let ratio = gap.ratio, gap.shift > LayerCondition.visibleEffect,
      let other = layers[index].otherEpsilons.first(where: { explains($0.factor, ratio) })
    else { return nil }
    return (
      index,
      Finding(
        .epsilonOfOthers(fits: other.other, ran: other.ran), .warning, figure: other.effect,
        threshold: LayerCondition.visibleEffect)
    )
  }

  /// Whether one factor is the other, up to its square or its root: what lies between the two layers is not linear.
  private func explains(_ factor: Double, _ ratio: Double) -> Bool {
    let exponent = PortableMath.log(ratio) / PortableMath.log(factor)
    return (0.5...2).contains(exponent)
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
