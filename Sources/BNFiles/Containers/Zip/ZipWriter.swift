/// Writes a zip archive whose members are stored as they are, in the way NumPy writes `.npz` files.
enum ZipWriter {
  /// A file in the archive.
  package struct Member {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Sizes and offsets are 32 bits wide in the format, and the number of members 16.
  ///
  /// - Returns: `nil` when the members do not fit.
  static func encode(_ members: [Member]) -> [UInt8]? {
    guard members.count <= UInt16.max else { return nil }
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      guard let offset = UInt32(exactly: bytes.count), let common = commonFields(member) else { return nil }
      bytes.append(littleEndian: UInt32(0x0403_4B50))
      bytes += common + member.name.utf8 + member.bytes

      directory.append(littleEndian: UInt32(0x0201_4B50))
      directory.append(littleEndian: UInt16(0x0314))  // written on Unix by version 2.0
      directory += common
      directory += Array(repeating: 0, count: 6)  // no comment, disk 0, no internal attributes
      directory.append(littleEndian: UInt32(0o100644) << 16)  // a regular file, as Unix describes it
      directory.append(littleEndian: offset)
      directory += member.name.utf8
    }
    guard let start = UInt32(exactly: bytes.count), let size = UInt32(exactly: directory.count) else { return nil }
    bytes += directory
    bytes.append(littleEndian: UInt32(0x0605_4B50))
    bytes += [0, 0, 0, 0]  // one disk
    bytes.append(littleEndian: UInt16(members.count))
    bytes.append(littleEndian: UInt16(members.count))
    bytes.append(littleEndian: size)
    bytes.append(littleEndian: start)
    bytes += [0, 0]  // no comment
    return bytes
  }

  /// The fields that a member's own header and the directory share, from the version to the lengths.
  private static func commonFields(_ member: Member) -> [UInt8]? {
    guard let size = UInt32(exactly: member.bytes.count), let length = UInt16(exactly: member.name.utf8.count) else {
      return nil
    }
    var fields: [UInt8] = []
    fields.append(littleEndian: UInt16(20))  // needs version 2.0
    let ascii = member.name.utf8.allSatisfy { $0 < 0x80 }
    fields.append(littleEndian: UInt16(ascii ? 0 : 0x0800))  // the name is UTF-8
    fields.append(littleEndian: UInt16(0))  // stored
    fields.append(littleEndian: UInt16(0))  // midnight
    fields.append(littleEndian: UInt16(0x0021))  // of 1 January 1980, so that equal arrays give equal files
    fields.append(littleEndian: Checksum(member.bytes).sum)
    fields.append(littleEndian: size)
    fields.append(littleEndian: size)
    fields.append(littleEndian: length)
    fields.append(littleEndian: UInt16(0))  // no extra field
    return fields
  }
}
