import Platform
import TerminalKit
import BNCore

extension Finding.Evidence {
  /// What the figure is.
  var measure: String {
    switch self {
    case .notFinite(let name, _): "values of \(name.rawValue) not finite"
    case .updatesForgotten: "share of the steps whose update operations ran"
    case .neverUpdated, .gammaOfOne: Self.effect
    case .initialInFile: "batches counted"
    case .gammaUnlikeOthers: "other layers, all with a gamma that learned"
    case .otherEpsilon, .epsilonOfOthers: "scale off by the other epsilon, in the output's deviations"
    case .otherRun: "layers that ran with other moving statistics than the file's"
    case .twinStatistics: "channels with the same moving_mean and moving_variance"
    case .halfLimit: "largest moving_variance"
    case .notFiniteInput: "numbers that came in and are not finite"
    case .unlikePrediction: "moving means off what the weights predict, in deviations"
    case .trainingOff: "update operations run"
    case .notSettled: "share of the initial statistics left"
    case .renormBeforeTraining: "renorm_mean_weight"
    case .notFrozen: "largest move of a moving mean in the last step, in standard deviations"
    case .momentum(let momentum, _, _): momentum.rawValue
    case .clipping(let trouble): trouble.measure
    case .renormMomenta: "half-life of renorm_momentum in updates, against momentum's"
    case .penalty: "penalties on gamma and beta"
    case .smallGamma: "median of |gamma|"
    case .epsilonDominates, .negativeVariance: "smallest moving_variance"
    case .deadChannels: "largest moving_variance of them"
    case .largeMean: "largest |moving_mean| / sqrt(moving_variance + epsilon)"
    case .stalledAverage: "how far from its goal a moving mean stops, in standard deviations"
    case .shutChannels: "largest beta / |gamma| of them"
    case .drift: Self.effect
    case .constantChannels: "channels that never vary"
    case .emptyRows: "share of the rows that are 0 in every channel"
    case .staleMean: "largest |moving_mean - population_mean|, as a multiple of what noise explains"
    case .tinyBatch: "elements a channel"
    case .besselCorrection: "moving_variance above the batch variance, as a share"
    case .lastBatchOfOne: "elements a channel in the last batch of an epoch"
    case .unlikeBatches: "variance between batches, as a multiple of what chance makes (median channel)"
    case .wrongAxis(_, let better): "share of the variance that lies along axis \(better)"
    }
  }

  /// What ``StatisticsGap/effect`` is.
  private static let effect = "output off, in its deviations"
}

extension Finding {
  /// Why it matters.
  var reason: String {
    switch evidence {
    case .notFinite: "an average that has once been NaN or infinite never recovers"
    case .updatesForgotten(run: 0, _):
      "the moving statistics are still what they were, and inference normalizes by them"
    case .updatesForgotten(_, let forgotten): "the moving statistics have missed \(counted(forgotten, "step"))"
    case .neverUpdated(let steps):
      "nothing has ever moved the initial statistics" + (steps > 0 ? " in \(counted(steps, "step"))" : "")
        + ", and inference normalizes by them"
    case .initialInFile(learned: true):
      "every moving mean is 0 and every variance 1, as in a new layer, though gamma or beta have learned"
    case .initialInFile(learned: false):
      "every moving mean is 0 and every variance 1, as in a new layer"
    case .otherEpsilon(let file, let ran):
      "the model ran with epsilon \(NumberText.significant(ran, digits: 4)), and the file has \(NumberText.significant(file, digits: 4))"
    case .otherRun(let known):
      "what came in was recorded from another checkpoint than this file, as \(Int(figure)) of \(counted(known, "layer")) show"
    case .epsilonOfOthers(let fits, let ran):
      "the model ran with epsilon \(NumberText.significant(ran, digits: 4)), and the variances are so small that it matters; what comes in behind"
        + " the layer fits to \(NumberText.significant(fits, digits: 4))"
    case .gammaOfOne:
      "gamma is 1 or missing in every channel, other layers have learned theirs, and what comes in behind it does not fit"
    case .gammaUnlikeOthers:
      "gamma is exactly 1 in every channel, though beta has learned, and so have all other layers' gammas"
    case .twinStatistics(let other, let isWhole):
      "\(other.escapingControls) has the very same moving statistics"
        + (isWhole ? ", gamma and beta: one layer under two names, or a copy" : ", but another gamma or beta")
    case .halfLimit: "float16 has no larger number: what is stored is not what training had"
    case .notFiniteInput: "NaN or an infinity comes in, and so it goes out"
    case .unlikePrediction: "the moving means are not those that the layers before and the weights make"
    case .trainingOff: "gamma and beta learn with training=False, by moving statistics that never moved"
    case .notSettled(let updates, _, _):
      "after \(counted(updates, "update")) inference still sees that much of the initial mean and variance"
    case .renormBeforeTraining: "the next update operations divide renorm_mean by it, 0 by 0, and leave NaN"
    case .notFrozen: "trainable=False keeps gamma and beta, and nothing else: the moving statistics go on moving"
    case .momentum(_, let trouble, let argument): trouble.reason(as: argument)
    case .clipping(let trouble): trouble.reason
    case .renormMomenta:
      "renorm_momentum is that of the averages that correct training; momentum is that of inference"
    case .penalty:
      "a penalty of any scale turns the fused implementation off, and with it the unbiased moving variance"
    case .smallGamma: "little comes through the layer; usual for the last layer of a branch, else a sign of decay"
    case .epsilonDominates: "epsilon and not the variance decides how far these channels are scaled"
    case .deadChannels(let updates?, let momentum):
      "these channels are constant, for at least \(counted(updates, "update")) of batch variance 0 at momentum \(momentum)"
    case .deadChannels(nil, _): "these channels are constant"
    case .negativeVariance(let trouble): trouble.reason
    case .largeMean(let type): "the inputs lie so far from 0 that \(type.name) loses what makes them differ"
    case .stalledAverage: "float16 has no number between the average and its next value"
    case .shutChannels: "a ReLU behind the layer would pass less than 0.14 % of these channels"
    case .drift(let drift): drift.reason
    case .constantChannels: "what comes in is one number, over and over: y is beta there, whatever else is set"
    case .emptyRows:
      "rows of zeros, as padding makes them, count as data: they pull the mean to 0 and change the variance"
    case .staleMean: "that is further from the population than the noise of the average explains"
    case .tinyBatch(_, let refusal?), .lastBatchOfOne(let refusal?): "no step is taken with it: \(refusal)"
    case .tinyBatch(_, nil): Self.reason(forElements: figure)
    case .besselCorrection(let framework):
      "\(framework ?? "the fused implementation") averages the unbiased variance, and normalizes by the biased one"
    case .lastBatchOfOne(nil): "its variance is 0; on a GPU the fused implementation makes NaN of it"
    case .unlikeBatches:
      "each batch is normalized by its own mean and variance, which are unlike those that inference has"
    case .wrongAxis(let axis, _):
      "the positions of that axis differ much more than the channels of axis \(axis), as channels do"
    }
  }

