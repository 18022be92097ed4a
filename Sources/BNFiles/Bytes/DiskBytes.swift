import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file of the machine, read by ranges.
///
/// Not mapped into memory: a mapped file that somebody cuts ends the program with SIGBUS at the next look at it, and
/// nothing keeps others from cutting it. A read of a range costs a copy and says what is wrong instead.
final class DiskBytes: ByteSource {
  let path: String
  let limit: Int
  private let file: Int32
  private let state: FileStatus

  /// Takes over a descriptor, which it closes.
  init(_ file: Int32, _ status: stat, path: String, limit: Int) {
    self.file = file
    self.path = path
    self.limit = limit
    state = FileStatus(status)
  }

  deinit { close(file) }

  var size: Int { state.size }
  var resident: [UInt8]? { nil }
  var window: FileWindow? { FileWindow(descriptor: file, offset: 0) }

  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let received = retrying {
        pread(file, buffer.baseAddress.map { $0 + done }, min(buffer.count - done, 1 << 30), off_t(offset + done))
      }
      guard received >= 0 else { throw FileError(path, "cannot be read: \(explanation(of: errno))") }
      guard received > 0 else { throw changed(at: offset + done) }
      done += received
    }
    // Asked afterwards: then what was read is from before any change.
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileError(path, "cannot be read: \(explanation(of: errno))") }
    guard FileStatus(status) == state else { throw changed(at: nil) }
  }

  private func changed(at offset: Int?) -> FileError {
    guard let offset else { return FileError(path, "the file has changed since it was opened; load it again") }
    return FileError(
      path, at: .byte(offset),
      "the file ends here and had \(counted(size, "byte")) when it was opened; load it again when it is whole")
  }
}
