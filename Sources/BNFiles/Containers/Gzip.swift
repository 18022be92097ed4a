import Platform
import CZlib

/// Unpacks gzip files (RFC 1952) with zlib: one member or several, one after the other.
package enum Gzip {
  static let magic: [UInt8] = [0x1F, 0x8B]

  /// As much as a file may unpack to, unless the caller says otherwise: 2 GiB.
  package static let defaultLimit = 2 << 30

  /// Unpacks all members, and stops as soon as more than `limit` bytes would come out.
  static func decompress(_ bytes: [UInt8], path: String, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
    // zlib keeps the stream's address and compares it, so the stream has to stay in one place.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer {
      stream.deinitialize(count: 1)
      stream.deallocate()
    }
    var inflater = Inflater(bytes: bytes, path: path, limit: limit, stream: stream)
    return try inflater.run()
  }
}

/// One run of zlib over a whole file.
private struct Inflater {
  let bytes: [UInt8]
  let path: String
  let limit: Int
  let stream: UnsafeMutablePointer<z_stream>
  /// How much of the bytes zlib has used up.
  var consumed = 0
  var output: [UInt8] = []

  private static let chunk = 1 << 16

  mutating func run() throws(FileError) -> [UInt8] {
    guard bnz_inflate_init_gzip(stream) == Z_OK else {
      throw FileError(path, "there is no memory to unpack it")
    }
    defer { inflateEnd(stream) }
    var buffer = [UInt8](repeating: 0, count: Self.chunk)
    repeat {
      try member(&buffer)
      guard inflateReset(stream) == Z_OK else { throw damaged() }
    } while try anotherMember()
    return output
  }

  /// Unpacks up to the end of one member, whose length and check sum zlib compares.
  private mutating func member(_ buffer: inout [UInt8]) throws(FileError) {
    while true {
      let (status, produced) = inflateOnce(into: &buffer)
      guard produced <= limit - output.count else {
        throw FileError(
          path, at: .byte(consumed),
          "unpacks to more than \(limit) bytes, the most that is taken; unpack it and load a part of it")
      }
      output.append(contentsOf: buffer[..<produced])
      switch status {
      case Z_STREAM_END: return
      case Z_OK: continue
      case Z_BUF_ERROR where consumed == bytes.count:
        throw FileError(path, at: .byte(consumed), "the gzip file ends too soon; copy or fetch it again")
      case Z_MEM_ERROR: throw FileError(path, "there is no memory to unpack it")
      default: throw damaged()
      }
    }
  }

  private mutating func inflateOnce(into buffer: inout [UInt8]) -> (status: Int32, produced: Int) {
    // zlib counts what it may read in 32 bits.
    let available = min(bytes.count - consumed, 1 << 30)
    let status = bytes.withUnsafeBufferPointer { source in
      buffer.withUnsafeMutableBufferPointer { target in
        // zlib takes a pointer to mutable bytes and never writes to them.
        stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        return inflate(stream, Z_NO_FLUSH)
      }
    }
    consumed += available - Int(stream.pointee.avail_in)
    return (status, buffer.count - Int(stream.pointee.avail_out))
  }

  /// Looks behind a member: another one, or the end, which zero bytes may pad as on tapes.
  private func anotherMember() throws(FileError) -> Bool {
    let rest = bytes[consumed...]
    if rest.starts(with: Gzip.magic) { return true }
    guard rest.allSatisfy({ $0 == 0 }) else {
      throw FileError(
        path, at: .byte(consumed),
        "\(counted(rest.count, "byte")) behind the packed data, not gzip; copy or fetch it again")
    }
    return false
  }

  private func damaged() -> FileError {
    let said = stream.pointee.msg.map { String(cString: $0) } ?? "invalid data"
    let what =
      switch said {
      case "incorrect data check": "the check sum (CRC-32) of the gzip file is not that of its data"
      case "incorrect length check": "the length in the gzip file is not that of its data"
      case "incorrect header check": "not a gzip file"
      default: "the gzip file is damaged (\(said))"
      }
    return FileError(path, at: .byte(consumed), "\(what); copy or fetch it again")
  }
}
