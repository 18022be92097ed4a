#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

@testable import TerminalKit

/// Runs a closure on a thread of its own, so that a test can type while it reads.
final class ReaderThread<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let thread = Mutex<pthread_t?>(nil)

  init(_ run: @escaping @Sendable () -> Value) {
    let started = startThread { [self] in
      let value = run()
      result.withLock { $0 = value }
    }
    thread.withLock { $0 = started }
  }

  /// Waits for the end of the thread.
  ///
  /// `nil` if it never ran.
  func value() -> Value? {
    if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    return result.withLock { $0 }
  }
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a thread that runs a closure; `nil` if the system has none to give.
private func startThread(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
  let context = Unmanaged.passRetained(Work(run)).toOpaque()
  #if canImport(Darwin)
    var thread: pthread_t?
    let code = pthread_create(&thread, nil, { work($0) }, context)
  #else
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { $0.flatMap { work($0) } }, context)
  #endif
  guard code == 0 else {
    Unmanaged<Work>.fromOpaque(context).release()
    return nil
  }
  return thread
}

private func work(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
