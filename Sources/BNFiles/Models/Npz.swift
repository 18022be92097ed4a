import Platform

extension ModelFormat {
  /// NumPy's archive of arrays, by `numpy.savez` and by others such as MLX and JAX: each array a member that ends in
  /// `.npy`.
  static let npz = ModelFormat(
    name: "numpy .npz",
    match: { candidate in (try? candidate.archive?.get()).map(NpzReader.isArchiveOfArrays) ?? false }
  ) { candidate throws(FileError) in
    guard let archive = try candidate.archive?.get() else {
      throw FileError(candidate.path, "is no file; expected a .npz file")
    }
    return try NpzReader(archive).model()
  }
}

/// Reads the headers of the arrays in a `.npz` file; the numbers stay in the file.
struct NpzReader {
  private static let ending = ".npy"

  private let archive: ZipArchive

  init(_ archive: ZipArchive) { self.archive = archive }

  /// Whether the archive holds arrays, and nothing that makes it a file of another kind.
  static func isArchiveOfArrays(_ archive: ZipArchive) -> Bool {
    archive.members.contains { $0.name.hasSuffix(ending) }
  }

  func model() throws(FileError) -> ModelFile {
    var model = ModelFile(format: "numpy .npz", family: .any)
    var others: [String] = []
    var every: [StoredTensor] = []
    var failure: FileError?
    for member in archive.members {
      if member.name == ArrayFile.metadataMember, let texts = texts(of: member) {
        model.metadata = texts
        continue
      }
      guard member.name.hasSuffix(Self.ending) else {
        others.append(member.name)
        continue
      }
      let name = String(member.name.dropLast(Self.ending.utf8.count))
      do throws(FileError) {
        let tensor = try tensor(name, member)
        model.tensors.append(tensor)
        every.append(tensor)
      } catch {
        every.append(Self.unread(name, error))
        // One array that cannot be read, such as one of Python objects, does not take the others away.
        model.remarks.append(FileRemark("left out \(name.quoted(limit: 80)): \(error.reason)"))
        failure = failure ?? error
      }
    }
    if let failure, model.tensors.isEmpty { throw failure }
    if !others.isEmpty {
      model.remarks.append(FileRemark("left out what is no array: \(others.listed())"))
    }
    model.every = { [every] () throws(FileError) in every }
    return model
  }

  /// What the file says of itself; `nil` where the member is something else.
  private func texts(of member: ZipArchive.Member) -> [String: String]? {
    guard let source = try? archive.source(of: member), source.size <= SafetensorsReader.longestHeader,
      let bytes = try? source.allBytes()
    else { return nil }
    return try? JSON.decode([String: String].self, from: bytes, path: source.path, what: member.name)
  }

  private static func unread(_ name: String, _ error: FileError) -> StoredTensor {
    StoredTensor(
      name: name, shape: [], type: "other", content: { () throws(FileError) in .unread(error.reason) }
    ) { () throws(FileError) in throw error }
  }

  private func tensor(_ name: String, _ member: ZipArchive.Member) throws(FileError) -> StoredTensor {
    let source = try archive.source(of: member)
    let array = try NpyReader.read(source)
    return StoredTensor(name: name, array)
  }
}
