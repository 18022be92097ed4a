import BNFiles
import Platform

/// A model file that is open: what it says of its layers, whose numbers stay in it until they are asked for.
struct OpenModel: Sendable {
  /// From the root.
  let path: String
  /// In bytes; `nil` where several files are one model.
  let size: Int?
  let model: FoundModel
  /// What was recorded while it ran.
  let captured: CapturedRun?
  private let checkup = Checkup()
  private let files: NotedFiles
  /// What PyTorch counts of its layers, by the tensors' names.
  private let counts: [String: StoredTensor]

  /// Opens a model.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  init(_ request: OpenRequest, files: any FileAccess) throws(FileError) {
    let files = NotedFiles(files)
    self.files = files
    path = files.absolutePath(request.path)
    let candidate = try ModelCandidate(request.path, files: files)
    size = candidate.source?.size
    model = try FoundModel(
      ModelFile.open(candidate), given: GivenNumbers(epsilon: request.epsilon, momentum: request.momentum))
    captured = if let path = request.captured { try CapturedRun(path: path, files: files) } else { nil }
    counts = Dictionary(
      model.file.tensors.filter { $0.isIntegral && $0.count == 1 && $0.name.hasSuffix(LayerNaming.batchesTracked) }
        .map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var name: String { path.lastPathComponent }

  var batchNorms: [FoundLayer] { model.layers.filter(\.isBatchNorm) }

  /// What is wrong with it, by itself and by what was recorded; examined when it is asked for first.
  ///
  /// - Throws: ``FileError`` where the file does not hold the numbers.
  func examination() throws(FileError) -> Examination {
    try checkup.examination(path: name, model, captured)
  }

  /// A checksum of everything but numbers that the file says of its layers.
  var checksum: String {
    var sum = Checksum()
    for layer in model.layers {
      sum.add(layer.name)
      sum.add("\(layer.kind) \(layer.channels ?? -1) \(layer.axis.map(String.init) ?? "-")")
      sum.add([layer.epsilon ?? -1, layer.momentum ?? -1])
      for tensor in [layer.gamma, layer.beta, layer.mean, layer.variance] {
        sum.add(tensor.map { "\($0.type) \($0.shape)" } ?? "none")
      }
    }
    return sum.text
  }

  /// The library whose names its layers have.
  var naming: LayerNaming? { LayerNaming(of: model.file, model.layers) }

  /// Whether a path leads to the model, or to one of the files that it lies in.
  func isWritten(in path: String) -> Bool { ([self.path] + files.paths).contains { files.isSameFile(path, as: $0) } }

  /// How many batches PyTorch counted for a layer; 0 where the file does not say.
  func batches(of layer: FoundLayer) throws(FileError) -> Int64 {
    let name = layer.name.isEmpty ? LayerNaming.batchesTracked : "\(layer.name).\(LayerNaming.batchesTracked)"
    guard let tensor = counts[name], let count = try tensor.numbers().first else { return 0 }
    return Int64(exactly: count) ?? 0
  }

  /// The layer of a name, or the only one with this in its name.
  ///
  /// - Throws: `CommandError` with the names that come near.
  func layer(named name: String) throws(CommandError) -> FoundLayer {
    let layers = model.layers
    let exact = layers.filter { $0.name == name }
    if exact.count == 1 { return exact[0] }
    // What an optimizer keeps, for example, may have its layer's name.
    let normalizing = exact.filter(\.isBatchNorm)
    if normalizing.count == 1 { return normalizing[0] }
    guard exact.isEmpty else {
      throw CommandError("\(self.name) has \(exact.count) layers called \(name.quoted(limit: 80)): the file is damaged")
    }
    let near = batchNorms.filter { !name.isEmpty && $0.name.contains(name) }
    if near.count == 1 { return near[0] }
    let names = (near.isEmpty ? batchNorms : near).map(\.name).listed(limit: 6)
    if batchNorms.isEmpty { throw CommandError("\(self.name) has no batch norm; layers says what is in it") }
    throw CommandError(
      near.isEmpty
        ? "\(self.name) has no layer \(name.quoted(limit: 80)); expected one of \(names)"
        : "\(counted(near.count, "layer")) of \(self.name) have \(name.quoted(limit: 80)) in their name: \(names)")
  }
}

extension OpenModel: Equatable {
  /// Two are one where they say the same of the same file.
  static func == (a: OpenModel, b: OpenModel) -> Bool {
    a.path == b.path && a.size == b.size && a.captured?.path == b.captured?.path
      && a.model.layers.count == b.model.layers.count
  }
}
