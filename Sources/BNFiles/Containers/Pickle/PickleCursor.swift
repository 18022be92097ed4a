import Platform

/// Goes through the bytes of a pickle, which are read a piece at a time.
struct PickleCursor {
  let source: any ByteSource
  private(set) var offset: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  private static let piece = 1 << 16

  init(_ source: any ByteSource, at offset: Int) {
    self.source = source
    self.offset = offset
  }

  /// The next bytes, passed over.
  mutating func take(_ count: Int) throws(FileError) -> ArraySlice<UInt8> {
    let end = try endOfNext(count)
    if offset < windowStart || end > windowStart + window.count {
      window = try source.bytes(offset..<min(offset + max(count, Self.piece), source.size))
      windowStart = offset
    }
    defer { offset = end }
    return window[offset - windowStart..<end - windowStart]
  }

  /// Passes over bytes without reading them, and says where they lie.
  mutating func skip(_ count: Int) throws(FileError) -> Range<Int> {
    let start = offset
    offset = try endOfNext(count)
    return start..<offset
  }

  private func endOfNext(_ count: Int) throws(FileError) -> Int {
    guard count >= 0, count <= source.size - offset else {
      throw FileError(
        source.path, at: .byte(source.size), "the pickle ends too soon: it is cut or damaged; copy or save it again")
    }
    return offset + count
  }

  mutating func byte() throws(FileError) -> UInt8 { try take(1).first ?? 0 }

  /// An unsigned number, its lowest byte first.
  mutating func count(bytes: Int) throws(FileError) -> Int {
    let start = offset
    var value: UInt64 = 0
    for (place, byte) in try take(bytes).enumerated() { value |= UInt64(byte) << UInt64(8 * place) }
    guard let count = Int(exactly: value) else {
      throw FileError(source.path, at: .byte(start), "the pickle holds a length beyond 2^63; it is damaged")
    }
    return count
  }

  /// The text up to the end of a line, which is passed over.
  mutating func line() throws(FileError) -> String {
    let start = offset
    var bytes: [UInt8] = []
    while true {
      let next = try byte()
      guard next != UInt8(ascii: "\n") else { return String(decoding: bytes, as: UTF8.self) }
      guard bytes.count < 4096 else {
        throw FileError(source.path, at: .byte(start), "the pickle holds a name of more than 4096 bytes; it is damaged")
      }
      bytes.append(next)
    }
  }
}
