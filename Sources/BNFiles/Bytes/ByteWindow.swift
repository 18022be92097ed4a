/// A moving view of a file for readers that go through it byte by byte and skip much of it.
///
/// Local to one reading: it keeps the bytes around the last place that was asked for.
final class ByteWindow {
  let source: any ByteSource
  private var bytes: [UInt8]
  /// Where `bytes` begins in the file.
  private var start = 0

  /// How much is read at a time: many small fields cost one read, and one skipped field little.
  private static let size = 1 << 14

  init(_ source: any ByteSource) {
    self.source = source
    bytes = source.resident ?? []
  }

  /// The byte at an offset, which lies below an end that is known to lie within the file.
  func byte(at offset: Int, before end: Int) throws(FileError) -> UInt8 {
    let place = offset - start
    if bytes.indices.contains(place) { return bytes[place] }
    bytes = try source.bytes(offset..<max(min(end, offset + Self.size, source.size), offset + 1))
    start = offset
    return bytes[0]
  }

  /// The bytes of a range.
  func bytes(_ range: Range<Int>) throws(FileError) -> ArraySlice<UInt8> {
    let place = range.lowerBound - start
    if place >= 0, place <= bytes.count, range.count <= bytes.count - place {
      return bytes[place..<place + range.count]
    }
    guard range.count <= Self.size else { return try source.bytes(range)[...] }
    bytes = try source.bytes(range.lowerBound..<max(range.upperBound, min(source.size, range.lowerBound + Self.size)))
    start = range.lowerBound
    return bytes[..<range.count]
  }

  /// A number of the base-128 form that leveldb and Protocol Buffers share: seven bits a byte, the lowest first.
  ///
  /// - Parameters:
  ///   - offset: where it begins; afterwards, where the next thing begins.
  ///   - end: what it has to end before.
  /// - Returns: `nil` where it does not end before the end, or has more than 64 bits.
  /// - Throws: ``FileError`` where the file cannot be read.
  func varint(at offset: inout Int, before end: Int) throws(FileError) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard offset < end else { return nil }
      let byte = UInt64(try byte(at: offset, before: end))
      offset += 1
      guard shift < 63 || byte <= 1 else { return nil }
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
