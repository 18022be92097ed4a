import Platform

extension ZipArchive {
  /// A file in an archive, as the directory at the archive's end describes it.
  ///
  /// The header in front of the member itself need not say as much: PyTorch leaves its sizes 0, NumPy sets them to
  /// 0xFFFFFFFF.
  package struct Member: Equatable, Sendable {
    /// The place in the directory, counted from 0.
    let index: Int
    package let name: String
    /// Bytes, unpacked.
    package let size: Int
    /// Bytes in the archive.
    package let packedSize: Int
    /// How it is packed, by the numbers of the format's description (APPNOTE.TXT, section 4.4.5).
    let method: Int
    /// The checksum of its unpacked bytes, CRC-32.
    let sum: UInt32
    let isEncrypted: Bool

    /// Whether its bytes stand in the archive as they are.
    package var isStored: Bool { method == Self.stored }

    static let stored = 0
    static let deflated = 8
    /// Deflate packs no better than this: a copy of 258 bytes takes two bits.
    private static let bestRatio = 1032

    /// What keeps the member from being read; `nil` where nothing does.
    var refusal: String? {
      if isEncrypted { return "is encrypted; unpack the archive with its password and pack it again without" }
      switch method {
      case Self.stored:
        return size == packedSize
          ? nil : "is stored with \(packedSize) of its \(counted(size, "byte")); the archive is damaged"
      case Self.deflated:
        let (most, overflow) = packedSize.multipliedReportingOverflow(by: Self.bestRatio)
        return overflow || size <= most
          ? nil
          : "would unpack from \(packedSize) to \(counted(size, "byte")), which deflate cannot do; the archive is damaged"
      default:
        return
          "is packed by the method \(method); expected 0 (stored) or 8 (deflate): unpack the archive and pack it again"
      }
    }
  }
}

/// A part of a source that stands for itself: a member that is stored as it is.
struct PartOfSource: ByteSource {
  let path: String
  let size: Int
  let base: any ByteSource
  let start: Int
  var seal: Seal?

  var limit: Int { base.limit }
  var resident: [UInt8]? { nil }
  var window: FileWindow? { base.window.map { FileWindow(descriptor: $0.descriptor, offset: $0.offset + start) } }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    try base.read(into: buffer, from: start + offset)
  }
}

/// A packed member, unpacked as far as it is asked for.
///
/// Reading on from where the last read stopped is cheap; reading in front of that unpacks from the start again. What has
/// to be read here and there is taken into memory first, with ``ZipArchive/bytes(of:limit:)``.
struct PackedMember: ByteSource {
  let archive: ZipArchive
  let member: ZipArchive.Member

  var path: String { archive.path(of: member) }
  var size: Int { member.size }
  var limit: Int { archive.limit }
  var resident: [UInt8]? { nil }
  var seal: Seal? { Seal(sum: .byReading, place: 0) }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    try archive.unpack(member, into: buffer, from: offset)
  }
}
