import BNFiles
import BNTestSupport

@testable import BNExplorer

/// Something wrong with a layer of a model file, as conversions and careless merges leave it.
enum PlantedFault: String, CaseIterable, Sendable {
  /// Mean and variance in another order of the channels.
  case shuffled
  /// Mean and variance in each other's place.
  case exchanged
  /// Every mean half a deviation off, up or down at random.
  case half
  /// The same, all one way.
  case halfOneWay
  /// A quarter, up or down.
  case quarter
  /// A quarter, one way.
  case quarterOneWay
  /// No gamma: 1 in every channel.
  case gammaGone
  /// No gamma and no beta: 1 and 0.
  case affineGone
  /// Gamma and beta in another order of the channels.
  case affineShuffled

  /// The four numbers of a layer with the fault.
  func numbers(_ numbers: [LayerRole: [Double]], epsilon: Double, seed: UInt64) -> [LayerRole: [Double]] {
    var result = numbers
    var random = SplitMix(state: seed)
    let count = numbers[.mean]?.count ?? 0
    let order = Array(0..<count).shuffled(using: &random)
    func move(by share: Double, isOneWay: Bool) {
      for channel in 0..<count {
        let sign = isOneWay || Bool.random(using: &random) ? 1.0 : -1
        result[.mean]?[channel] += sign * share * (max(numbers[.variance]?[channel] ?? 0, 0) + epsilon).squareRoot()
      }
    }
    func shuffle(_ roles: [LayerRole]) {
      for role in roles { result[role] = numbers[role].map { values in order.map { values[$0] } } }
    }
    switch self {
    case .shuffled: shuffle([.mean, .variance])
    case .exchanged: (result[.mean], result[.variance]) = (numbers[.variance], numbers[.mean])
    case .half: move(by: 0.5, isOneWay: false)
    case .halfOneWay: move(by: 0.5, isOneWay: true)
    case .quarter: move(by: 0.25, isOneWay: false)
    case .quarterOneWay: move(by: 0.25, isOneWay: true)
    case .gammaGone: result[.gamma] = numbers[.gamma]?.map { _ in 1 }
    case .affineGone:
      result[.gamma] = numbers[.gamma]?.map { _ in 1 }
      result[.beta] = numbers[.beta]?.map { _ in 0 }
    case .affineShuffled: shuffle([.gamma, .beta])
    }
    return result
  }
}

enum LayerRole: CaseIterable, Sendable { case gamma, beta, mean, variance }

extension FoundLayer {
  subscript(_ role: LayerRole) -> StoredTensor? {
    switch role {
    case .gamma: gamma
    case .beta: beta
    case .mean: mean
    case .variance: variance
    }
  }
}

extension ModelFile {
  /// The file with a fault in one of its batch norms.
  func planted(_ fault: PlantedFault, in layer: FoundLayer, seed: UInt64 = 5) throws -> ModelFile {
    var file = self
    var numbers: [LayerRole: [Double]] = [:]
    for role in LayerRole.allCases { numbers[role] = try layer[role]?.numbers() }
    let wrong = fault.numbers(numbers, epsilon: layer.epsilon ?? 0, seed: seed)
    for role in LayerRole.allCases {
      guard let old = layer[role], let values = wrong[role] else { continue }
      let tensor = StoredTensor(name: old.name, shape: old.shape, type: old.type) { () throws(FileError) in values }
      if let place = file.tensors.firstIndex(where: { $0.name == old.name }) {
        file.tensors[place] = tensor
        continue
      }
      guard let place = file.layers.firstIndex(where: { $0.name == layer.name }) else { continue }
      switch role {
      case .gamma: file.layers[place].gamma = tensor
      case .beta: file.layers[place].beta = tensor
      case .mean: file.layers[place].mean = tensor
      case .variance: file.layers[place].variance = tensor
      }
    }
    return file
  }
}
