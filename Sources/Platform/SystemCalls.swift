internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Calls the system again for as long as only a signal got in the way.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    guard result == -1, errno == EINTR else { return result }
  }
}

/// Reads what comes next into a buffer.
///
/// - Returns: the number of bytes, 0 at the end of the file, -1 when `errno` says why not.
package func readSome(_ file: Int32, into buffer: inout [UInt8]) -> Int {
  do { return try buffer.withUnsafeMutableBytes { try FileDescriptor(rawValue: file).read(into: $0) } } catch {
    errno = (error as? Errno)?.rawValue ?? EIO
    return -1
  }
}

/// Writes all bytes, however many calls it takes.
///
/// It waits for a slow reader, also where whoever made the pipe or terminal asked for writes that do not.
///
/// - Returns: 0, or the number of the error that stopped it.
package func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32 {
  var rest = bytes[...]
  while !rest.isEmpty {
    do {
      let count = try rest.withUnsafeBytes { try FileDescriptor(rawValue: file).write($0) }
      rest = rest.dropFirst(count)
    } catch Errno.wouldBlock {
      var request = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
      _ = poll(&request, 1, -1)
    } catch {
      return (error as? Errno)?.rawValue ?? EIO
    }
  }
  return 0
}

/// What a mode says that a file is, when it is no plain file.
///
/// Systems have `mode_t` in several sizes.
package func otherKind(_ mode: some BinaryInteger) -> String? {
  switch mode_t(truncatingIfNeeded: mode) & S_IFMT {
  case S_IFREG: nil
  case S_IFDIR: "a folder"
  case S_IFIFO: "a pipe"
  case S_IFSOCK: "a socket"
  default: "a device"
  }
}

/// An error of the system in words, the usual ones in short.
package func explanation(of code: Int32) -> String {
  switch code {
  case EACCES, EPERM: "no permission"
  case ENOENT: "there is no such folder"
  case ENOTDIR: "a part of the path is not a folder"
  case EISDIR: "it is a folder"
  case ENOSPC, EDQUOT: "the disk is full"
  case EROFS: "the disk is read-only"
  case ELOOP: "the symbolic links go round in a circle"
  case ENAMETOOLONG: "the name is too long"
  case EMFILE, ENFILE: "too many files are open"
  case EFBIG: "the file would be too large"
  case EIO: "the disk failed"
  default: String(cString: strerror(code))
  }
}
