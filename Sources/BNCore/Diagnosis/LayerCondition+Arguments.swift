extension LayerCondition {
  /// Arguments that are probably not meant.
  var argumentFindings: [Finding] {
    momentumFindings + clippingFindings + [momenta, penalty, smallGamma].compactMap(\.self)
  }

  private var momentumFindings: [Finding] {
    var momenta = [("momentum", options.momentum)]
    if options.renorm { momenta.append(("renorm_momentum", options.renormMomentum)) }
    return momenta.compactMap { name, momentum in
      func finding(_ severity: Finding.Severity, _ threshold: Double, _ why: String, _ advice: String) -> Finding {
        Finding(
          .momentum, severity, measure: name, figure: momentum, threshold: threshold, why: why, advice: advice)
      }
      switch momentum {
      case 0: return finding(.info, 0, "each update forgets everything before it", "set \(name) 0.99 to average")
      case 1: return finding(.info, 1, "nothing ever moves", "set \(name) 0.99 to average")
      case 0...0.5:
        return finding(
          .warning, 0.5, "it looks like a momentum of PyTorch, which is 1 - TensorFlow's",
          "set \(name) \(1 - momentum) if that is what is meant")
      case 0...1: return nil
      default:
        return finding(
          .error, momentum < 0 ? 0 : 1, "the averages do not settle outside 0 to 1", "set \(name) 0.99")
      }
    }
  }

  private var clippingFindings: [Finding] {
    guard options.renorm else { return [] }
    let limits = options.renormClipping
    func finding(
      _ severity: Finding.Severity, _ measure: String, _ figure: Double, _ threshold: Double, _ why: String,
      _ advice: String
    ) -> Finding {
      Finding(
        .renormClipping, severity, measure: measure, figure: figure, threshold: threshold, why: why, advice: advice)
    }
    var findings: [Finding] = []
    if let rmax = limits.rmax, rmax < 1 {
      findings.append(finding(.warning, "rmax", rmax, 1, "it cuts off r = 1, no correction", "set rmax 3"))
    }
    if let rmin = limits.rmin, rmin > 1 {
      findings.append(finding(.warning, "rmin", rmin, 1, "it cuts off r = 1, no correction", "set rmin 0.3"))
    }
    if let rmin = limits.rmin, let rmax = limits.rmax, rmin > rmax {
      findings.append(finding(.warning, "rmin", rmin, rmax, "it lies above rmax, which wins", "set rmin below rmax"))
    }
    if let dmax = limits.dmax, dmax < 0 {
      findings.append(finding(.warning, "dmax", dmax, 0, "no d lies within it", "set dmax 5"))
    }
    if let rmax = limits.rmax, limits.rmin == nil {
      findings.append(
        finding(
          .warning, "rmin", 0, 1 / rmax, "it is 0 unless set, where the paper has 1/rmax", "set rmin \(1 / rmax)"))
    }
    if limits.rmax == nil, limits.rmin == nil, limits.dmax == nil, steps < 5000 {
      findings.append(
        finding(
          .warning, "steps", Double(steps), 5000, "without limits renorm corrects towards averages of a few batches",
          "set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does"))
    }
    if limits.rmax == 1, limits.rmin == 1, limits.dmax == 0, steps > 5000 {
      findings.append(
        finding(
          .info, "steps", Double(steps), 5000, "with these limits renorm is plain batch normalization",
          "set renorm_clipping rmax=3 rmin=0.3 dmax=5 by and by"))
    }
    return findings + [alwaysClipped].compactMap(\.self)
  }

  private var alwaysClipped: Finding? {
    guard let clippedChannels, !movingMean.isEmpty, options.renormClipping.dmax != 0 else { return nil }
    let share = Double(clippedChannels.count) / Double(movingMean.count)
    guard share > 0.5 else { return nil }
    return Finding(
      .renormClipping, .warning, channels: clippedChannels, measure: "share of channels clipped in the last pass",
      figure: share, threshold: 0.5,
      why: "the batches lie far from renorm's averages, and the limits decide the output",
      advice: "explain r[\(clippedChannels[0])] and d; widen the limits, or look for a change of the batches")
  }

  private var momenta: Finding? {
    guard options.renorm, let own = MovingPrediction.halfLife(momentum: options.renormMomentum),
      let other = MovingPrediction.halfLife(momentum: options.momentum)
    else { return nil }
    return Finding(
      .renormMomenta, .info, measure: "half-life of renorm_momentum in updates, against momentum's", figure: own,
      threshold: other,
      why: "renorm_momentum is that of the averages that correct training; momentum is that of inference",
      advice: "set each for its own purpose")
  }

  private var penalty: Finding? {
    let count = [options.gammaRegularizer, options.betaRegularizer].count { $0 != nil }
    guard count > 0 else { return nil }
    return Finding(
      .penalty, .info, measure: "penalties on gamma and beta", figure: Double(count), threshold: 0,
      why: "a penalty of any scale turns the fused implementation off, and with it the unbiased moving variance",
      advice: "set gamma_regularizer none and beta_regularizer none unless they are meant")
  }

  private var smallGamma: Finding? {
    guard let gamma = variables[.gamma], !gamma.isEmpty else { return nil }
    let middle = gamma.map(\.magnitude).median
    guard middle < 0.1 else { return nil }
    return Finding(
      .penalty, .info, measure: "median of |gamma|", figure: middle, threshold: 0.1,
      why: "little comes through the layer; usual for the last layer of a branch, else a sign of decay",
      advice: "show gamma; look for weight decay on it")
  }
}
