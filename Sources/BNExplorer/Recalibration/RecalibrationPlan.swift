import BNCore

/// Which layers of a model may be given the statistics that were recorded, and why not others.
///
/// Behind a faulty layer, what came in while moving statistics normalized is faulty itself: statistics taken of it fit to the
/// fault. So only what is known to have come in right is used.
enum RecalibrationPlan: Sendable, Equatable {
  /// Each layer that is off: the batch normalized while it was recorded, so that what came in is right.
  case eachByItself([String])
  /// The first layer that is off, and what may be off behind it.
  case first(String, others: [String])
  /// Every layer that was recorded, as was asked for; what speaks against it.
  case all([String], against: Obstacle?)
  /// None.
  case none(Obstacle)

  /// Why nothing can be put right, or not without harm.
  enum Obstacle: Sendable, Equatable {
    case nothingOff
    case nothingRecorded
    /// Partly in training, partly in evaluation mode.
    case mixed
    /// The recorded model had other statistics than the file's.
    case otherRun
    /// Evaluation mode, and what ran first is not known.
    case unknownOrder
    /// Evaluation mode, and nothing is known of layers that may stand in front.
    case unheard([String])
    /// What is wrong is gamma or epsilon, and not statistics.
    case otherFault(String, Finding.Code)
    /// What came in was not finite, of a fault in front.
    case brokenInput(String)
    /// So few examples that what they say would be off by half as much as the statistics are.
    case tooFew(String)
    /// Evaluation mode, and layers in front of others are off.
    case evaluation(off: Int)
  }

  /// Plans for what an examination found.
  init(_ examination: Examination, all: Bool) {
    let safe = Self.safe(examination)
    guard all else {
      self = safe
      return
    }
    let recorded = examination.inRunOrder.map(\.name).filter { name in
      examination.captured?.layer(named: name).map { $0.moments.mean.contains(where: \.isFinite) } == true
    }
    switch safe {
    case .none(.nothingRecorded): self = safe
    case .none(.nothingOff), .eachByItself, .all: self = .all(recorded, against: nil)
    case .none(let obstacle): self = .all(recorded, against: obstacle)
    case .first(_, let others): self = .all(recorded, against: .evaluation(off: others.count + 1))
    }
  }

  /// The layers that get new statistics.
  var layers: [String] {
    switch self {
    case .eachByItself(let names), .all(let names, _): names
    case .first(let name, _): [name]
    case .none: []
    }
  }

  private static func safe(_ examination: Examination) -> RecalibrationPlan {
    guard let run = examination.captured, examination.layers.contains(where: { run.layer(named: $0.name) != nil })
    else {
      return .none(.nothingRecorded)
    }
    let off = examination.inRunOrder.filter { layer in
      run.layer(named: layer.name) != nil && (layer.isOff || run.mode == .training && layer.hasFarChannels)
    }.map(\.name)
    guard !off.isEmpty else { return .none(.nothingOff) }
    switch run.mode {
    case .mixed: return .none(.mixed)
    case .training:
      let whole = off.filter { run.layer(named: $0)?.nonFinite == 0 }
      guard let first = whole.first else { return .none(.brokenInput(off[0])) }
      let told = whole.filter { examination.tellsEnough(of: $0) }
      return told.isEmpty ? .none(.tooFew(first)) : .eachByItself(told)
    case .evaluation: return evaluated(examination, run, off)
    }
  }

  private static func evaluated(_ examination: Examination, _ run: CapturedRun, _ off: [String]) -> RecalibrationPlan {
    guard run.isOrdered else { return .none(.unknownOrder) }
    if let blamed = examination.blamed { return .none(.otherFault(blamed.layer, blamed.finding.code)) }
    let unheard = examination.unheard.filter { !run.silent.contains($0) }
    guard unheard.isEmpty else { return .none(.unheard(unheard)) }
    switch examination.attribution {
    case .otherRun: return .none(.otherRun)
    case .cause:
      guard let first = examination.roots.first else { return .none(.unknownOrder) }
      // What is first on the list of faults has nothing but healthy layers in front.
      guard run.layer(named: first)?.nonFinite == 0 else { return .none(.brokenInput(first)) }
      guard examination.tellsEnough(of: first) else { return .none(.tooFew(first)) }
      return .first(first, others: off.filter { $0 != first })
    case .noCapture, .nothing, .eachByItself, .mixed, .unordered: return .none(.unknownOrder)
    }
  }
}

extension Examination {
  /// Whether statistics of what came into a layer are surely nearer to the truth than its own.
  fileprivate func tellsEnough(of name: String) -> Bool {
    guard let layer = layers.first(where: { $0.name == name }), let gap = layer.gap, !layer.isAtFault else {
      return true
    }
    return gap.effect >= 2 * gap.samplingError
  }
}
