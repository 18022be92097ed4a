import Platform

/// Bytes of a file, read by ranges: what a reader does not ask for costs neither time nor memory.
///
/// Size and content are those of the moment at which the source was opened. A source that can no longer give them, such as
/// a file that somebody cuts or writes to, throws.
package protocol ByteSource: Sendable {
  /// The file's name, as errors give it.
  var path: String { get }
  /// The number of bytes.
  var size: Int { get }
  /// The most bytes that are taken into memory at once.
  var limit: Int { get }
  /// All bytes, where they lie in memory anyway.
  var resident: [UInt8]? { get }

  /// Where the bytes lie in an open file of the machine, for another process to read; `nil` where they lie in none.
  var window: FileWindow? { get }

  /// What the container keeps of these bytes to tell a change by; `nil` where it keeps nothing.
  var seal: Seal? { get }

  /// Fills a buffer with the bytes from an offset on, which lie within the size.
  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError)
}

/// A place in an open file of the machine, open for as long as the source that it is of.
package struct FileWindow: Sendable {
  package var descriptor: Int32
  /// Bytes in front of it.
  package var offset: Int
}

extension ByteSource {
  package var window: FileWindow? { nil }
  package var seal: Seal? { nil }

  /// The bytes of a range, or what is wrong with it.
  package func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw FileError(path, at: .byte(size), "the file ends too soon: bytes up to \(range.upperBound) were expected")
    }
    if let resident { return range.count == size ? resident : Array(resident[range]) }
    try checkLimit(range.count)
    return try filled(range.count) { buffer throws(FileError) in
      try read(into: UnsafeMutableRawBufferPointer(buffer), from: range.lowerBound)
    }
  }

  /// The bytes that the source begins with, as many as there are up to a number.
  package func beginning(_ count: Int) throws(FileError) -> [UInt8] { try bytes(0..<min(count, size)) }

  /// All bytes.
  package func allBytes() throws(FileError) -> [UInt8] { try bytes(0..<size) }

  /// Refuses what is too much for memory, before it is asked for.
  func checkLimit(_ count: Int) throws(FileError) {
    guard count <= limit else {
      throw FileError(path, "has \(counted(count, "byte")); at most \(limit) are read into memory; load a part of it")
    }
  }
}

/// Bytes that lie in memory, as unpacked ones do.
package struct MemoryBytes: ByteSource {
  package let path: String
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  package var size: Int { bytes.count }
  package var limit: Int { .max }
  package var resident: [UInt8]? { bytes }

  package func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
    }
  }
}

/// An array whose elements are written in place, all of them or none.
func filled<Element>(
  _ count: Int, _ write: (UnsafeMutableBufferPointer<Element>) throws(FileError) -> Void
) throws(FileError) -> [Element] {
  // The initializer of the standard library passes no typed error on.
  var failure: FileError?
  let elements = [Element](unsafeUninitializedCapacity: count) { buffer, written in
    do throws(FileError) {
      try write(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      written = count
    } catch {
      failure = error
    }
  }
  if let failure { throw failure }
  return elements
}
