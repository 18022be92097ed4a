import Platform
import TerminalKit
import BNCore

extension Finding {
  /// What to look at, or to do, in a session: in commands.
  var adviceInSession: String {
    switch evidence {
    case .notFinite(let name, let cause?):
      "it came with \(cause); mend that, then assign \(name.rawValue), or reset"
    case .notFinite(let name, nil):
      "look for the batch that brought it (show x), then assign \(name.rawValue), or reset"
    case .updatesForgotten: "set update_ops on: in TensorFlow, run tf.GraphKeys.UPDATE_OPS with the training step"
    case .initialInFile: "estimate the moving statistics from data, and let update operations run where it is trained"
    case .otherEpsilon, .epsilonOfOthers: "give the layer the epsilon that it was trained with"
    case .otherRun: "record again from this very file, or compare it by bnexplorer diff with the checkpoint that ran"
    case .gammaOfOne, .gammaUnlikeOthers: "look for gamma in the checkpoint that this was made from"
    case .twinStatistics(_, isWhole: true): "nothing, where the layer is meant to be called twice"
    case .twinStatistics(_, isWhole: false): "look at how the checkpoint was written: one of the two may be a copy"
    case .halfLimit: "store the moving statistics in float32"
    case .notFiniteInput: "look at the layers in front, the first one first"
    case .unlikePrediction: "compare with the checkpoint that it was made from, or record activations to be certain"
    case .neverUpdated: "set training on and step, or assign moving_mean and moving_variance from a file"
    case .trainingOff: "set training on; training=False is for fine-tuning with statistics that are known"
    case .notSettled(_, let more?, let sense):
      "train \(counted(more, "more step")), or set a \(sense.lessMemory) momentum"
    case .notSettled(_, nil, let sense): "set a \(sense.lessMemory) momentum"
    case .renormBeforeTraining: "train before the first inference with updates, or set update_ops off"
    case .notFrozen: "set training off to freeze the layer, or set update_ops off"
    case .momentum(let momentum, let trouble, let argument):
      trouble.advice(setting: momentum.rawValue, now: figure, as: argument)
    case .clipping(let trouble): adviceInSession(on: trouble)
    case .renormMomenta: "set each for its own purpose"
    case .penalty: "set gamma_regularizer none and beta_regularizer none unless they are meant"
    case .smallGamma: "show gamma; look for weight decay on it"
    case .epsilonDominates: "look at what comes in (show batch_variance); scale it up, or set a smaller epsilon"
    case .deadChannels: "look at the layer before: its weights into these channels may have died"
    case .negativeVariance:
      "assign moving_variance, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0"
    case .largeMean: "center the input before it comes here, or set dtype float64 to see what is lost"
    case .stalledAverage(let sense):
      "keep moving statistics in float32 (set dtype float32), or set a \(sense.lessMemory) momentum"
    case .shutChannels: "show gamma and show beta; such channels can be cut out of a trained network"
    case .drift(let drift) where drift.byteScale == 1: "load with divide=255"
    case .constantChannels: "show batch_variance; look at what comes in: a constant column carries nothing"
    case .emptyRows: "show x; leave padded rows out, or load the data without them"
    case .drift(let drift) where drift.pipeline == .evaluated:
      "show eval_y; scale the second pipeline as the first, or estimate the statistics from its data"
    case .drift:
      "show moving_mean - population_mean; train on these batches, or scale the input as in training"
    case .staleMean:
      "explain moving_mean[\(firstChannel)]; the batches may have been others before, or it was assigned"
    case .tinyBatch(let mayRenorm, _): "take larger batches, 32 and up" + (mayRenorm ? ", or set renorm on" : "")
    case .besselCorrection(nil): "explain moving_variance[0]; larger batches, or set fused off for the biased one"
    case .besselCorrection(.some): "explain moving_variance[0]; take larger batches"
    case .lastBatchOfOne: "load with drop_last=on, or another batch size"
    case .unlikeBatches: "shuffle the batches (order=shuffled, load with shuffle=1)"
    case .wrongAxis(_, let better): "set axis \(better), and see whether the moving statistics make more sense"
    }
  }

  private func adviceInSession(on trouble: ClippingTrouble) -> String {
    switch trouble {
    case .rmaxBelowOne: "set rmax 3"
    case .rminAboveOne: "set rmin 0.3"
    case .rminAboveRmax: "set rmin below rmax"
    case .dmaxBelowZero: "set dmax 5"
    case .rminMissing: "set rmin \(threshold)"
    case .noLimits: "set renorm_clipping rmax=1 rmin=1 dmax=0 for the first 5000 steps, as the paper does"
    case .plain: "set renorm_clipping rmax=3 rmin=0.3 dmax=5, gradually"
    case .clipsMost: "explain r[\(firstChannel)] and d; widen the limits, or look for a change of the batches"
    }
  }

  /// A channel to look at; findings about channels have one.
  private var firstChannel: Int { channels.first ?? 0 }
}

extension Finding.MomentumTrouble {
  fileprivate func advice(setting name: String, now momentum: Double, as argument: MomentumArgument?) -> String {
    let usual = argument.flatMap { $0.written($0.shareOfOld) } ?? 0.99
    return switch self {
    case .forgetsAll, .neverMoves: "set \(name) \(usual) to average"
    case .looksComplementary: "set \(name) \(MomentumArgument.complement(of: momentum)) if that is what is meant"
    case .unstable: "set \(name) \(usual)"
    }
  }
}

extension MomentumArgument.Sense {
  /// Which momentum forgets sooner.
  fileprivate var lessMemory: String { self == .old ? "smaller" : "larger" }
}
