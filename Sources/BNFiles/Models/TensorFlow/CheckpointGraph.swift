/// What a graph that lies beside a checkpoint tells of its layers: the layers with their tensors, and which tensors these
/// are.
struct CheckpointGraph {
  /// The layers that the graph states, those whose numbers the checkpoint holds.
  private(set) var layers: [StatedLayer] = []

  /// Reads a graph.
  ///
  /// - Parameters:
  ///   - window: the file.
  ///   - range: where the graph lies in it.
  ///   - tensors: the tensors of the checkpoint.
  /// - Throws: ``FileError`` where the graph is damaged.
  init(_ window: ByteWindow, _ range: Range<Int>, _ tensors: TensorFlowCheckpoint.Tensors) throws(FileError) {
    var reader = TensorFlowGraphReader(window)
    let graph = try reader.graph(range)
    let saved = SaverKeys(graph, functions: reader.functions).keys
    layers = try TensorFlowLayers(
      graph, functions: reader.functions, path: window.source.path,
      trainingNote: "the graph beside the numbers is one for training; one for inference uses the stored statistics"
    ) { name in
      saved[name].flatMap { tensors.byKey[$0] } ?? tensors.byName[name]
    }.layers
      .filter { $0.kind != .batchNorm || ($0.mean != nil && $0.variance != nil) }
  }

  /// The names of the tensors that the layers have.
  static func taken(_ layers: [StatedLayer]) -> Set<String> {
    Set(layers.flatMap { $0.tensors.map(\.name) })
  }
}
