import BNFiles
import BNTestSupport

@testable import BNExplorer

/// A batch norm of a test's model, to be changed in one place.
struct SampleNorm {
  var name: String
  var gamma: [Double]
  var beta: [Double]
  var mean: [Double]
  var variance: [Double]
  var epsilon: Double? = 1e-5
  /// The type that its numbers are said to be stored in.
  var type = "F32"

  /// The numbers of an ordinary layer: no channel gives out less than a tenth of the average, so that each is its own unit.
  init(_ name: String, channels: Int = 8, seed: UInt64) {
    var random = SplitMix(state: seed)
    self.name = name
    func some(_ range: ClosedRange<Double>) -> [Double] {
      (0..<channels).map { _ in Double(Float(Double.random(in: range, using: &random))) }
    }
    gamma = some(0.5...1.5)
    beta = some(-1...1)
    mean = some(-2...2)
    variance = some(0.5...1.5)
  }

  /// Its tensors under PyTorch's names; epsilon is a tensor, so that the file says it.
  var tensors: [StoredTensor] {
    let parts = [("weight", gamma), ("bias", beta), ("running_mean", mean), ("running_var", variance)]
    let epsilons = epsilon.map { [("eps", [$0])] } ?? []
    return (parts + epsilons).map { word, values in
      StoredTensor(name: name.isEmpty ? word : "\(name).\(word)", shape: [values.count], type: type) { values }
    }
  }

  /// With each number rounded to so many significant bits, as a smaller type would have it.
  func rounded(to bits: Int, type: String) -> SampleNorm {
    func round(_ values: [Double]) -> [Double] {
      values.map { value in
        let unit = Double(sign: .plus, exponent: value.exponent - bits + 1, significand: 1)
        return (value / unit).rounded(.toNearestOrEven) * unit
      }
    }
    var norm = self
    (norm.gamma, norm.beta, norm.mean, norm.variance) = (round(gamma), round(beta), round(mean), round(variance))
    norm.type = type
    return norm
  }

  /// Scale and shift of a channel by their definition.
  func scale(_ channel: Int) -> Double { gamma[channel] / (variance[channel] + (epsilon ?? 1e-5)).squareRoot() }
  func shift(_ channel: Int) -> Double { beta[channel] - mean[channel] * scale(channel) }
}

extension ModelDifference {
  /// How two models of some layers differ.
  init(_ a: [SampleNorm], _ b: [SampleNorm], others: [StoredTensor] = []) throws {
    try self.init(tensors: a.flatMap(\.tensors) + others, b.flatMap(\.tensors) + others)
  }

  init(tensors a: [StoredTensor], _ b: [StoredTensor], given: GivenNumbers = GivenNumbers()) throws {
    try self.init(
      OpenedModel("a.pt", FoundModel(a, given: given)), OpenedModel("b.onnx", FoundModel(b, given: given)))
  }
}
