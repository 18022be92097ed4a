import TerminalKit
import BNFiles
import BNCore

/// How far inference is from training, and why, in figures.
struct TwoTruths: Equatable, Sendable {
  /// What the moving statistics began with.
  enum Beginning: Equatable, Sendable {
    /// The initializers made every channel's so.
    case uniform(mean: Double, variance: Double)
    case initializers
    case assigned
    case file
  }

  /// The share of the beginning that is really left in the moving statistics, by the momenta of the updates that ran;
  /// `nil` where those did not move them towards the batches (a momentum outside 0 to 1).
  let share: Double?
  let beginning: Beginning
  /// The steps until a hundredth of the beginning is left; `nil` where there will be none.
  let stepsLeft: Int?
  /// Why it stays as it is.
  let obstacle: Obstacle?
  /// How far the outputs lie apart, as ``Preview/disagreement`` has it.
  let disagreement: Double
  /// What replicas that go by moments of their own lose; `nil` where there are none, or they lose nothing.
  let loss: ReplicaLoss?

  enum Obstacle: Equatable, Sendable {
    case inference, updatesOff
  }

  /// - Parameters:
  ///   - session: whose layer it is.
  ///   - preview: what the layer would make of the present batch.
  init?(_ session: Session, _ preview: Preview) {
    guard let layer = session.layer else { return nil }
    disagreement = preview.disagreement
    loss = ReplicaLoss(preview.training)
    let options = session.configuration.options
    let names = [VariableName.movingMean, .movingVariance]
    // The one that began later, or has been updated less often, holds more of its beginning.
    guard let record = names.map({ layer.records[$0] }).max(by: { $0.shareLeft < $1.shareLeft }) else { return nil }
    share = (0...1).contains(record.shareLeft) ? record.shareLeft : nil
    obstacle =
      !session.configuration.training ? .inference : session.configuration.updateOps == .off ? .updatesOff : nil
    let more = MovingPrediction.updates(fromShare: record.shareLeft, toShare: 0.01, momentum: options.momentum)
    stepsLeft = obstacle == nil ? more : nil
    switch record.origin {
    case .assigned: beginning = .assigned
    case .file: beginning = .file
    case .initializer:
      let initial = try? BatchNormalizationVariables<Double>(options: options, channels: layer.channels)
      beginning = Self.uniform(initial?.movingMean, initial?.movingVariance) ?? .initializers
    }
  }

  private static func uniform(_ means: [Double]?, _ variances: [Double]?) -> Beginning? {
    guard let mean = means?.first, let variance = variances?.first, means?.allSatisfy({ $0 == mean }) == true,
      variances?.allSatisfy({ $0 == variance }) == true
    else { return nil }
    return .uniform(mean: mean, variance: variance)
  }
}

extension TwoTruths {
  /// The figures as plain sentences, the first of which says the most.
  var sentences: [String] { ownSentences + (loss.map { [$0.sentence] } ?? []) }

  private var ownSentences: [String] {
    guard let share, share > 0.01 else { return [comparison] }
    var text = "inference still believes \(Self.percent(share)) of \(beginningText)"
    switch obstacle {
    case .inference: text += ", and in inference nothing moves them"
    case .updatesOff: text += ", and without update operations it always will"
    case nil: if let stepsLeft { text += "; \(stepsLeft) more \(stepsLeft == 1 ? "step" : "steps") until 1 %" }
    }
    return [text, comparison]
  }

  private var comparison: String {
    switch disagreement {
    case ...0.005: "training and inference agree"
    case ...0.5: "training and inference agree to \(Self.percent(disagreement))"
    case ...10: "inference is off by \(Self.percent(disagreement)) of the output's spread"
    case .infinity: "the training output does not vary, the inference output does"
    case let factor where factor.isNaN: "the outputs are not finite"
    default: "inference is off by \(NumberText.significant(disagreement, digits: 2)) times the output's spread"
    }
  }

  private var beginningText: String {
    switch beginning {
    case .uniform(let mean, let variance):
      "the initial mean \(ValueText.text(mean)) and variance \(ValueText.text(variance))"
    case .initializers: "the initial mean and variance"
    case .assigned: "the assigned mean and variance"
    case .file: "the file's mean and variance"
    }
  }

  fileprivate static func percent(_ share: Double) -> String {
    let digits = share >= 1 ? 3 : 2
    return "\(NumberText.significant(share * 100, digits: digits)) %"
  }
}

/// What the mean of replicas' variances keeps of the batch's own variance, in the channel where that is least.
struct ReplicaLoss: Equatable, Sendable {
  let replicas: Int
  let channel: Int
  /// From 0 to 1.
  let kept: Double

  /// `nil` where the replicas are synchronized, and where their means are the same.
  init?(_ step: any TakenStep) {
    guard step.sharing.countApart > 1, let moments = ReplicaMoments(step) else { return nil }
    let shares = zip(moments.pooledVariance, moments.varianceOfMeans).map { whole, spread in
      whole > 0 ? 1 - spread / whole : 1
    }
    guard let least = shares.indices.min(by: { shares[$0] < shares[$1] }), shares[least] < 1 else { return nil }
    (replicas, channel, kept) = (step.sharing.count, least, shares[least])
  }

  var sentence: String {
    "\(replicas) replicas apart: the mean of their variances keeps \(TwoTruths.percent(kept)) of the batch's variance in"
      + " channel \(channel), the variance of their means is lost"
  }
}
