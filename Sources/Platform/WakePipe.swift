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
  private let pipe: Pipe
  package var readEnd: Int32 { pipe.reading }
  package var writeEnd: Int32 { pipe.writing }
  private let isWaking = Atomic(false)

  package init?() {
    guard let pipe = Pipe() else { return nil }
    self.pipe = pipe
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
    return pipe.drain()
  }
}
