extension LayerCondition {
  /// Arguments that are probably not meant.
  var argumentFindings: [Finding] {
    momentumFindings + clippingFindings + [momenta, penalty, smallGamma].compactMap(\.self)
  }

  private var momentumFindings: [Finding] {
    var momenta = [(Finding.Momentum.momentum, options.momentum)]
    if options.renorm { momenta.append((.renormMomentum, options.renormMomentum)) }
    return momenta.compactMap { name, momentum in
      func finding(_ trouble: Finding.MomentumTrouble, _ severity: Finding.Severity, _ threshold: Double) -> Finding {
        Finding(
          .momentum(name, trouble, as: options.conventions?.momentum), severity, figure: written(momentum),
          threshold: written(threshold))
      }
      switch momentum {
      case 0: return finding(.forgetsAll, .info, 0)
      case 1: return finding(.neverMoves, .info, 1)
      case 0..<0.5: return finding(.looksComplementary, .warning, 0.5)
      case 0...1: return nil
      default: return finding(.unstable, .error, momentum < 0 ? 0 : 1)
      }
    }
  }

  private var clippingFindings: [Finding] {
    guard options.renorm else { return [] }
    let limits = options.renormClipping
    func finding(
      _ trouble: Finding.ClippingTrouble, _ figure: Double, _ threshold: Double, _ severity: Finding.Severity = .warning
    ) -> Finding {
      Finding(.clipping(trouble), severity, figure: figure, threshold: threshold)
    }
    var findings: [Finding] = []
    if let rmax = limits.rmax, rmax < 1 { findings.append(finding(.rmaxBelowOne, rmax, 1)) }
    if let rmin = limits.rmin, rmin > 1 { findings.append(finding(.rminAboveOne, rmin, 1)) }
    if let rmin = limits.rmin, let rmax = limits.rmax, rmin > rmax {
      findings.append(finding(.rminAboveRmax, rmin, rmax))
    }
    if let dmax = limits.dmax, dmax < 0 { findings.append(finding(.dmaxBelowZero, dmax, 0)) }
    if let rmax = limits.rmax, limits.rmin == nil { findings.append(finding(.rminMissing, 0, 1 / rmax)) }
    // So many steps the paper goes without a correction.
    if limits.rmax == nil, limits.rmin == nil, limits.dmax == nil, steps < 5000 {
      findings.append(finding(.noLimits, Double(steps), 5000))
    }
    if limits.rmax == 1, limits.rmin == 1, limits.dmax == 0, steps > 5000 {
      findings.append(finding(.plain, Double(steps), 5000, .info))
    }
    return findings + [alwaysClipped].compactMap(\.self)
  }

  private var alwaysClipped: Finding? {
    guard let clippedChannels, !movingMean.isEmpty, options.renormClipping.dmax != 0 else { return nil }
    let share = Double(clippedChannels.count) / Double(movingMean.count)
    guard share > 0.5 else { return nil }
    return Finding(.clipping(.clipsMost), .warning, channels: clippedChannels, figure: share, threshold: 0.5)
  }

  private var momenta: Finding? {
    guard options.renorm, let own = MovingPrediction.halfLife(momentum: options.renormMomentum),
      let other = MovingPrediction.halfLife(momentum: options.momentum)
    else { return nil }
    return Finding(.renormMomenta, .info, figure: own, threshold: other)
  }

  private var penalty: Finding? {
    // In other frameworks a penalty turns nothing off.
    guard options.conventions == nil else { return nil }
    let count = [options.gammaRegularizer, options.betaRegularizer].count { $0 != nil }
    return count > 0 ? Finding(.penalty, .info, figure: Double(count), threshold: 0) : nil
  }

  private var smallGamma: Finding? {
    guard let gamma = variables[.gamma], !gamma.isEmpty else { return nil }
    let middle = gamma.map(\.magnitude).median
    return middle < 0.1 ? Finding(.smallGamma, .info, figure: middle, threshold: 0.1) : nil
  }
}
