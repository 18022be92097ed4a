import Platform

extension ModelFormat {
  /// The zip archives of `torch.save` since 1.6, of TorchScript and of `torch.export`.
  static let torchZip = ModelFormat(
    name: "PyTorch zip", match: { TorchZip.archive(of: $0) != nil }
  ) { candidate throws(FileError) in
    guard let archive = TorchZip.archive(of: candidate) else {
      throw FileError(candidate.path, "not a zip archive of PyTorch")
    }
    return try archive.model()
  }
}

/// A zip archive of PyTorch: a folder named as the file once was, or `archive`, and what it holds.
struct TorchZip: Sendable {
  let archive: ZipArchive
  /// The folder with its slash; "" where the members have none.
  let folder: String

  /// The archive that a candidate is; `nil` where it is none, or none of PyTorch.
  static func archive(of candidate: ModelCandidate) -> TorchZip? {
    (try? candidate.archive?.get()).flatMap { TorchZip($0) }
  }

  init?(_ archive: ZipArchive) {
    guard let folder = Self.folder(in: archive) else { return nil }
    self.archive = archive
    self.folder = folder
  }

  /// The folder of the members that only PyTorch writes; `nil` where there are none.
  private static func folder(in archive: ZipArchive) -> String? {
    for mark in ["data.pkl", "archive_format", "models/model.json", "serialized_exported_program.json", "model.json"] {
      for member in archive.members where member.name == mark || member.name.hasSuffix("/" + mark) {
        let folder = String(member.name.dropLast(mark.utf8.count))
        // A model.json may be anybody's; PyTorch 1.0's has its version beside it.
        if mark != "model.json" || archive.member(folder + "version") != nil { return folder }
      }
    }
    return nil
  }

  func has(_ name: String) -> Bool { archive.member(folder + name) != nil }

  /// All bytes of a small member.
  func bytes(_ name: String) throws(FileError) -> [UInt8] {
    guard let member = archive.member(folder + name) else {
      throw FileError(archive.path, "the member \((folder + name).quoted(limit: 80)) is missing; save the file again")
    }
    return try archive.bytes(of: member, limit: Self.longestText)
  }

  /// As much of a text or a pickle as is taken into memory: 256 MiB.
  static let longestText = 1 << 28

  func source(_ name: String) throws(FileError) -> any ByteSource {
    guard let member = archive.member(folder + name) else {
      throw FileError(archive.path, "the member \((folder + name).quoted(limit: 80)) is missing; save the file again")
    }
    guard member.isStored else { return MemoryBytes(try bytes(name), path: archive.path(of: member)) }
    return try archive.source(of: member)
  }

  /// Whether the numbers have their highest byte first, as the member `byteorder` says since 2.1.
  func isBigEndian() throws(FileError) -> Bool {
    guard has("byteorder") else { return false }
    let text = String(decoding: try bytes("byteorder"), as: UTF8.self)
    switch text {
    case "little": return false
    case "big": return true
    default:
      throw FileError(
        archive.path, "the member \"byteorder\" says \(text.quoted()); expected little or big; the file is damaged")
    }
  }

  /// The pickle of a member, whose storages are the members of a folder beside it.
  func pickle(_ name: String, storages: String) throws(FileError) -> TorchPickle {
    let bigEndian = try isBigEndian()
    let start = folder + storages
    let archive = archive
    let source = try source(name)
    return TorchPickle(pickle: try PickleMachine.read(source)) { key throws(FileError) in
      archive.member(start + key).map { TorchStorage($0, of: archive, bigEndian: bigEndian) }
    }
  }

  func model() throws(FileError) -> ModelFile {
    if isExport { return try exportedModel() }
    guard has("data.pkl") else { return try firstScriptModel() }
    if isScript { return try scriptModel() }
    let contents = try TorchContents(try pickle("data.pkl", storages: "data/"))
    return try contents.model(format: "PyTorch zip", path: archive.path)
  }
}

extension TorchStorage {
  /// A storage that is a member of an archive.
  init(_ member: ZipArchive.Member, of archive: ZipArchive, bigEndian: Bool) {
    self.init(name: member.name, size: member.size, bigEndian: bigEndian) { () throws(FileError) in
      (try archive.source(of: member), 0)
    }
  }
}
