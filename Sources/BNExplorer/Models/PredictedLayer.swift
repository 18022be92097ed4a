import BNCore
import BNFiles

/// A batch norm beside what the layers before it and the weights between say of its moving means.
struct PredictedLayer: Sendable {
  /// A prediction beside what is stored.
  struct Comparison: Sendable {
    /// The batch norms that it is from; mostly one.
    let before: [String]
    /// The tensor of the weights between.
    let kernel: String
    /// What stands between, where it was not in the file and was found by trying.
    let inferred: ActivationFunction?
    /// Whether the file has no graph, so that names and order told what follows what.
    let isByNames: Bool
    let agreement: MeanAgreement
    /// Whether the stored variances are what was predicted of the means.
    let isExchanged: Bool
  }

  enum Judgement: Sendable, Equatable {
    /// The moving means are those that the network in front makes.
    case agrees
    case disagrees(Suspect)
    /// A comparison was made, and does not tell.
    case unclear(Doubt)
    /// Nothing could be compared.
    case notApplied(Obstacle)
  }

  /// What is not as it was in training, as far as the pairs of a chain tell.
  enum Suspect: Sendable, Equatable {
    /// This layer's mean and variance have taken each other's place.
    case exchanged
    /// This layer's moving statistics: what comes in front agrees elsewhere.
    case statistics
    /// This layer as a whole: neither its statistics nor its gamma and beta fit to their neighbours.
    case layer
    /// Gamma and beta of the layer before.
    case affine(of: String)
    /// The layer before as a whole.
    case whole(String)
    /// Gamma and beta of the layer before, or this layer's moving statistics: one pair alone cannot tell.
    case either(String)
  }

  /// Why a comparison does not tell.
  enum Doubt: Sendable, Equatable {
    case figures(MeanAgreement.Doubt)
    /// Names do not show whether a sum stands between, as it does at the end of a residual block.
    case maybeSum
    /// Names do not show whether a maximum over positions stands between, and one would explain the means.
    case maybeMaximum
    /// The kernel may cover the image along an axis, where positions may have means of their own.
    case maybeWhole
    /// Most pairs of the file do not agree: names and order may not be those of the network.
    case order
  }

  /// Why nothing could be compared.
  enum Obstacle: Sendable, Equatable {
    /// The file has neither a graph that is followed nor an order of its own.
    case noOrder
    /// This stands in front of the layer, not weights alone.
    case noWeights(String)
    /// This goes into the weights, and its mean is not known.
    case unknownInput(String)
    /// Behind a sum the channels are not normal with known gamma and beta, so nothing is known behind an activation.
    case activationOfSum
    /// By names and order no batch norm with these channels stands in front of its weights.
    case noNeighbour
    /// The numbers of channels do not fit to each other.
    case channels
    /// Training never touched its statistics.
    case untrained
    /// Mean, variance or epsilon is not there.
    case noNumbers
  }

  let layer: FoundLayer
  var comparison: Comparison?
  var judgement: Judgement
}
