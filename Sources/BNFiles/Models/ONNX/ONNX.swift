import Platform

extension ModelFormat {
  /// The Open Neural Network Exchange: one Protocol Buffers message, with tensors in it or in files beside it.
  static let onnx = ModelFormat(name: "ONNX", match: ONNXModel.matches) { candidate throws(FileError) in
    guard let source = candidate.source else {
      throw FileError(candidate.path, "is a folder; name the .onnx file in it")
    }
    return try ONNXModel.open(source, files: candidate.files)
  }
}

/// Opens models of ONNX.
///
/// Source: `ModelProto` in onnx.proto3 of ONNX 1.19.
enum ONNXModel {
  static func matches(_ candidate: ModelCandidate) -> Bool {
    guard let source = candidate.source else { return false }
    if looksLike(source) { return true }
    // The name counts where the file is damaged, not where it is something else.
    return candidate.path.lowercased().hasSuffix(".onnx") && ForeignFormat.description(candidate.beginning) == nil
  }

  /// Whether the outermost fields are those of a model: a version of the form, a graph, and no other numbers.
  private static func looksLike(_ source: any ByteSource) -> Bool {
    var walker = ProtobufWalker(source, what: "the model")
    var hasVersion = false
    var hasGraph = false
    for _ in 0..<1000 {
      guard let field = try? walker.next() else { break }
      switch (field.number, field.content) {
      case (1, .varint), (5, .varint): hasVersion = hasVersion || field.number == 1
      case (7, .bytes): hasGraph = true
      case (2...4, .bytes), (6, .bytes), (8, .bytes), (14, .bytes), (20, .bytes), (25...26, .bytes): break
      default: return false
      }
    }
    return hasVersion && hasGraph
  }

  static func open(_ source: any ByteSource, files: any FileAccess) throws(FileError) -> ModelFile {
    try refuseRuntimeFormat(source)
    let window = ByteWindow(source)
    var walker = ProtobufWalker(window, 0..<source.size, what: "the model")
    var reader = ONNXGraphReader(source, files: files)
    var graph: ONNXGraph?
    var opset = 1
    var metadata: [String: String] = [:]
    var functions: [ONNXLayers.FunctionName: ONNXGraph] = [:]
    while let field = try walker.next() {
      switch (field.number, field.range) {
      case (2, let range?), (3, let range?):
        guard range.count <= 1000 else { break }
        metadata[field.number == 2 ? "producer" : "producer_version"] = String(
          decoding: try window.bytes(range), as: UTF8.self)
      case (7, let range?): graph = try reader.graph(range)
      case (8, let range?):
        let entry = try ProtobufMessage<ONNXOpset>(window, range, what: "an operator set", keeping: [1, 2]).small
        if entry.domain.isEmpty || entry.domain == "ai.onnx" { opset = Int(clamping: entry.version) }
      case (25, let range?):
        let (function, body) = try reader.function(range)
        functions[
          ONNXLayers.FunctionName(domain: function.domain, name: function.name, overload: function.overload)] = body
      default: break
      }
    }
    guard let graph else {
      throw FileError(source.path, "holds no graph; it is no ONNX model, or cut off: copy or save it again")
    }
    metadata["opset"] = String(opset)
    let bodies = functions.sorted { ($0.key.domain, $0.key.name) < ($1.key.domain, $1.key.name) }.map(\.value)
    var found = ONNXLayers(reader, functions, opset: opset, path: source.path)
    try found.find(in: graph)
    var model = ModelFile(
      format: "ONNX", family: .onnx, layers: found.layers, tensors: found.tensors, metadata: metadata,
      every: { [graph] () throws(FileError) in
        try ONNXInventory(graph, bodies, ONNXGraphReader(source, files: files)).tensors
      })
    // ONNX asks for nodes in topological order.
    model.isNetworkOrder = true
    model.flow = { [graph, opset] () throws(FileError) in ONNXFlow(graph, opset: opset).flow }
    return model
  }

  /// onnxruntime's own form of a model is another container.
  private static func refuseRuntimeFormat(_ source: any ByteSource) throws(FileError) {
    guard try source.beginning(8).dropFirst(4).elementsEqual("ORTM".utf8) else { return }
    throw FileError(source.path, "is a model in onnxruntime's own form; name the .onnx file that it was made from")
  }
}
