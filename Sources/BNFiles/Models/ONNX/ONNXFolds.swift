/// Finds in a graph what names show to be left of a batch norm.
struct ONNXFolds {
  /// The layers that were folded, and the norms that compute what would be folded.
  let layers: [StatedLayer]

  /// Operators whose weights a batch norm can be multiplied into.
  private static let weighted: Set<String> = ["Conv", "ConvTranspose", "Gemm", "MatMul", "FusedConv", "FusedGemm"]
  private static let sums: Set<String> = ["Add", "Sub"]
  private static let products: Set<String> = ["Mul", "Div"]

  /// Looks at all operators of a graph.
  ///
  /// - Parameters:
  ///   - scope: the graph.
  ///   - known: layers of it that were found as a whole, of which nothing else is reported.
  init(_ scope: ONNXScope, known: ArraySlice<StatedLayer>) {
    let computed = Self.computed(scope)
    let passing = Set(known.map(\.name)).union(known.compactMap { FoldedName.layer($0.name) }).union(computed)
    var folded = FoldedLayers()
    for node in scope.graph.operators {
      let isWeighted = Self.weighted.contains(node.type)
      let isSum = Self.sums.contains(node.type)
      guard isWeighted || isSum || Self.products.contains(node.type) else { continue }
      let tensors = (isWeighted ? Array(node.inputs.dropFirst()) : node.inputs).compactMap {
        scope.tensor($0)?.stored()
      }
      let shown = (node.name.isEmpty ? node.outputs.first ?? "" : node.name).prefix { $0 != ";" }.prefix(80)
      folded.add(
        FoldedLayers.Remnant(
          into: "the \(node.type) \(shown)", names: tensors.reversed().map(\.name) + [node.name] + node.outputs,
          tensors: tensors,
          isSum: isSum, isWeighted: isWeighted),
        passing: passing.contains)
    }
    layers =
      folded.all
      + computed.subtracting(known.map(\.name)).sorted().map {
        StatedLayer(name: $0, kind: .lookAlike("a norm that computes mean and variance from its input"))
      }
  }

  /// The scopes whose names are those of a batch norm and which take a square root: a layer norm of Keras calls
  /// TensorFlow's batch norm with moments that it computes.
  private static func computed(_ scope: ONNXScope) -> Set<String> {
    Set(
      scope.graph.operators.filter { ["Sqrt", "Reciprocal"].contains($0.type) }
        .compactMap { FoldedName.layer($0.name) ?? $0.outputs.lazy.compactMap(FoldedName.layer).first })
  }
}
