#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few system calls on descriptors that reading a line needs.
package enum Descriptor {
  /// Writes all of a text; a reader that is gone is not the writer's business here.
  package static func write(_ text: String, to descriptor: Int32) {
    _ = writeAll(Array(text.utf8), to: descriptor)
  }

  /// Reads what is there, waiting for the first byte.
  ///
  /// Empty at the end of the input or when the terminal is gone.
  package static func read(from descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = readSome(descriptor, into: &bytes)
    return Array(bytes.prefix(max(0, count)))
  }

  /// What can be read after a wait.
  package struct Readiness {
    package var ready: [Bool]
    /// True if a signal ended the wait.
    package var interrupted: Bool
  }

  /// Waits until one of some descriptors can be read or the milliseconds are over (-1 waits for ever).
  package static func wait(for descriptors: [Int32], milliseconds: Int32 = -1) -> Readiness {
    var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&requests, nfds_t(requests.count), milliseconds)
    return Readiness(ready: requests.map { count > 0 && $0.revents != 0 }, interrupted: count < 0 && errno == EINTR)
  }

  /// The extent of a terminal's window in cells; `nil` where the descriptor is no terminal or does not know it.
  package static func windowSize(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return nil }
    return (Int(window.ws_col), Int(window.ws_row))
  }
}
