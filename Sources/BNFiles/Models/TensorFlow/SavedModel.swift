import Platform

extension ModelFormat {
  /// TensorFlow's SavedModel: a folder of a graph, a checkpoint, and what Keras adds.
  static let tensorFlowSavedModel = ModelFormat(
    name: "TensorFlow SavedModel", match: { SavedModel.folder(of: $0) != nil }
  ) { candidate throws(FileError) in
    guard let folder = SavedModel.folder(of: candidate) else {
      throw FileError(candidate.path, "is no SavedModel")
    }
    return try SavedModel.open(folder, candidate.files)
  }
}

/// Opens SavedModels.
///
/// Source: saved_model.proto of TensorFlow 2.15, and the page "Using the SavedModel format" of its guide.
enum SavedModel {
  static let graphName = "saved_model.pb"

  /// The folder of the model, with a "/" behind it, whether it was named or its graph.
  static func folder(of candidate: ModelCandidate) -> String? {
    guard candidate.source != nil else {
      guard candidate.files.isFolder(candidate.path) else { return nil }
      let folder = candidate.path.hasSuffix("/") ? candidate.path : candidate.path + "/"
      return CheckpointPlace.exists(folder + graphName, candidate.files) ? folder : nil
    }
    guard candidate.path == graphName || candidate.path.hasSuffix("/" + graphName) else { return nil }
    return String(candidate.path.dropLast(graphName.count))
  }

  static func open(_ folder: String, _ files: any FileAccess) throws(FileError) -> ModelFile {
    let source = try files.open(folder + graphName)
    let window = ByteWindow(source)
    let graph = try graph(window)
    let prefix = folder + "variables/variables"
    guard CheckpointPlace.exists(prefix + ".index", files) else {
      return try frozen(window, graph)
    }
    var model = try TensorFlowCheckpoint.model(try TensorBundle(prefix: prefix, files: files)) {
      checkpoint throws(FileError) in
      var layers: [StatedLayer] = []
      let objects = folder + "keras_metadata.pb"
      if CheckpointPlace.exists(objects, files) {
        layers = try KerasObjects(try files.open(objects)).stated(checkpoint)
      }
      let known = CheckpointGraph.taken(layers)
      let found = try CheckpointGraph(window, graph, checkpoint).layers
      return layers + found.filter { $0.mean.map { !known.contains($0.name) } ?? true }
    }
    model.format = "TensorFlow SavedModel"
    let variables = model.every
    model.every = { () throws(FileError) in try (variables?() ?? []) + constants(source, graph) }
    return model
  }

  /// A model without variables.
  private static func frozen(_ window: ByteWindow, _ graph: Range<Int>) throws(FileError) -> ModelFile {
    ModelFile(
      format: "TensorFlow SavedModel", family: .tensorFlow,
      layers: try CheckpointGraph(window, graph, TensorFlowCheckpoint.Tensors()).layers,
      every: { [source = window.source] () throws(FileError) in try constants(source, graph) })
  }

  private static func constants(_ source: any ByteSource, _ graph: Range<Int>) throws(FileError) -> [StoredTensor] {
    var reader = TensorFlowGraphReader(ByteWindow(source))
    return try reader.graph(graph).constants(with: reader.functions)
  }

  /// Where the graph lies: that of the first set, which is the one to serve unless there are several.
  private static func graph(_ window: ByteWindow) throws(FileError) -> Range<Int> {
    var walker = ProtobufWalker(window, 0..<window.source.size, what: "the SavedModel")
    var first: Range<Int>?
    while let field = try walker.next() {
      guard field.number == 2, let range = field.range, let graph = try MetaGraph.graph(window, range) else { continue }
      first = first ?? graph
    }
    guard let first else {
      throw FileError(window.source.path, "holds no graph; it is no SavedModel, or cut off: copy or save it again")
    }
    return first
  }
}
