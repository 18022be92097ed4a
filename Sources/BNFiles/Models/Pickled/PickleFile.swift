import Platform

extension ModelFormat {
  /// A pickle by itself: dictionaries of NumPy's arrays, as PaddlePaddle and others save them, or of tensors.
  static let pickle = ModelFormat(
    name: "Python pickle",
    match: { candidate in
      candidate.beginning.count > 2 && candidate.beginning[0] == 0x80 && (2...5).contains(candidate.beginning[1])
    }
  ) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is no file; expected a pickle") }
    return try PickleFile.model(source)
  }
}

/// Reads a pickle that is a file of its own.
enum PickleFile {
  /// Under this key PaddlePaddle keeps the names that its parameters have in programs (`paddle.save` of version 3.3).
  private static let namesOfPaddle = "StructuredToParameterName@@"

  static func model(_ source: any ByteSource) throws(FileError) -> ModelFile {
    let pickle = try PickleMachine.read(source)
    guard pickle.range.upperBound == source.size else {
      throw FileError(
        source.path, at: .byte(pickle.range.upperBound),
        "goes on behind the pickle; expected one pickle and the end of the file; save one dictionary of arrays")
    }
    let isOfPaddle = pickle.member(namesOfPaddle, of: pickle.root) != nil
    let contents = try TorchContents(TorchPickle(pickle: pickle) { _ in nil })
    var model = try contents.model(format: isOfPaddle ? "PaddlePaddle" : "Python pickle", path: source.path)
    // Tensors of PyTorch say so by their types; arrays may be anybody's.
    if !model.tensors.contains(where: { $0.type.hasPrefix("torch.") }), model.layers.isEmpty { model.family = .any }
    return model
  }
}
