import BNFiles
import Platform

/// A batch norm as it is written to a file: its numbers, each array in the type that it has, and what is to be known of them.
struct ExportedLayer: Sendable {
  /// An array of a number a channel.
  struct Numbers: Sendable {
    let values: [Double]
    /// The type that holds each of them as it is.
    let type: ScalarType
    /// Whether the type is a wider one than the file has, as not all of the numbers are of the file's: computed ones.
    var isWidened = false

    /// Numbers in a type; in double precision where that does not hold them.
    init(_ values: [Double], _ wanted: ScalarType) {
      self.values = values
      isWidened = !values.allSatisfy(wanted.holds)
      type = isWidened ? .float64 : wanted
    }

    /// Whether they are the same numbers, whatever their type; one that is none equals every other that is none.
    func isSame(as other: Numbers) -> Bool {
      values.count == other.values.count && zip(values, other.values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
  }

  /// The name in the file that it is from.
  var name: String
  /// `nil` where the layer does not multiply.
  var gamma: Numbers?
  /// `nil` where the layer does not add.
  var beta: Numbers?
  var mean: Numbers
  var variance: Numbers
  var epsilon: Double?
  var isEpsilonStated: Bool
  var momentum: StatedLayer.Momentum?
  var isMomentumStated: Bool
  var varianceKind: StatedLayer.VarianceKind
  /// How many batches PyTorch counted; 0 where nobody did.
  var batches: Int64 = 0

  var channels: Int { mean.values.count }

  /// What is other in another layer, in words.
  func differences(from other: ExportedLayer) -> [String] {
    func differ(_ one: Numbers?, _ two: Numbers?) -> Bool {
      guard let one, let two else { return (one == nil) != (two == nil) }
      return !one.isSame(as: two)
    }
    let parts = [
      ("gamma", differ(gamma, other.gamma)), ("beta", differ(beta, other.beta)), ("mean", differ(mean, other.mean)),
      ("variance", differ(variance, other.variance)), ("epsilon", epsilon != other.epsilon),
      ("momentum", momentum != other.momentum),
    ]
    return parts.filter(\.1).map(\.0)
  }
}

extension ExportedLayer {
  /// A layer of a file, with its numbers.
  ///
  /// - Throws: ``FileError`` where it has no mean and variance, or its lengths disagree.
  init(_ layer: FoundLayer, _ numbers: LayerNumbers, batches: Int64 = 0, path: String) throws(FileError) {
    guard let mean = numbers.mean, let variance = numbers.variance, mean.count == variance.count, !mean.isEmpty,
      [numbers.gamma, numbers.beta].allSatisfy({ $0 == nil || $0?.count == mean.count })
    else {
      throw FileError(
        path, "\(layer.name.quoted(limit: 80)) has no mean and variance of one length; layers says what it has")
    }
    func typed(_ values: [Double], _ tensor: StoredTensor?) -> Numbers {
      switch tensor?.scalarType {
      case .float16?: Numbers(values, .float16)
      case .bfloat16?: Numbers(values, .bfloat16)
      case .float64?: Numbers(values, .float64)
      default: Numbers(values, .float32)
      }
    }
    name = layer.name
    gamma = numbers.gamma.map { typed($0, layer.gamma) }
    beta = numbers.beta.map { typed($0, layer.beta) }
    self.mean = typed(mean, layer.mean)
    self.variance = typed(variance, layer.variance)
    epsilon = layer.epsilon
    isEpsilonStated = layer.epsilonSource == .file && !layer.isEpsilonDoubtful
    momentum = layer.storedMomentum
    isMomentumStated = layer.momentumSource != .assumed && !layer.isMomentumDoubtful
    varianceKind = layer.varianceKind
    self.batches = batches
  }
}
