import Platform

/// What a person named, before it is known what it is: a file, a folder, or the beginning of the names of several files.
package struct ModelCandidate: Sendable {
  package let path: String
  /// The file's bytes; `nil` where the path is a folder, or no file has exactly this name.
  package let source: (any ByteSource)?
  /// The bytes that the file begins with, at most ``shown`` of them.
  package let beginning: [UInt8]
  /// The way to companions beside it.
  package let files: any FileAccess
  /// The zip archive that the file begins as, or what is wrong with it; `nil` for other files.
  ///
  /// Opened once: several formats are archives.
  let archive: Result<ZipArchive, FileError>?

  /// How many bytes from the start on show which format a file is of.
  static let shown = 4096

  /// Looks at what a path names.
  ///
  /// - Throws: ``FileError`` where there is a file that cannot be read.
  package init(_ path: String, files: any FileAccess) throws(FileError) {
    try self.init(path, try Self.source(path, files), files)
  }

  /// The file, or `nil` for a folder and for the beginning of several names, which are for a format to take.
  private static func source(_ path: String, _ files: any FileAccess) throws(FileError) -> (any ByteSource)? {
    do throws(FileError) {
      return try files.open(path)
    } catch {
      guard error.kind == .notFound || files.isFolder(path) else { throw error }
      return nil
    }
  }

  /// A file in memory, such as a member of an archive.
  package init(_ source: any ByteSource, files: any FileAccess) throws(FileError) {
    try self.init(source.path, source, files)
  }

  private init(_ path: String, _ source: (any ByteSource)?, _ files: any FileAccess) throws(FileError) {
    self.path = path
    self.source = source
    self.files = files
    beginning = try source?.beginning(Self.shown) ?? []
    archive = source.flatMap { [beginning] source in
      guard ZipArchive.begins(beginning) else { return nil }
      return Result { () throws(FileError) in try ZipArchive(source) }
    }
  }

  /// The path of a companion that stands in the same folder.
  package func sibling(_ name: String) -> String {
    guard let cut = path.lastIndex(of: "/") else { return name }
    return path[...cut] + name
  }

  /// The last part of the path.
  var fileName: Substring { path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...] }

  /// A companion in the same folder, opened; `nil` where it is not there.
  ///
  /// - Throws: ``FileError`` where it is there and cannot be read.
  func beside(_ name: String) throws(FileError) -> (any ByteSource)? {
    do throws(FileError) { return try files.open(sibling(name)) } catch {
      guard error.kind == .notFound else { throw error }
      return nil
    }
  }

  /// The names of the files in the same folder.
  var neighbours: [String] {
    let folder = CheckpointNames.split(path).parent
    return files.fileNames(in: folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder)
  }
}

/// One format of model files: how it is told, and how it is opened.
///
/// There is a file for each; ``all`` lists them.
package struct ModelFormat: Sendable {
  package let name: String
  /// Whether a candidate is of this format, by its content rather than its name.
  package let match: @Sendable (ModelCandidate) -> Bool
  package let open: @Sendable (ModelCandidate) throws(FileError) -> ModelFile

  package init(
    name: String, match: @escaping @Sendable (ModelCandidate) -> Bool,
    open: @escaping @Sendable (ModelCandidate) throws(FileError) -> ModelFile
  ) {
    self.name = name
    self.match = match
    self.open = open
  }

  /// Every format that can be opened, the surest signs first.
  package static let all: [ModelFormat] = [
    .hdf5,
    .keras,
    .kerasShards,
    .safetensors,
    .torchZip,
    .torchLegacy,
    .npz,
    .mxnet,
    .mxnetSymbol,
    .ncnn,
    .darknet,
    .equinox,
    .orbax,
    .dlib,
    .tensorFlowSavedModel,
    .tensorFlowCheckpoint,
    .coreML,
    .openVINO,
    .tensorFlowLite,
    .tensorFlowJS,
    .paddle,
    .onnx,
    .caffe,
    .tensorFlowGraph,
    .pickle,
    .flax,
    .exportedVariables,
  ]

  /// The families that these are of, as people know them.
  package static let families = [
    "PyTorch", "Keras", "TensorFlow (Lite and .js, too)", "ONNX", "safetensors", ".npz", "Flax", "Equinox", "MXNet",
    "Caffe", "Darknet", "dlib", "ncnn", "pnnx", "PaddlePaddle", "Core ML", "OpenVINO",
  ]

  /// The format of a candidate; `nil` where it is none of them.
  package static func of(_ candidate: ModelCandidate) -> ModelFormat? { all.first { $0.match(candidate) } }
}

extension ModelFile {
  /// Opens a model file of any format: its structure is read, its numbers stay where they are.
  ///
  /// - Throws: ``FileError`` where there is no such file, or it is damaged, or of no format that is known.
  package static func open(_ path: String, files: any FileAccess) throws(FileError) -> ModelFile {
    try open(try ModelCandidate(path, files: files))
  }

  /// Opens what a path names.
  package static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    let (path, files) = (candidate.path, candidate.files)
    if let format = ModelFormat.of(candidate) {
      var model = try format.open(candidate)
      model.archive = try candidate.archive?.get()
      return model
    }
    guard candidate.source != nil else {
      guard files.isFolder(path) else { throw FileError(path, "there is no such file", kind: .notFound) }
      throw FileError(path, "is a folder without a model that is known; name the file")
    }
    try refuseArchive(candidate)
    let foreign = ForeignFormat.description(candidate.beginning, of: .model)
    let known = ModelFormat.families.dropLast().joined(separator: ", ") + " or \(ModelFormat.families.last ?? "")"
    throw FileError(
      path,
      "\(foreign ?? "not a model file that is known"); expected one of \(known); where the program that wrote it can, save it "
        + "as one of these")
  }

  /// Says what is wrong with a zip archive, or what it holds instead of a model.
  private static func refuseArchive(_ candidate: ModelCandidate) throws(FileError) {
    guard let names = try candidate.archive?.get().members.map(\.name) else { return }
    throw FileError(
      candidate.path,
      "a zip archive without a model that is known; it holds \(names.isEmpty ? "nothing" : names.listed())")
  }
}
