import Platform

extension ModelFormat {
  /// A graph of TensorFlow in a file of its own, mostly with its variables turned into constants.
  static let tensorFlowGraph = ModelFormat(name: "TensorFlow GraphDef", match: FrozenGraph.matches) {
    candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is a folder; name the file in it") }
    return try FrozenGraph.open(source)
  }
}

/// Opens graphs of TensorFlow that stand alone.
enum FrozenGraph {
  /// Whether a file begins with an operation: a field 1 that holds a name and the name of a type.
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source else { return false }
    if candidate.path.hasSuffix(".meta"), MetaGraph.graph(of: source) != nil { return true }
    return isGraph(source, 0..<source.size)
  }

  private static func isGraph(_ source: any ByteSource, _ range: Range<Int>) -> Bool {
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, range, what: "the graph")
    guard let first = try? walker.next(), first.number == 1, let range = first.range, range.count < 1 << 24,
      let node = try? ProtobufMessage<TFNode>(window, range, what: "an operation", keeping: [1, 2, 3]).small
    else { return false }
    let letters = node.op.utf8
    return !node.name.isEmpty && letters.first.map { $0 == 95 || $0 >= 65 } == true
      && letters.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 62
      }
  }

  static func open(_ source: any ByteSource) throws(FileError) -> ModelFile {
    let window = ByteWindow(source)
    var reader = TensorFlowGraphReader(window)
    let isMeta = source.path.hasSuffix(".meta")
    let range = isMeta ? MetaGraph.graph(of: source) : nil
    let graph = try reader.graph(range ?? 0..<source.size)
    let layers = try TensorFlowLayers(graph, functions: reader.functions, path: source.path) { _ in nil }
    return ModelFile(
      format: isMeta ? "TensorFlow MetaGraph" : "TensorFlow GraphDef", family: .tensorFlow, layers: layers.layers,
      every: { [functions = reader.functions] () throws(FileError) in graph.constants(with: functions) })
  }
}

/// The file beside a checkpoint, or the part of a SavedModel, that holds a graph and what belongs to it.
enum MetaGraph {
  /// Where the graph lies in a file; `nil` where there is none.
  static func graph(of source: any ByteSource) -> Range<Int>? {
    (try? graph(ByteWindow(source), 0..<source.size)) ?? nil
  }

  /// Where the graph lies in a message.
  ///
  /// Source: meta_graph.proto of TensorFlow 2.15.
  static func graph(_ window: ByteWindow, _ range: Range<Int>) throws(FileError) -> Range<Int>? {
    var walker = ProtobufWalker(window, range, what: "the graph and what belongs to it")
    var graph: Range<Int>?
    while let field = try walker.next() { if field.number == 2 { graph = field.range } }
    return graph
  }
}