  private static func reason(forElements count: Double) -> String {
    switch count {
    case 1: "the variance of one element is 0: y is beta whatever comes in"
    case 2: "normalizing two elements leaves only which of them is larger"
    default: "the moments of so few elements are noise, and the output with them"
    }
  }
}

extension Finding.MomentumTrouble {
  fileprivate func reason(as argument: MomentumArgument?) -> String {
    switch self {
    case .forgetsAll: "each update forgets everything before it"
    case .neverMoves: "nothing ever moves"
    case .looksComplementary where argument?.sense == .new:
      "it looks like a momentum of TensorFlow, which is the share of the old value and not of the new"
    case .looksComplementary where argument != nil:
      "it looks like a momentum of PyTorch, which is the share of the new value and not of the old"
    case .looksComplementary: "it looks like a momentum of PyTorch, which is 1 - TensorFlow's"
    case .unstable: "the averages do not settle outside 0 to 1"
    }
  }
}

extension Finding.ClippingTrouble {
  fileprivate var measure: String {
    switch self {
    case .rmaxBelowOne: "rmax"
    case .rminAboveOne, .rminAboveRmax, .rminMissing: "rmin"
    case .dmaxBelowZero: "dmax"
    case .noLimits, .plain: "steps"
    case .clipsMost: "share of channels clipped in the last pass"
    }
  }

  fileprivate var reason: String {
    switch self {
    case .rmaxBelowOne, .rminAboveOne: "it leaves out r = 1, which is no correction"
    case .rminAboveRmax: "it lies above rmax, which wins"
    case .dmaxBelowZero: "no d lies within it"
    case .rminMissing: "it is 0 unless set, where the paper has 1/rmax"
    case .noLimits: "without limits renorm corrects towards averages of a few batches"
    case .plain: "with these limits renorm is plain batch normalization"
    case .clipsMost: "the batches lie far from renorm's averages, and the limits decide the output"
    }
  }
}

extension Finding.VarianceTrouble {
  fileprivate var reason: String {
    switch self {
    case .belowMinusEpsilon: "inference takes the root of a negative number: NaN"
    case .swapped: "no mean is negative and many variances are: the two seem to be swapped"
    case .minusEpsilon: "it is exactly -epsilon: a converter subtracted epsilon"
    case .slight: "no variance is negative"
    }
  }
}

extension Finding.Drift {
  fileprivate var reason: String {
    let source = pipeline == .own ? "what comes in" : "what the second pipeline brings"
    let means = "means \(NumberText.significant(shift, digits: 4)) deviations off"
    let deviations =
      ratio.map { ratio in
        let factor = NumberText.significant(max(ratio, 1 / ratio), digits: 4)
        guard factor != "1" else { return ", deviations as wide" }
        return ", deviations \(factor) times too \(ratio > 1 ? "wide" : "narrow")"
      } ?? ""
    let size = examples.map { ", by \(counted($0, "example"))" } ?? ""
    let bytes =
      switch byteScale {
      case 1: "; that is 255: numbers from 0 to 255 come in where those of 0 to 1 were meant"
      case -1: "; that is 1/255: numbers from 0 to 1 come in where those of 0 to 255 were meant"
      default: ""
      }
    return "the moving statistics are not those of \(source): \(means)\(deviations) (medians\(size))\(bytes)"
  }
}
