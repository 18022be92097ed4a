internal import Synchronization

import Platform

/// A zip archive, read by libzip through ranges of a source: neither mapped nor taken into memory.
///
/// Opening reads the directory at the end and nothing else, however large the archive is. Members that are stored as they
/// are become ranges of the archive's own bytes; packed ones are unpacked as far as they are asked for. May be used from
/// several threads, which wait for each other inside libzip.
package final class ZipArchive: Sendable {
  package let path: String
  /// The files in it, in the order of the directory; folders are left out.
  package let members: [Member]
  private let places: [String: Int]
  private let source: any ByteSource
  private let handle: Mutex<ZipHandle>

  /// As much as a packed member may unpack to where it is taken into memory: 2 GiB.
  package static let defaultLimit = 2 << 30

  /// - Throws: ``FileError`` where the bytes are no zip archive, a damaged one, or one with two members of one name.
  package init(_ source: any ByteSource) throws(FileError) {
    path = source.path
    self.source = source
    let opened = try ZipHandle(source)
    members = try opened.members()
    handle = Mutex(opened)
    var places: [String: Int] = [:]
    var packed = 0
    for (place, member) in members.enumerated() {
      guard places.updateValue(place, forKey: member.name) == nil else {
        throw FileError(
          source.path, "two members of the zip archive are called \(member.name.quoted(limit: 80)); save the file again"
        )
      }
      packed = packed.addingReportingOverflow(member.packedSize).partialValue
      guard packed >= 0, packed <= source.size else {
        throw FileError(
          source.path,
          "the members of the zip archive have more bytes than the file: they overlap, or the file is damaged; copy or fetch it again"
        )
      }
    }
    self.places = places
  }

  /// Whether a file begins as an archive does that holds something, or nothing.
  package static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("PK".utf8) + [3, 4]) || bytes.starts(with: Array("PK".utf8) + [5, 6])
  }

  /// The most bytes that are taken into memory at once.
  var limit: Int { min(source.limit, Self.defaultLimit) }

  /// A member by its full name.
  package func member(_ name: String) -> Member? { places[name].map { members[$0] } }

  /// The name that errors give a member.
  func path(of member: Member) -> String { "\(path), member \(member.name.quoted(limit: 80))" }

  /// The bytes of a member, read by ranges.
  ///
  /// - Throws: ``FileError`` where the member is encrypted, packed in a way that is not known, or outside the file.
  package func source(of member: Member) throws(FileError) -> any ByteSource {
    if let refusal = member.refusal { throw FileError(path(of: member), refusal) }
    guard member.size > 0 else { return MemoryBytes([], path: path(of: member)) }
    guard member.isStored else { return PackedMember(archive: self, member: member) }
    let start = try offset(of: member)
    return PartOfSource(
      path: path(of: member), size: member.size, base: source, start: start,
      seal: Seal(sum: .crc32(member.sum), place: start))
  }

  /// All bytes of a member, in memory.
  ///
  /// - Parameters:
  ///   - member: one of the archive's.
  ///   - limit: the most bytes that are taken.
  /// - Returns: its bytes, unpacked.
  /// - Throws: ``FileError`` where it has more, or as ``source(of:)`` does.
  package func bytes(of member: Member, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
    let source = try source(of: member)
    guard member.size <= limit else {
      throw FileError(
        path(of: member), "has \(counted(member.size, "byte")); at most \(limit) of such a member are taken into memory"
      )
    }
    return try source.allBytes()
  }

  /// Where a stored member's bytes begin in the archive.
  package func offset(of member: Member) throws(FileError) -> Int {
    try locked { handle throws(FileError) in try handle.offset(of: member, path(of: member)) }
  }

  func unpack(
    _ member: Member, into buffer: UnsafeMutableRawBufferPointer, from offset: Int
  ) throws(FileError) {
    try locked { handle throws(FileError) in try handle.unpack(member, into: buffer, from: offset, path(of: member)) }
  }

  /// Lets one thread at a time into libzip.
  private func locked<Value: Sendable>(
    _ work: (ZipHandle) throws(FileError) -> Value
  ) throws(FileError) -> Value {
    let result: Result<Value, FileError> = handle.withLock { handle in
      do throws(FileError) { return .success(try work(handle)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
