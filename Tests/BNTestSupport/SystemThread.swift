#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread of the system that can be waited for.
package struct SystemThread: Sendable {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let identifier: UInt

  package init(_ run: @escaping @Sendable () -> Void) throws {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let body = Unmanaged.passRetained(Body(run))
    let failure = pthread_create(&thread, nil, threadStart, body.toOpaque())
    guard failure == 0 else {
      body.release()
      throw PseudoTerminal.Failure(description: "pthread_create: \(failure)")
    }
    #if canImport(Darwin)
      identifier = UInt(bitPattern: thread)
    #else
      identifier = UInt(thread)
    #endif
  }

  package func join() {
    #if canImport(Darwin)
      if let thread = pthread_t(bitPattern: identifier) { pthread_join(thread, nil) }
    #else
      pthread_join(pthread_t(identifier), nil)
    #endif
  }

  fileprivate static func start(_ body: UnsafeMutableRawPointer) {
    Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
  }
}

#if canImport(Darwin)
  private let threadStart: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
    SystemThread.start($0)
    return nil
  }
#else
  private let threadStart: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    if let body = $0 { SystemThread.start(body) }
    return nil
  }
#endif
