import Platform

/// Finds the layers of a model by going through its graphs in order, into branches, loops and functions.
struct ONNXLayers {
  struct FunctionName: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  private let path: String
  private let opset: Int
  private var reader: ONNXGraphReader
  private let functions: [FunctionName: ONNXGraph]
  private(set) var layers: [StatedLayer] = []
  /// Tensors that no layer has, those of inner graphs too.
  private(set) var tensors: [StoredTensor] = []
  /// The names of the tensors that layers have.
  private var taken: Set<String> = []
  /// The inner graphs that were read, by their place.
  private var inner: [Int: ONNXGraph] = [:]
  private var visited = 0

  /// Graphs and calls lie in each other no deeper than this.
  private static let deepest = 32
  /// Functions may call others many times over; more operators than these are not run through.
  private let mostVisited: Int

  init(
    _ reader: ONNXGraphReader, _ functions: [FunctionName: ONNXGraph], opset: Int, path: String,
    mostVisited: Int = 1 << 22
  ) {
    self.reader = reader
    self.functions = functions
    self.opset = opset
    self.path = path
    self.mostVisited = mostVisited
  }

  /// Goes through the model's graph.
  mutating func find(in graph: ONNXGraph) throws(FileError) { try visit(ONNXScope(graph), prefix: "", depth: 0) }

  private mutating func visit(_ scope: ONNXScope, prefix: String, depth: Int) throws(FileError) {
    guard depth <= Self.deepest else {
      throw FileError(
        path, "graphs and functions lie in each other more than \(Self.deepest) deep; the file is damaged")
    }
    visited += scope.graph.tensors.count + scope.graph.inputs.count
    let before = layers.count
    let unfused = UnfusedNorms.find(in: ONNXUnfused(scope))
    for (index, node) in scope.graph.operators.enumerated() {
      visited += 1
      guard visited <= mostVisited else {
        throw FileError(path, "its functions call each other too often to be followed; the file is damaged")
      }
      if let layer = layer(node, scope, prefix) { layers.append(layer) }
      if let layer = unfused[index] { layers.append(named(layer, prefix)) }
      for range in node.graphs {
        let graph = try innerGraph(range)
        try visit(ONNXScope(graph, outer: scope), prefix: prefix, depth: depth + 1)
      }
      if let call = functions[FunctionName(domain: node.domain, name: node.type, overload: node.overload)] {
        try visit(
          body(call, node, scope), prefix: prefix + (node.name.isEmpty ? "" : node.name + "/"), depth: depth + 1)
      }
    }
    layers += ONNXFolds(scope, known: layers[before...]).layers.map { named($0, prefix) }
    for layer in layers[before...] {
      taken.formUnion(layer.tensors.map(\.name))
    }
    tensors += scope.graph.tensors.filter { !taken.contains($0.name) }.map { $0.stored() }
  }

  private func named(_ layer: StatedLayer, _ prefix: String) -> StatedLayer {
    var layer = layer
    layer.name = prefix + layer.name
    return layer
  }

  private mutating func innerGraph(_ range: Range<Int>) throws(FileError) -> ONNXGraph {
    if let known = inner[range.lowerBound] { return known }
    let graph = try reader.graph(range)
    inner[range.lowerBound] = graph
    return graph
  }

  private func body(_ body: ONNXGraph, _ node: ONNXGraph.Operator, _ scope: ONNXScope) -> ONNXScope {
    let arguments = zip(body.inputs, node.inputs).map { ($0, (scope: scope, name: $1)) }
    let attributes = node.values.keys.map { ($0, scope.value($0, of: node)) }
    return ONNXScope(
      body, arguments: Dictionary(arguments) { first, _ in first },
      attributes: Dictionary(attributes) { first, _ in first }.compactMapValues(\.self))
  }

  private func layer(_ node: ONNXGraph.Operator, _ scope: ONNXScope, _ prefix: String) -> StatedLayer? {
    if node.isStandard, node.type == "BatchNormalization" {
      let layer = ONNXLayer(scope: scope, node: node, opset: opset)
      return layer.layer(prefix + layer.ownName)
    }
    guard Self.lookAlikes.contains(node.type) else { return nil }
    let tensors = node.inputs.dropFirst().compactMap { scope.tensor($0)?.stored() }
    let name = node.name.isEmpty ? LayerName.common(tensors.map(\.name)) ?? node.outputs.first ?? "" : node.name
    return StatedLayer(
      name: prefix + name, kind: .lookAlike(node.type), channels: tensors.first?.count, gamma: tensors.first,
      beta: tensors.dropFirst().first)
  }

  /// Other norms: those of ONNX, and those that onnxruntime adds.
  private static let lookAlikes: Set<String> = [
    "InstanceNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization", "LpNormalization",
    "MeanVarianceNormalization", "SimplifiedLayerNormalization", "SkipLayerNormalization", "GroupNorm", "SkipGroupNorm",
    "SkipSimplifiedLayerNormalization", "EmbedLayerNormalization",
  ]
}
