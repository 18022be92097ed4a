import BNFiles

/// A model file with what its layers mean.
struct FoundModel: Sendable {
  let file: ModelFile
  /// In the file's order: what it states, then what the names of its tensors tell.
  private(set) var layers: [FoundLayer]

  /// Whether the batch norms stand in the order in which the network computes, not in that of the file alone.
  let isNetworkOrder: Bool

  /// Opens a model and makes out its layers; their numbers stay in the file.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  init(path: String, files: any FileAccess, given: GivenNumbers = GivenNumbers()) throws(FileError) {
    try self.init(ModelFile.open(path, files: files), given: given)
  }

  init(_ file: ModelFile, given: GivenNumbers = GivenNumbers()) throws(FileError) {
    self.file = file
    layers = file.layers.map { FoundLayer($0, of: file, given: given) }
    let named = try NamedLayers(file, given: given).layers
    layers += named
    isNetworkOrder = file.isNetworkOrder && !named.contains(where: \.isBatchNorm)
    markAverages()
  }

  /// The layers that are batch norms, in the file's order.
  var batchNorms: [FoundLayer] { layers.filter(\.isBatchNorm) }

  /// Parts of paths that say that what follows is an average of a model over time.
  private static let averages: Set<Substring> = [
    "ema", "model_ema", "ema_model", "params_ema", "state_dict_ema", "ema_state_dict", "averaged_model", "swa_model",
    "ema_params", "ema_batch_stats", "batch_stats_ema", "ema_state", "ema_variables",
  ]

  /// Names the layers of an averaged copy as what they are where the model itself stands beside them.
  ///
  /// Where the file holds nothing but the average, that is the model.
  private mutating func markAverages() {
    let candidates = layers.indices.filter { layers[$0].isBatchNorm && Self.withoutAverage(layers[$0].name) != nil }
    guard !candidates.isEmpty else { return }
    let others = Set(layers.filter { $0.isBatchNorm && Self.withoutAverage($0.name) == nil }.map { Self.core($0.name) })
    for index in candidates {
      guard let path = Self.withoutAverage(layers[index].name), others.contains(path) else { continue }
      layers[index].kind = .lookAlike("the moving average of a batch norm that stands beside it")
    }
  }

  /// The path of a layer in a model, without the part that names an average; `nil` where it has none.
  private static func withoutAverage(_ name: String) -> [Substring]? {
    let parts = TensorName.parts(of: name[...])
    guard let cut = parts.firstIndex(where: averages.contains) else { return nil }
    return withoutWrappings(parts[(cut + 1)...])
  }

  /// The path of a layer without what training programs put around a model.
  static func core(_ name: String) -> [Substring] { withoutWrappings(TensorName.parts(of: name[...])[...]) }

  /// The path behind what training programs put around a model.
  private static func withoutWrappings(_ parts: ArraySlice<Substring>) -> [Substring] {
    Array(parts.drop { wrappings.contains($0) })
  }

  static let wrappings: Set<Substring> = [
    "model", "module", "_orig_mod", "state_dict", "params", "net", "network", "model_state_dict", "online_model",
  ]
}
