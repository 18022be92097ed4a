import Platform
import TerminalKit
import BNCore

extension Finding {
  /// What to look at, or to do, where the layer is one of a file: in arguments and data, since there is nothing to command.
  var adviceOnFile: String {
    switch evidence {
    case .notFinite(let name, _):
      "look for the training batch that brought it, and take \(name.rawValue) from a checkpoint of before"
    case .updatesForgotten:
      "let training depend on tf.GraphKeys.UPDATE_OPS, and estimate the moving statistics again from data"
    case .initialInFile: "estimate the moving statistics from data, and let update operations run where it is trained"
    case .otherEpsilon, .epsilonOfOthers: "give the layer the epsilon that it was trained with"
    case .otherRun: "record again from this very file, or compare it by bnexplorer diff with the checkpoint that ran"
    case .gammaOfOne, .gammaUnlikeOthers: "look for gamma in the checkpoint that this was made from"
    case .twinStatistics(_, isWhole: true): "nothing, where the layer is meant to be called twice"
    case .twinStatistics(_, isWhole: false): "look at how the checkpoint was written: one of the two may be a copy"
    case .halfLimit: "store the moving statistics in float32"
    case .notFiniteInput: "look at the layers in front, the first one first"
    case .unlikePrediction: "compare with the checkpoint that it was made from, or record activations to be certain"
    case .neverUpdated:
      "use training=True with the update operations, or estimate the moving statistics from data"
    case .trainingOff:
      "use training=True where the layer learns; training=False is for fine-tuning with statistics that are known"
    case .notSettled(_, let more?, _):
      "go on training for \(counted(more, "update")), or use a smaller momentum"
    case .notSettled(_, nil, _): "use a smaller momentum"
    case .renormBeforeTraining: "let training come before the first inference with updates"
    case .notFrozen: "call the layer with training=False to freeze it"
    case .momentum(let momentum, let trouble, _): trouble.advice(giving: momentum.rawValue, now: figure)
    case .clipping(let trouble): adviceOnFile(on: trouble)
    case .renormMomenta: "choose each for its own purpose"
    case .penalty: "leave gamma_regularizer and beta_regularizer out unless they are meant"
    case .smallGamma: "look for weight decay on gamma"
    case .epsilonDominates: "look at what comes in; scale it up, or use a smaller epsilon"
    case .deadChannels: "look at the layer before: its weights into these channels may have died"
    case .negativeVariance:
      "estimate the moving variance again, and look where it came from: E[x^2] - E[x]^2 loses all digits near 0"
    case .largeMean: "center the input before it comes here, or compute in float64 to see what is lost"
    case .stalledAverage: "keep moving statistics in float32, or use a smaller momentum"
    case .shutChannels: "look at beta and gamma; such channels can be cut out of a trained network"
    case .drift(let drift) where drift.byteScale != 0: "scale the input as in training"
    case .constantChannels: "look at the layer before: its weights into these channels may have died"
    case .emptyRows: "leave padded rows out of the moments: mask them, or normalize before padding"
    case .drift:
      "estimate the moving statistics again from such data, or scale the input as in training"
    case .staleMean:
      "estimate the moving statistics again; the training data may have been other data, or they were replaced"
    case .tinyBatch(let mayRenorm, _): "take larger batches, 32 and up" + (mayRenorm ? ", or use renorm=True" : "")
    case .besselCorrection: "take larger batches, or use fused=False for the biased one"
    case .lastBatchOfOne: "drop the last batch of an epoch, or take another batch size"
    case .unlikeBatches: "shuffle the examples"
    case .wrongAxis(_, let better): "use axis=\(better), and see whether the moving statistics make more sense"
    }
  }

  private func adviceOnFile(on trouble: ClippingTrouble) -> String {
    switch trouble {
    case .rmaxBelowOne: "use rmax=3"
    case .rminAboveOne: "use rmin=0.3"
    case .rminAboveRmax: "use an rmin below rmax"
    case .dmaxBelowZero: "use dmax=5"
    case .rminMissing: "use rmin=\(threshold)"
    case .noLimits: "use rmax=1, rmin=1, dmax=0 for the first 5000 steps, as the paper does"
    case .plain: "widen the limits gradually, to rmax=3, rmin=0.3, dmax=5"
    case .clipsMost: "widen the limits, or look for a change of the batches"
    }
  }
}

extension Finding.MomentumTrouble {
  fileprivate func advice(giving name: String, now momentum: Double) -> String {
    switch self {
    case .forgetsAll, .neverMoves: "use \(name)=0.99 to average"
    case .looksComplementary: "use \(name)=\(MomentumArgument.complement(of: momentum)) if that is what is meant"
    case .unstable: "use \(name)=0.99"
    }
  }
}
