import Platform

/// One array of a file that may hold several: of a model file of any format.
package enum MemberArray {
  /// Reads a file of data, or of a model file the array of a name, or the only one.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - member: the array's name in the file; `nil` where there is but one.
  ///   - options: how a file of data is to be read.
  ///   - files: the way to it and its companions.
  /// - Returns: the array, with what a table holds besides.
  /// - Throws: ``FileError`` where it cannot be read; with the names that there are, where none is named or another one.
  package static func read(
    _ path: String, member: String?, options: DataFileOptions = DataFileOptions(), files: any FileAccess
  ) throws(FileError) -> LoadedData {
    let candidate = try ModelCandidate(path, files: files)
    guard let format = ModelFormat.of(candidate) else {
      if let member {
        throw FileError(path, "holds one array and none called \(member.quoted(limit: 80)); leave member= out")
      }
      if let source = candidate.source { return try DataFile.read(source, options: options) }
      // What is no file: opening it once more says why.
      return try DataFile.read(try files.open(path), options: options)
    }
    let tensor = try tensor(member, of: try format.open(candidate), path)
    guard options == DataFileOptions() else {
      throw FileError(path, "is no text: columns=, labels= and how to read text are for CSV files; leave them out")
    }
    return LoadedData(try tensor.array())
  }

  /// What a file holds.
  package enum Contents: Sendable {
    /// A file of data, which is one array.
    case single(LoadedData)
    /// A model file of any format, whose arrays have names.
    case several([StoredTensor])
  }

  /// Opens a file of data, or a model file with all of its arrays; their numbers stay in it as far as they can.
  ///
  /// - Throws: ``FileError`` where it cannot be read.
  package static func contents(of path: String, files: any FileAccess) throws(FileError) -> Contents {
    let candidate = try ModelCandidate(path, files: files)
    if let format = ModelFormat.of(candidate) { return .several(try format.open(candidate).allTensors) }
    if let source = candidate.source { return .single(try DataFile.read(source)) }
    return .single(try DataFile.read(try files.open(path)))
  }

  private static func tensor(_ member: String?, of model: ModelFile, _ path: String) throws(FileError) -> StoredTensor {
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

  /// The names that there are, of very many the first.
  private static func shown(_ tensors: [StoredTensor]) -> String {
    let first = tensors.prefix(12).map { $0.name.quoted(limit: 80) }.joined(separator: ", ")
    return tensors.count > 12 ? "\(first) and \(tensors.count - 12) more" : first
  }
}
