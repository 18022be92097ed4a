/// Every tensor of a model: those of its graphs, of the graphs inside them and of functions, and the constants that
/// operators give.
struct ONNXInventory {
  private var reader: ONNXGraphReader
  private(set) var tensors: [StoredTensor] = []

  /// Graphs lie in each other no deeper than this.
  private static let deepest = 32

  init(_ graph: ONNXGraph, _ functions: [ONNXGraph], _ reader: ONNXGraphReader) throws(FileError) {
    self.reader = reader
    for graph in [graph] + functions { try visit(graph, depth: 0) }
  }

  private mutating func visit(_ graph: ONNXGraph, depth: Int) throws(FileError) {
    tensors += graph.tensors.map { $0.stored() }
    for node in graph.operators {
      for (_, value) in node.values.sorted(by: { $0.key < $1.key }) {
        guard let tensor = value.tensor else { continue }
        // The value's name is what people know a constant by.
        tensors.append(tensor.stored(node.outputs.first { !$0.isEmpty } ?? node.name))
      }
      guard depth < Self.deepest else { continue }
      for range in node.graphs { try visit(try reader.graph(range), depth: depth + 1) }
    }
  }
}
