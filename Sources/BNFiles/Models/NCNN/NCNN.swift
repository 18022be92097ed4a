import Platform

extension ModelFormat {
  /// The text `.param` of ncnn, or of pnnx which it is converted from, with the numbers in the `.bin` beside it.
  static let ncnn = ModelFormat(name: "ncnn", match: NCNNModel.matches) { candidate throws(FileError) in
    try NCNNModel.open(candidate)
  }
}

/// Opens the two files of a model of ncnn or pnnx.
enum NCNNModel {
  static func matches(_ candidate: ModelCandidate) -> Bool {
    if NCNNParam.begins(candidate.beginning) || NCNNBinaryParam.begins(candidate.beginning) { return true }
    // The numbers say nothing of themselves: the file beside them does.
    guard candidate.fileName.hasSuffix(".bin"), let param = try? text(of: candidate) else { return false }
    return (try? param.beginning(16)).map(NCNNParam.begins) ?? false
  }

  /// The layers that belong to named numbers.
  private static func text(of candidate: ModelCandidate) throws(FileError) -> (any ByteSource)? {
    try candidate.beside(candidate.fileName.dropLast(".bin".count) + ".param")
  }

  static func open(_ candidate: ModelCandidate) throws(FileError) -> ModelFile {
    guard let source = candidate.source else {
      throw FileError(candidate.path, "is a folder; name the .param file in it")
    }
    if NCNNBinaryParam.begins(candidate.beginning) {
      // `net.param.bin` and `net.bin`.
      let name = candidate.fileName
      let stem =
        name.hasSuffix(".param.bin")
        ? name.dropLast(".param.bin".count) : name[..<(name.firstIndex(of: ".") ?? name.endIndex)]
      return try model(NCNNBinaryParam.read(source), try numbers(stem + ".bin", candidate), source.path)
    }
    if NCNNParam.begins(candidate.beginning) {
      let stem =
        candidate.fileName.hasSuffix(".param") ? candidate.fileName.dropLast(".param".count) : candidate.fileName
      return try model(try NCNNParam.read(source), try numbers(stem + ".bin", candidate), source.path)
    }
    guard let param = try text(of: candidate) else {
      throw FileError(candidate.path, "holds numbers of ncnn without their names; name the .param file")
    }
    return try model(try NCNNParam.read(param), source, param.path)
  }

  private static func numbers(_ name: String, _ candidate: ModelCandidate) throws(FileError) -> any ByteSource {
    guard let source = try candidate.beside(name) else {
      throw FileError(
        candidate.path, "its numbers are in \(name.quoted(limit: 120)), which is not beside it; copy that file too")
    }
    return source
  }

  private static func model(
    _ layers: [NCNNParam.Layer], _ numbers: any ByteSource, _ path: String
  ) throws(FileError) -> ModelFile {
    // A layer that pnnx could not convert for ncnn keeps its name, such as F.batch_norm: the numbers tell whose they are.
    let isOfTorch = layers.contains { layer in ["pnnx.", "nn.", "F."].contains(where: layer.type.hasPrefix) }
    if isOfTorch, ZipArchive.begins(try numbers.beginning(4)) || layers.contains(where: { $0.type == "pnnx.Input" }) {
      return try PNNXModel(layers, ZipArchive(numbers)).model()
    }
    var weights = NCNNWeights(numbers)
    return try weights.model(layers, path)
  }
}
