/// Layers that a graph shows to be folded by the names of what is left of them.
struct FoldedLayers {
  /// An operation that may be what is left of a batch norm.
  struct Remnant {
    /// What it does, and its name: "the Conv conv1".
    let into: String
    /// Its own name, and those of its values and of its stored tensors.
    let names: [String]
    /// Its stored tensors, in the order of its inputs.
    let tensors: [StoredTensor]
    /// Whether it is a sum, whose tensor is a shift; else that of a product is a scale.
    let isSum: Bool
    /// Whether its tensors are weights of which the batch norm is only a part.
    let isWeighted: Bool
  }

  private var order: [String] = []
  private var layers: [String: StatedLayer] = [:]

  /// The layers, one for each scope that the names tell.
  var all: [StatedLayer] { order.compactMap { layers[$0] } }

  /// Takes an operation into account.
  ///
  /// - Parameters:
  ///   - remnant: the operation.
  ///   - isKnown: whether a name is that of a layer that is none of these.
  mutating func add(_ remnant: Remnant, passing isKnown: (String) -> Bool) {
    guard !remnant.tensors.isEmpty,
      let name = remnant.names.lazy.compactMap(FoldedName.layer).first(where: { !isKnown($0) })
    else { return }
    if layers[name] == nil {
      order.append(name)
      layers[name] = StatedLayer(
        name: name, kind: .folded(into: remnant.into), channels: remnant.tensors.last?.count,
        notes: ["the batch norm was folded into \(remnant.into): its statistics are not in the file"])
    }
    guard !remnant.isWeighted, let tensor = remnant.tensors.last else { return }
    if remnant.isSum { layers[name]?.beta = tensor } else { layers[name]?.gamma = tensor }
  }
}
