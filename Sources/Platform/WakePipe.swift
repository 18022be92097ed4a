import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The pipe that ends a wait: a byte 0 from another thread, or a signal's number from its handler.
///
/// Its ends close with the last reference, so that a waker kept for too long never writes into somebody else's file.
package final class WakePipe: Sendable {
  package let readEnd: Int32
  package let writeEnd: Int32
  private let isWaking = Atomic(false)

  package init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Ends the wait.
  ///
  /// Any number of calls before the next `drain` cost one byte.
  package func wake() {
    guard !isWaking.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 0
    _ = write(writeEnd, &byte, 1)
  }

  /// All that was written since the last call.
  package func drain() -> [UInt8] {
    // After the reading: a wake that comes in between belongs to the byte that was read.
    defer { _ = isWaking.exchange(false, ordering: .acquiringAndReleasing) }
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(readEnd, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return all }
      all += block[..<count]
    }
  }
}
