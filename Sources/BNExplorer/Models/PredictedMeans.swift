import BNCore
import BNFiles

/// What a model file says of its own moving means, without any data: each is predicted from gamma and beta of the layer
/// before, the activation and the weights between.
///
/// Statistics of another training run, in another order, or in each other's place do not fit to the weights; see
/// ``MeanAgreement``. Where the file holds a graph, that says what follows what; else the names and the order of a PyTorch
/// state dict do, with care: see ``NamedChains``.
struct PredictedMeans: Sendable {
  /// The batch norms, in the model's order.
  private(set) var layers: [PredictedLayer]

  /// Compares all layers of a model; reads the weights one after another.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - most: how many numbers of the file are looked at; of a model with more none is predicted.
  /// - Throws: ``FileError`` where the file does not hold a tensor.
  init(_ model: FoundModel, most: Int = .max) throws(FileError) {
    guard model.file.allTensors.reduce(0, { $0 &+ ($1.count ?? 0) }) <= most else {
      layers = []
      return
    }
    var chains = MeanChains(try NormNumbers(model))
    if let flow = try model.file.normInputs() {
      try chains.compare(flow)
    } else {
      try NamedChains(model.file).compare(in: &chains)
    }
    layers = chains.judged
  }

  var agreeing: Int { layers.count { $0.judgement == .agrees } }

  var disagreeing: [PredictedLayer] {
    layers.filter { if case .disagrees = $0.judgement { true } else { false } }
  }

  /// Whether most layers that could be judged do not agree: then it is the file as a whole that is not what it was.
  var isWhole: Bool { disagreeing.count > agreeing && disagreeing.count >= 3 }
}

/// The batch norms of a model with their numbers.
struct NormNumbers: Sendable {
  let found: [FoundLayer]
  /// By the names that only one layer has.
  private(set) var layers: [String: InferenceLayer] = [:]
  private(set) var untrained: Set<String> = []

  init(_ model: FoundModel) throws(FileError) {
    found = model.layers.filter(\.isBatchNorm)
    let names = Dictionary(grouping: found, by: \.name)
    for layer in found where names[layer.name]?.count == 1 {
      let numbers = try LayerNumbers(layer)
      if numbers.isUntrained { untrained.insert(layer.name) }
      layers[layer.name] = InferenceLayer(layer, numbers)
    }
  }
}
