/// Which frameworks put out what came of a batch.
struct FrameworkOutputs {
  private let evidence: OutputEvidence
  /// What the frameworks are held against: whose channels, and which of gamma and beta.
  private let conventions: [OutputConvention]
  private let modes: [NormalizationMode]
  /// The epsilon that the output shows.
  private let shown: Double?
  /// Whether it is the one that was asked for, so that no other was.
  private let isStated: Bool

  /// Looks for frameworks that do what a convention does; without one for all that they do.
  init(
    _ evidence: OutputEvidence, like convention: OutputConvention?, epsilon: EpsilonFinding?,
    modes: Set<NormalizationMode>
  ) {
    self.evidence = evidence
    self.modes = [.training, .inference].filter { modes.isEmpty || modes.contains($0) }
    shown = epsilon?.value
    isStated = epsilon?.source == .stated || epsilon?.source == .raised
    if let convention {
      conventions = convention.parameterAxis == nil && convention.gamma != .exchanged ? [convention] : []
    } else {
      conventions = ChannelGrouping.candidates(shape: evidence.all.shape).filter(\.isUsual).map { grouping in
        OutputConvention(
          grouping: grouping, statistics: .batch(.population), gamma: evidence.layer.gamma == nil ? .unknown : .applied,
          beta: evidence.layer.beta == nil ? .unknown : .applied)
      }
    }
  }

  /// The frameworks, in the order of their table.
  var matches: [FrameworkMatch] {
    let trials = conventions.compactMap { FrameworkTrial(evidence, $0) }
    return FrameworkRules.all.flatMap { rules in
      modes.compactMap { mode in
        trials.lazy.compactMap { trial in
          mode == .training ? self.trained(rules, trial) : self.inferred(rules, trial)
        }.first
      }
    }
  }

  private func trained(_ rules: FrameworkRules, _ trial: FrameworkTrial) -> FrameworkMatch? {
    guard rules.trains, rules.refusal == nil else { return nil }
    guard trial.isOrdinary, rules.kind != .firstOutright || evidence.layer.mean == nil else {
      return simulated(rules, .training, trial) { layer in layer.step(trial.batch, mask: evidence.layer.mask) }
    }
    return match(rules, .training, trial, trial.moments(rules))
  }

  private func inferred(_ rules: FrameworkRules, _ trial: FrameworkTrial) -> FrameworkMatch? {
    var isOrdinary = trial.isFinite
    if case .deviation = rules.epsilonRule[trial.batch.rank] { isOrdinary = false }
    guard isOrdinary else { return simulated(rules, .inference, trial) { layer in layer.infer(trial.batch) } }
    return trial.statistics(rules).lazy.compactMap { match(rules, .inference, trial, $0) }.first
  }

  /// A framework that normalizes by certain moments, with the epsilon that it would have to be asked for.
  private func match(
    _ rules: FrameworkRules, _ mode: NormalizationMode, _ trial: FrameworkTrial, _ numbers: GroupNumbers?
  ) -> FrameworkMatch? {
    guard let numbers, let fit = evidence.fit(trial.convention, numbers, evidence.all) else { return nil }
    let rule = rules.epsilonRule[trial.batch.rank]
    let isShown = fit.witnesses > 0
    let asked = self.asked(rules).first { epsilon in
      if case .positive = rule, epsilon <= 0 { return false }
      return fit.range.contains(rule.inForce(epsilon))
    }
    guard let asked else { return nil }
    return FrameworkMatch(
      name: rules.name, mode: mode, epsilon: isShown ? asked : nil,
      isDefault: asked == rules.epsilon || !isShown && evidence.layer.epsilon == nil)
  }

  /// Epsilons that a framework may have been asked for: the known one, its own, and the one that the output shows.
  private func asked(_ rules: FrameworkRules) -> [Double] {
    let stated = evidence.layer.epsilon.map { [$0] } ?? []
    return isStated ? stated : stated + [rules.epsilon] + [shown].compactMap { $0 }
  }

  /// A framework that is let do it: where rules beside the formula decide.
  private func simulated(
    _ rules: FrameworkRules, _ mode: NormalizationMode, _ trial: FrameworkTrial,
    _ run: (inout FrameworkLayer) -> FrameworkOutcome
  ) -> FrameworkMatch? {
    for epsilon in asked(rules) {
      for layer in trial.layers(rules, epsilon: epsilon, mode) {
        var after = layer
        let outcome = run(&after)
        guard outcome.error == nil, trial.agrees(outcome, before: layer, after: after) else { continue }
        return FrameworkMatch(
          name: rules.name, mode: mode, epsilon: epsilon, isDefault: epsilon == rules.epsilon)
      }
    }
    return nil
  }
}
