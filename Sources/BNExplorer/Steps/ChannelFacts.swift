import BNCore

/// What a step knew about one channel, in double precision: all that the formulas of its numbers are made of.
struct ChannelFacts: Equatable, Sendable {
  let dtype: NumberType
  let mode: Mode
  let implementation: FusedChoice
  let arithmetic: Arithmetic
  let channel: Int
  /// How many elements the channel has in the batch; in each replica where these normalize apart.
  let count: Int
  let options: BatchNormalizationOptions
  /// How many the batch has.
  let dimensions: Int
  /// Which variance a training pass stores.
  let storedVariance: VarianceBias
  /// As it was added to the variance: rounded, and after the fused implementation's floor.
  let epsilon: Double
  /// The mean and variance that the pass states, rounded to the layer's type.
  let mean: Double
  let variance: Double
  /// Those that the output was made with.
  let appliedMean: Double
  let appliedVariance: Double
  /// `nil` where the layer has none.
  let gamma: Double?
  let beta: Double?
  let correction: Correction?
  /// The variables that the step found, and those that its update operations left; renorm's weights are the layer's.
  let before: [VariableName: Double]
  let after: [VariableName: Double]
  let updates: Updates?
  /// The replica that had the element; `nil` where the whole batch has the same moments, and for what all replicas have.
  var replica: Replica?
  /// What each replica stated, where they normalize apart.
  var replicaMoments: [Stated] = []

  /// The mean and the variance of a channel.
  struct Stated: Equatable, Sendable {
    let mean: Double
    let variance: Double
  }

  /// One of the replicas that share a batch.
  struct Replica: Equatable, Sendable {
    /// From 0 on.
    let index: Int
    let count: Int
  }

  /// Renorm's r and d.
  struct Correction: Equatable, Sendable {
    let r: Double
    let d: Double
    let unclippedR: Double
    let unclippedD: Double
  }

  /// The pass's update operations.
  struct Updates: Equatable, Sendable {
    let weight: Double
    /// `nil` without renorm.
    let renormWeight: Double?
    /// Whether the fused implementation's inference pass left nothing to assign.
    let isIdle: Bool
    let ran: Bool
  }
}

extension TakenStep {
  /// What the formulas of a channel's numbers were computed from.
  func facts(channel: Int) -> ChannelFacts { facts(channels: channel..<channel + 1)[0] }
}

extension TypedStep {
  func facts(channels: Range<Int>) -> [ChannelFacts] {
    let after = updatesRan ? pass.updates?.applied(to: layer.variables) : nil
    let applied = pass.appliedStatistics
    return channels.map { facts(channel: $0, after: after ?? layer.variables, applied) }
  }

  func facts(ofElement place: Int) -> ChannelFacts {
    let channel = layout.channel(of: place)
    guard !pass.parts.isEmpty else { return facts(channel: channel) }
    let replica = place / (pass.input.count / pass.parts.count)
    let part = TypedStep(Trainer.Step(pass: pass.parts[replica]), settings, variables, updatesRan: updatesRan)
    var facts = part.facts(channel: channel)
    facts.replica = ChannelFacts.Replica(index: replica, count: pass.parts.count)
    return facts
  }

  private func facts(
    channel: Int, after: BatchNormalizationVariables<Scalar>, _ applied: Moments<Double>
  ) -> ChannelFacts {
    let variables = layer.variables
    return ChannelFacts(
      dtype: dtype, mode: mode, implementation: pass.implementation, arithmetic: pass.arithmetic, channel: channel,
      count: layout.elementsPerChannel / max(1, pass.parts.count), options: layer.options,
      dimensions: pass.input.rank,
      storedVariance: layer.options.storedVariance(by: pass.implementation, dimensions: pass.input.rank),
      epsilon: Double(pass.epsilon),
      mean: Double(pass.statistics.mean[channel]), variance: Double(pass.statistics.variance[channel]),
      appliedMean: applied.mean[channel], appliedVariance: applied.variance[channel],
      gamma: layer.options.scale ? variables.gamma.map { Double($0[channel]) } : nil,
      beta: layer.options.center ? variables.beta.map { Double($0[channel]) } : nil,
      correction: pass.correction.map { correction in
        ChannelFacts.Correction(
          r: Double(correction.r[channel]), d: Double(correction.d[channel]),
          unclippedR: Double(correction.unclippedR[channel]), unclippedD: Double(correction.unclippedD[channel]))
      },
      before: Self.numbers(of: variables, channel: channel), after: Self.numbers(of: after, channel: channel),
      updates: pass.updates.map { updates in
        ChannelFacts.Updates(
          weight: Double(updates.weight), renormWeight: updates.renormWeight.map { Double($0) },
          isIdle: updates.isIdle, ran: updatesRan)
      },
      replicaMoments: pass.parts.map { part in
        ChannelFacts.Stated(
          mean: Double(part.statistics.mean[channel]), variance: Double(part.statistics.variance[channel]))
      })
  }

  private static func numbers(
    of variables: BatchNormalizationVariables<Scalar>, channel: Int
  ) -> [VariableName: Double] {
    var numbers: [VariableName: Double] = [:]
    for name in variables.names { numbers[name] = variables[name].map { Double($0[name.isScalar ? 0 : channel]) } }
    return numbers
  }
}
