import Platform

extension ModelFormat {
  /// What `torch.save` wrote before 1.6, and writes still when it is asked to: five pickles, then the storages.
  static let torchLegacy = ModelFormat(
    name: "PyTorch legacy", match: { TorchLegacy.matches($0.beginning) }
  ) { candidate throws(FileError) in
    guard let source = candidate.source else { throw FileError(candidate.path, "is no file; expected one of PyTorch") }
    return try TorchLegacy(source).model()
  }
}

/// Reads the container that PyTorch had before it had zip archives.
///
/// Source: `_legacy_save` and `_legacy_load` in `torch/serialization.py` of PyTorch 2.10. One after the other lie the
/// pickles of a magic number, of the protocol's version, of what the machine was like, of the value, and of the keys of
/// the storages; then, in the order of those keys, each storage: the number of its elements in 8 bytes, and the elements.
struct TorchLegacy {
  private let source: any ByteSource

  init(_ source: any ByteSource) { self.source = source }

  /// 0x1950a86a20f9469cfc6c, its lowest byte first.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001

  /// A pickle that is the magic number, or an archive of the tar program from before version 0.1.12.
  static func matches(_ beginning: [UInt8]) -> Bool {
    beginning.prefix(32).starts(with: [0x80]) && beginning.prefix(32).firstRange(of: magic) != nil || isTar(beginning)
  }

  private static func isTar(_ beginning: [UInt8]) -> Bool {
    beginning.count > 262 && Array(beginning[257..<262]) == Array("ustar".utf8)
  }

  func model() throws(FileError) -> ModelFile {
    guard !Self.isTar(try source.beginning(512)) else {
      throw FileError(
        source.path,
        "a tar archive, as PyTorch wrote before version 0.1.12, which is not read; load it with a PyTorch up to 2.5 and save "
          + "its state_dict() again")
    }
    let (value, storages) = try contents()
    let contents = try TorchContents(TorchPickle(pickle: value) { storages[$0] })
    return try contents.model(format: "PyTorch legacy", path: source.path)
  }

  /// The storage that a file holds which has nothing else.
  func onlyStorage() throws(FileError) -> (storage: TorchStorage, type: TorchType?)? {
    let (value, storages) = try contents()
    guard let node = value.node(value.root), node.kind == .persistent, let parts = value.items(node.arguments),
      parts.count >= 5, let key = parts[2].text, let storage = storages[key]
    else { return nil }
    return (storage, parts[1].global.flatMap { TorchType(storageClass: $0.name) })
  }

  /// The value's pickle, and the storages by their keys.
  private func contents() throws(FileError) -> (value: Pickle, storages: [String: TorchStorage]) {
    let magic = try PickleMachine.read(source)
    guard magic.root == .longInteger(Self.magic) else {
      throw FileError(source.path, at: .byte(0), "does not begin with the number that files of PyTorch begin with")
    }
    let version = try PickleMachine.read(source, at: magic.range.upperBound)
    guard version.root.integer == Self.version else {
      throw FileError(
        source.path, at: .byte(version.range.lowerBound),
        "is of another version of PyTorch's container than \(Self.version), the only one that is known")
    }
    let machine = try PickleMachine.read(source, at: version.range.upperBound)
    let value = try PickleMachine.read(source, at: machine.range.upperBound)
    let keys = try PickleMachine.read(source, at: value.range.upperBound)
    return (
      value, try storages(keys, sizes: Self.elementSizes(value), bigEndian: Self.isBigEndian(machine))
    )
  }

  private static func isBigEndian(_ machine: Pickle) -> Bool {
    machine.member("little_endian", of: machine.root)?.bool == false
  }

  /// The bytes of an element of each storage, by the storage's key.
  private static func elementSizes(_ value: Pickle) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for node in value.nodes where node.kind == .persistent {
      guard let parts = value.items(node.arguments), parts.count >= 5, parts[0].text == "storage",
        let key = parts[2].text ?? parts[2].integer.map(String.init), let name = parts[1].global?.name
      else { continue }
      // A storage without a type counts in bytes.
      sizes[key] = TorchType(storageClass: name)?.size ?? 1
    }
    return sizes
  }

  /// Where each storage lies: the last pickle names them in their order.
  private func storages(
    _ keys: Pickle, sizes: [String: Int], bigEndian: Bool
  ) throws(FileError) -> [String: TorchStorage] {
    guard let values = keys.items(keys.root) else {
      throw FileError(
        source.path, at: .byte(keys.range.lowerBound), "the list of storages is no list; the file is damaged")
    }
    var storages: [String: TorchStorage] = [:]
    var offset = keys.range.upperBound
    for value in values {
      guard let key = value.text ?? value.integer.map(String.init), let size = sizes[key] else {
        throw FileError(
          source.path, at: .byte(keys.range.lowerBound), "lists a storage that no tensor has; the file is damaged")
      }
      guard storages[key] == nil else {
        throw FileError(
          source.path, at: .byte(keys.range.lowerBound), "lists the storage \(key.quoted()) twice; the file is damaged")
      }
      let count = try source.bytes(offset..<offset + 8).unsigned(at: 0, bytes: 8)
      let (bytes, overflow) = (count ?? .max).multipliedReportingOverflow(by: size)
      guard !overflow, bytes <= source.size - offset - 8 else {
        throw FileError(
          source.path, at: .byte(offset),
          "the file ends within the storage \(key.quoted()): it is cut, or damaged; copy it again")
      }
      let source = source
      let start = offset + 8
      storages[key] = TorchStorage(name: key, size: bytes, bigEndian: bigEndian) { (source, start) }
      offset = start + bytes
    }
    return storages
  }
}
