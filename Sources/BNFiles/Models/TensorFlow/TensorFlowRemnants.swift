/// What the names in a graph of TensorFlow show to be left of batch norms, and what only looks like that.
struct TensorFlowRemnants {
  private let tensors: TensorFlowTensors
  private let isKnown: (String) -> Bool
  /// The scopes of norms that take a square root, and so are not folded.
  let computed: Set<String>

  private static let weighted: Set<String> = [
    "Conv2D", "DepthwiseConv2dNative", "Conv3D", "MatMul", "Conv2DBackpropInput",
  ]
  private static let sums: Set<String> = ["Add", "AddV2", "BiasAdd", "Sub"]
  private static let products: Set<String> = ["Mul"]

  /// Looks at a graph.
  ///
  /// - Parameters:
  ///   - tensors: the graph's values.
  ///   - isKnown: whether a name is that of a layer that was found as a whole.
  init(_ tensors: TensorFlowTensors, isKnown: @escaping (String) -> Bool) {
    self.tensors = tensors
    let operations = tensors.scope.graph.operations
    let computed = Set(
      operations.filter { ["Rsqrt", "Sqrt"].contains($0.type) }.compactMap { FoldedName.layer($0.name) })
    let whole = Set(operations.compactMap { FusedNode($0) == nil ? nil : FoldedName.layer($0.name) })
    self.computed = computed
    self.isKnown = { isKnown($0) || computed.contains($0) || whole.contains($0) }
  }

  func add(to folded: inout FoldedLayers) {
    for operation in tensors.scope.graph.operations {
      let isWeighted = Self.weighted.contains(operation.type)
      let isSum = Self.sums.contains(operation.type)
      guard isWeighted || isSum || Self.products.contains(operation.type) else { continue }
      let stored = operation.inputs.compactMap(tensors.constant)
      folded.add(
        FoldedLayers.Remnant(
          into: "the \(operation.type) \(operation.name.prefix(80))",
          names: [operation.name] + stored.reversed().map(\.name), tensors: stored, isSum: isSum, isWeighted: isWeighted
        ),
        passing: isKnown)
    }
  }
}

extension TensorFlowTensors {
  /// The moving mean and variance of a scope, or of one whose name it ends in: operations may stand in a scope of their
  /// own around that of the variables.
  func statistics(inScope name: String) -> (scope: String, mean: StoredTensor?, variance: StoredTensor?)? {
    var scope = name[...]
    while true {
      let (mean, variance) = (scope + "/moving_mean", scope + "/moving_variance")
      let found = (named(String(mean)), named(String(variance)))
      if found.0 != nil || found.1 != nil || self.scope.producer(String(mean)) != nil {
        return (String(scope), found.0, found.1)
      }
      guard let cut = scope.firstIndex(of: "/") else { return nil }
      scope = scope[scope.index(after: cut)...]
    }
  }

  /// The tensor of a variable or of the constant that took its place.
  private func named(_ name: String) -> StoredTensor? { variable(name) ?? tensor(name) }

  /// Layers that compute something more than a batch norm around their square root, as batch renormalization does, and
  /// whose variables have the usual names.
  ///
  /// - Parameter isKnown: whether a name is that of a layer or a tensor that was found as a whole.
  /// - Returns: the layers.
  func layersByScope(isKnown: (String) -> Bool) -> [StatedLayer] {
    var layers: [StatedLayer] = []
    var names: Set<String> = []
    for root in scope.graph.operations where root.type == "Rsqrt" {
      guard let name = FoldedName.layer(root.name), let found = statistics(inScope: name), let mean = found.mean,
        let variance = found.variance, !isKnown(mean.name), names.insert(found.scope).inserted
      else { continue }
      layers.append(
        StatedLayer(
          name: found.scope, channels: variance.count, gamma: named(found.scope + "/gamma"),
          beta: named(found.scope + "/beta"), mean: mean, variance: variance, epsilon: epsilon(root),
          notes: ["the graph computes more than a batch norm here, as batch renormalization does"]))
    }
    return layers
  }

  /// The number that is added before a square root.
  private func epsilon(_ root: TensorFlowGraph.Operation) -> Double? {
    guard let sum = root.inputs.first.flatMap(scope.producer), ["Add", "AddV2"].contains(sum.type) else { return nil }
    let numbers = sum.inputs.compactMap { scope.origin($0).flatMap(scope.number) }
    return numbers.last.map { Float($0).asWritten }
  }
}
