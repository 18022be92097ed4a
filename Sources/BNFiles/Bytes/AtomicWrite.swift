import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Replaces a file as a whole: a new file beside it is written, brought to the disk, and renamed over it.
///
/// Whoever reads meanwhile sees the old content or the new. A file's permissions and a symbolic link to it stay.
struct AtomicWrite {
  /// The path as the person wrote it, for messages.
  let path: String

  private static let mostLinks = 40

  func put(_ bytes: [UInt8]) throws(FileError) {
    let target = try targetOfLinks()
    let permissions = try permissions(of: target)
    let folder = Self.folder(of: target)
    let temporary = "\(folder)/.bnexplorer-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    let file = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0o666) }
    guard file >= 0 else { throw failure("cannot be written into its folder", errno) }

    let code = fill(file, with: bytes, permissions)
    // The number is free after close even if close fails, so it is closed once.
    let closed = close(file) == 0 ? 0 : errno
    let renamed = code == 0 && (closed == 0 || closed == EINTR) ? rename(temporary, target) : -1
    guard renamed == 0 else {
      let reason = code != 0 ? code : closed != 0 && closed != EINTR ? closed : errno
      unlink(temporary)
      throw failure("cannot be written", reason)
    }
  }

  /// Writes the content and brings it to the disk.
  ///
  /// - Returns: 0, or the number of the error that stopped it.
  private func fill(_ file: Int32, with bytes: [UInt8], _ permissions: mode_t?) -> Int32 {
    let code = writeAll(bytes, to: file)
    guard code == 0 else { return code }
    if let permissions, fchmod(file, permissions) != 0 { return errno }
    // Some network and user-space file systems have no fsync; the bytes are written all the same.
    guard retrying({ fsync(file) }) == 0 || errno == EINVAL || errno == ENOTSUP else { return errno }
    return 0
  }

  /// The permission bits of the file to be replaced, `nil` if there is none yet.
  private func permissions(of target: String) throws(FileError) -> mode_t? {
    var status = stat()
    guard stat(target, &status) == 0 else {
      guard errno == ENOENT else { throw failure("cannot be written", errno) }
      return nil
    }
    if let other = otherKind(status.st_mode) {
      throw FileError(path, "is \(other); expected the name of a file to write", kind: .unwritable)
    }
    // Renaming asks the folder only; a file made read-only is meant to stay.
    guard access(target, W_OK) == 0 else { throw failure("cannot be replaced", errno) }
    return status.st_mode & 0o7777
  }

  /// The path that symbolic links at its end lead to, whether or not a file is there.
  private func targetOfLinks() throws(FileError) -> String {
    var target = path
    for _ in 0..<Self.mostLinks {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let length = readlink(target, &buffer, buffer.count)
      // Most often because it is no link; any other trouble shows when the file is opened.
      guard length > 0 else { return target }
      guard let link = String(validating: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) else {
        throw FileError(path, "is a link to a name that is not UTF-8; write to another name", kind: .unwritable)
      }
      target = link.hasPrefix("/") ? link : "\(Self.folder(of: target))/\(link)"
    }
    throw failure("cannot be written", ELOOP)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func failure(_ what: String, _ code: Int32) -> FileError {
    FileError(path, "\(what): \(explanation(of: code)); choose another name or place", kind: .unwritable)
  }
}
