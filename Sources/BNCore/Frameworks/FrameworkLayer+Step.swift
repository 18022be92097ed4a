extension FrameworkLayer {
  /// Takes a training step.
  ///
  /// - Parameters:
  ///   - batch: with the channels of the layer.
  ///   - mask: which rows count, for a framework that has masks; `nil` for all of them.
  /// - Returns: what comes out; what is stored is in ``state``.
  public mutating func step(_ batch: FrameworkBatch, mask: [Bool]? = nil) -> FrameworkOutcome {
    step(batch, mask: mask, moments: nil, hasOutput: true)
  }

  /// Takes a training step with moments that are known already, or without an output where only what is stored is asked for.
  ///
  /// - Parameters:
  ///   - batch: with the channels of the layer.
  ///   - mask: which rows count.
  ///   - known: the batch's moments in the framework's own sums; `nil` to take them.
  ///   - hasOutput: whether the batch is normalized, too.
  /// - Returns: what comes out; its output is empty where none is asked for.
  mutating func step(
    _ batch: FrameworkBatch, mask: [Bool]?, moments known: Moments<Double>?, hasOutput: Bool
  ) -> FrameworkOutcome {
    guard rules.trains else { return FrameworkOutcome(error: "\(rules.name) only infers") }
    if let refusal = epsilonRefusal { return FrameworkOutcome(error: refusal) }
    state.steps += 1
    if let refusal = rules.refusal { return FrameworkOutcome(error: refusal) }
    let kept = rules.mask == .none ? batch : batch.kept(mask)
    if batch.count == 0 {
      switch rules.emptyBatch {
      case .error(let words): return FrameworkOutcome(error: words)
      case .keep: return FrameworkOutcome(output: [])
      case .notANumber, .zero: break
      }
    }
    if batch.count == 1 {
      switch rules.oneValue {
      case .error(let words): return FrameworkOutcome(error: words)
      case .errorBehindMean(let words):
        state.mean = moved(state.mean, towards: batch.numbers.map(Double.init))
        return FrameworkOutcome(error: words)
      case .input: return FrameworkOutcome(output: batch.numbers)
      case .beta, .notANumber: break
      }
    }
    let moments = known ?? moments(of: kept, isMasked: mask != nil)
    state.updates += 1
    guard state.renorm == nil else { return renormalize(batch, moments) }
    move(to: moments, count: kept.count)
    let used = rules.kind == .firstOutright ? used : moments
    let output = hasOutput ? normalize(batch, by: used) : []
    return FrameworkOutcome(output: output, normalizedBy: used, batch: moments)
  }

  private func moments(of batch: FrameworkBatch, isMasked: Bool) -> Moments<Double> {
    guard batch.count == 0 else {
      let formula = isMasked && rules.mask == .zero ? .twoPasses : rules.variance
      return formula.moments(of: batch, rules.sums[rank])
    }
    let isZero = isMasked ? rules.mask == .zero : rules.emptyBatch == .zero
    let numbers = [Double](repeating: isZero ? 0 : .nan, count: gamma.count)
    return Moments(mean: numbers, variance: numbers)
  }

  /// Moves what is stored towards a batch's moments.
  private mutating func move(to moments: Moments<Double>, count: Int) {
    let variance = moments.variance.map { $0 * correction(count) }
    if rules.kind == .firstOutright && state.updates == 1 {
      state.mean = moments.mean.map { Float($0) }
      state.variance = variance.map { Float($0) }
    } else {
      state.mean = moved(state.mean, towards: moments.mean)
      state.variance = moved(state.variance, towards: variance)
    }
  }

  /// The factor between the population's variance and what is stored.
  private func correction(_ count: Int) -> Double {
    guard rules.bias[rank] == .sample else { return 1 }
    if count == 1, rules.oneValue == .notANumber { return .nan }
    return Double(count) / Double(max(count - 1, 1))
  }

  /// A stored statistic after an update.
  private func moved(_ old: [Float], towards new: [Double]) -> [Float] {
    let share = shareOfOld.map(rules.newShare[rank].value) ?? 1 / Double(max(state.steps, 1))
    return zip(old, new).map { old, new in Float(Double(old) * (1 - share) + new * share) }
  }

  /// A training step with batch renormalization, and its three averages.
  private mutating func renormalize(_ batch: FrameworkBatch, _ moments: Moments<Double>) -> FrameworkOutcome {
    guard var renorm = state.renorm, let shareOfOld else { return FrameworkOutcome(error: "no renorm") }
    let clipping = renormClipping
    let stddev = moments.variance.map { ($0 + epsilonInForce).squareRoot() }
    let r = zip(stddev, renorm.stddev).map { stddev, average in
      limited(stddev / Double(average), clipping.rmin, clipping.rmax)
    }
    let d = batch.channelRange.map { channel in
      limited(
        (moments.mean[channel] - Double(renorm.mean[channel])) / Double(renorm.stddev[channel]),
        clipping.dmax.map { -$0 }, clipping.dmax)
    }
    let output = batch.map { number, channel in
      let normalized = (Double(number) - moments.mean[channel]) / stddev[channel]
      return Float((normalized * r[channel] + d[channel]) * Double(gamma[channel]) + Double(beta[channel]))
    }
    func mixed(_ old: [Float], _ new: [Double], _ share: Double) -> [Float] {
      zip(old, new).map { Float(share * Double($0) + (1 - share) * $1) }
    }
    let share = rules.renormShare ?? shareOfOld
    renorm.mean = mixed(renorm.mean, moments.mean, share)
    renorm.stddev = mixed(renorm.stddev, stddev, share)
    renorm.movingStddev = mixed(renorm.movingStddev, stddev, shareOfOld)
    state.renorm = renorm
    state.mean = mixed(state.mean, moments.mean, shareOfOld)
    state.variance = renorm.movingStddev.map { Float(Double($0) * Double($0) - epsilonInForce) }
    return FrameworkOutcome(output: output, normalizedBy: moments, batch: moments)
  }

  private func limited(_ value: Double, _ lower: Double?, _ upper: Double?) -> Double {
    let raised = lower.map { value < $0 ? $0 : value } ?? value
    return upper.map { raised > $0 ? $0 : raised } ?? raised
  }
}
