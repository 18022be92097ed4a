import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Puts bytes that lie in no file, such as a packed member of an archive, into one that has no name.
enum NamelessFile {
  private static let piece = 1 << 20

  /// A source of the same bytes that another process can read too; the source itself where it is one.
  static func source(of source: any ByteSource) throws(FileError) -> any ByteSource {
    if source.window != nil { return source }
    try source.checkLimit(source.size)
    let file = nameless()
    guard file >= 0 else { throw FileError(source.path, "there is no room to unpack it: \(explanation(of: errno))") }
    do throws(FileError) {
      try copy(source, to: file)
      var status = stat()
      guard fstat(file, &status) == 0 else {
        throw FileError(source.path, "cannot be unpacked: \(explanation(of: errno))")
      }
      return DiskBytes(file, status, path: source.path, limit: source.limit)
    } catch {
      close(file)
      throw error
    }
  }

  /// A new file that is gone with its descriptor.
  private static func nameless() -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/bnexplorer-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { return file }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  private static func copy(_ source: any ByteSource, to file: Int32) throws(FileError) {
    var offset = 0
    while offset < source.size {
      let end = min(offset + piece, source.size)
      let code = writeAll(try source.bytes(offset..<end), to: file)
      guard code == 0 else { throw FileError(source.path, "cannot be unpacked: \(explanation(of: code))") }
      offset = end
    }
  }
}
