import BNCore
import BNFiles
import Platform
import TerminalKit

/// In words, what a file says of its own moving means.
struct PredictedMeansText: Sendable {
  let means: PredictedMeans

  init(_ means: PredictedMeans) { self.means = means }

  /// A sentence for the whole, then one for each layer that is not as predicted.
  var lines: [String] { [summary] + means.disagreeing.map { Self.sentence($0) } }

  /// How many layers agree, do not agree, and could not be judged.
  var summary: String {
    let judged = means.agreeing + means.disagreeing.count
    guard judged > 0 else { return "no moving mean could be predicted from the layers before it" }
    let rest = means.layers.count - judged
    let others = rest > 0 ? "; \(rest) could not be judged" : ""
    let whole =
      means.isWhole ? ": it is the statistics as a whole that are not of this network" : ""
    return "the moving means of \(means.agreeing) of \(counted(judged, "layer")) are those that the layers before them "
      + "and the weights predict\(whole)\(others)"
  }

  /// What is to be said of a layer, without a full stop.
  static func sentence(_ layer: PredictedLayer) -> String {
    "\(layer.layer.name.escapingControls): \(statement(layer))" + figures(layer.comparison)
  }

  /// The same without the layer's name in front.
  static func reason(_ layer: PredictedLayer) -> String { statement(layer) + figures(layer.comparison) }

  private static func statement(_ layer: PredictedLayer) -> String {
    switch layer.judgement {
    case .agrees: "its moving means are those that \(front(layer)) predicts"
    case .disagrees(let suspect):
      "its moving means are not those that \(front(layer)) predicts; " + suspect.words
        + (layer.comparison?.isByNames == true ? ", if names and order tell what follows what" : "")
    case .unclear(let doubt): "whether its moving means fit to \(front(layer)) is not told: \(doubt.words)"
    case .notApplied(let obstacle): "its moving means were not predicted: \(obstacle.words)"
    }
  }

  private static func front(_ layer: PredictedLayer) -> String {
    layer.comparison.map { $0.before.map(\.escapingControls).listed() } ?? "the layer before"
  }

  /// The figures in brackets; "" where there are none.
  static func figures(_ comparison: PredictedLayer.Comparison?) -> String {
    guard let comparison else { return "" }
    let agreement = comparison.agreement
    let correlation =
      agreement.correlation.isFinite ? "correlation \(short(agreement.correlation)), " : "no correlation, "
    let function = comparison.inferred.map { ", \($0.words) taken to be between" } ?? ""
    return " (\(correlation)\(short(agreement.residual)) deviations apart, channels in any order "
      + "\(short(agreement.shuffled)); \(counted(agreement.channels, "channel"))\(function))"
  }

  private static func short(_ number: Double) -> String { NumberText.significant(number, digits: 3) }
}

extension PredictedLayer.Suspect {
  /// What is wrong, in words.
  var words: String {
    switch self {
    case .exchanged: "its variances are: mean and variance have taken each other's place"
    case .statistics: "its mean or variance is not what training left"
    case .layer: "the layer is not the one that was trained with the weights on both sides of it"
    case .affine(let before): "gamma and beta of \(before.escapingControls) are not what training left"
    case .whole(let before): "\(before.escapingControls) is not the layer that was trained with these weights"
    case .either(let before):
      "gamma and beta of \(before.escapingControls) are not what training left, or the mean of this layer is not"
    }
  }
}

extension PredictedLayer.Doubt {
  /// Why a comparison does not tell, in words.
  var words: String {
    switch self {
    case .figures(.fewChannels): "it has fewer than \(MeanAgreement.fewest) channels"
    case .figures(.meansAlike): "the means hardly differ, so that another order of the channels would not show"
    case .figures(.border): "the image is so small that zeros around it may explain the difference"
    case .maybeSum: "names do not show whether a residual sum stands between"
    case .maybeMaximum: "names do not show whether a maximum stands between, which would explain the difference"
    case .maybeWhole: "its kernel may cover the image along an axis, whose positions may have means of their own"
    case .order: "most layers do not fit, so that the order of the tensors may not be that of the network"
    }
  }
}

extension PredictedLayer.Obstacle {
  /// Why nothing was compared, in words.
  var words: String {
    switch self {
    case .noOrder: "the file does not tell what follows what"
    case .noWeights(let what): "not weights but \(what.escapingControls) stands in front of it"
    case .unknownInput(let what): "into its weights goes \(what.escapingControls), whose mean nobody knows"
    case .activationOfSum: "an activation of a sum goes into its weights, of which gamma and beta do not tell the mean"
    case .noNeighbour: "no batch norm of as many channels stands in front of its weights"
    case .channels: "the numbers of channels around its weights do not fit to each other"
    case .untrained: "training never touched the statistics"
    case .noNumbers: "mean, variance or epsilon is not in the file"
    }
  }
}

extension ActivationFunction {
  /// The function's usual name.
  var words: String {
    switch self {
    case .identity: "no activation"
    case .relu: "ReLU"
    case .clippedReLU(let limit): "ReLU up to \(NumberText.significant(limit, digits: 3))"
    case .leakyReLU(let slope): "LeakyReLU of slope \(NumberText.significant(slope, digits: 3))"
    case .elu: "ELU"
    case .hardSigmoid: "hard sigmoid"
    case .hardSwish: "hard swish"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .silu: "SiLU"
    case .gelu: "GELU"
    case .softplus: "softplus"
    case .mish: "Mish"
    }
  }
}
