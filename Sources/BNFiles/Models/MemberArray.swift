import Platform

/// One array of a file that may hold several: of a model file of any format.
package enum MemberArray {
  /// Finds an array by its name, or the only one.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - member: its name in the file; `nil` where there is but one.
  ///   - files: the way to it and its companions.
  /// - Returns: `nil` for a file that is no model file: a table, a `.npy`, or nothing that is known.
  /// - Throws: ``FileError`` with the names that there are, where none is named or another one.
  package static func read(
    _ path: String, member: String?, files: any FileAccess
  ) throws(FileError) -> StoredTensor? {
    let candidate = try ModelCandidate(path, files: files)
    guard let format = ModelFormat.of(candidate) else {
      guard let member else { return nil }
      throw FileError(path, "holds one array and none called \(member.quoted(limit: 80)); leave member= out")
    }
    let model = try format.open(candidate)
    let tensors = model.allTensors
    let names = shown(tensors)
    guard let member else {
      if tensors.count == 1 { return tensors[0] }
      throw FileError(
        path,
        "is a \(model.format) file of \(counted(tensors.count, "array")): open takes it as a model, member= one of "
          + (tensors.isEmpty ? "its arrays" : names))
    }
    guard let tensor = tensors.first(where: { $0.name == member }) else {
      throw FileError(path, "has no array called \(member.quoted(limit: 80)); expected one of \(names)")
    }
    return tensor
  }
}

extension MemberArray {
  /// The names that there are, of very many the first.
  private static func shown(_ tensors: [StoredTensor]) -> String {
    let first = tensors.prefix(12).map { $0.name.quoted(limit: 80) }.joined(separator: ", ")
    return tensors.count > 12 ? "\(first) and \(tensors.count - 12) more" : first
  }
}

extension ModelFile {
  /// The tensors of its layers, then those that have no more than a name.
  package var allTensors: [StoredTensor] {
    layers.flatMap { [$0.gamma, $0.beta, $0.mean, $0.variance].compactMap(\.self) } + tensors
  }
}
