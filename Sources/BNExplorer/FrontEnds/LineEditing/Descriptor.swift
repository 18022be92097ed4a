#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few system calls on descriptors that reading a line needs.
enum Descriptor {
  /// Writes all of a text; a reader that is gone is not the writer's business here.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { platformWrite(descriptor, $0) }
      if count > 0 { bytes = bytes.dropFirst(count) } else if count < 0, errno != EINTR { return }
    }
  }

  /// Reads what is there, waiting for the first byte.
  ///
  /// Empty at the end of the input or when the terminal is gone.
  static func read(from descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = bytes.withUnsafeMutableBytes { platformRead(descriptor, $0) }
      if count >= 0 { return Array(bytes.prefix(count)) }
      guard errno == EINTR else { return [] }
    }
  }

  /// What can be read after a wait.
  struct Readiness {
    var ready: [Bool]
    /// True if a signal ended the wait.
    var interrupted: Bool
  }

  /// Waits until one of some descriptors can be read or the milliseconds are over (-1 waits for ever).
  static func wait(for descriptors: [Int32], milliseconds: Int32 = -1) -> Readiness {
    var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&requests, nfds_t(requests.count), milliseconds)
    return Readiness(ready: requests.map { count > 0 && $0.revents != 0 }, interrupted: count < 0 && errno == EINTR)
  }

  /// The size of a terminal; 80 by 24 where it does not know its own.
  static func size(of descriptor: Int32) -> Size {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }
}

private func platformWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

private func platformRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, bytes.baseAddress, bytes.count)
}
