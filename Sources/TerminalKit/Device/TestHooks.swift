#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What tests and measurements of the real program ask for through the environment.
package struct TestHooks: Sendable {
  /// The ways to crash on F12, by BNX_TEST_CRASH.
  enum Crash: String, CaseIterable, Sendable {
    case trap, fatalError, abort, overflow, thread
    /// Not a crash, but an `exit` on another thread.
    case exit
  }

  /// What to say behind each frame, by BNX_TEST_SYNC.
  package enum Marking: String, Sendable {
    case frames = "1"
    case accounts
  }

  private let marking: Marking?
  private let crash: Crash?

  package init(environment: [String: String]) {
    marking = environment["BNX_TEST_SYNC"].flatMap(Marking.init)
    crash = environment["BNX_TEST_CRASH"].flatMap(Crash.init)
  }

  /// The mark to send behind a frame; nothing unless somebody asked for it.
  package func mark(frame number: Int, events: Int, writes: Int) -> [UInt8] {
    switch marking {
    case nil: []
    case .frames: FrameMark(frame: number).bytes
    case .accounts:
      FrameMark(
        frame: number, account: .init(events: events, writes: writes, nanoseconds: Self.threadNanoseconds)
      ).bytes
    }
  }

  /// Processor time of the calling thread.
  private static var threadNanoseconds: Int {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  func crash(on events: [TerminalEvent]) {
    guard let crash, events.contains(.key(.function(12))) else { return }
    switch crash {
    case .trap: Self.trap()
    case .fatalError: fatalError("BNX_TEST_CRASH")
    case .abort: abort()
    case .overflow: _ = Self.overflow(events.count)
    case .thread: Self.run(Self.trappingThread)
    case .exit: Self.run(Self.leavingThread)
    }
  }

  private static func trap() {
    let none: [Int] = []
    _ = none[none.count]
  }

  @inline(never)
  private static func overflow(_ depth: Int) -> Int {
    guard depth >= 0 else { return 0 }
    // The array keeps the optimizer from making a loop of it.
    let kept = [depth, depth + 1]
    return overflow(depth + kept.count) + kept[0]
  }

  #if canImport(Darwin)
    private typealias ThreadBody = @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer?
  #else
    private typealias ThreadBody = @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
  #endif

  private static let trappingThread: ThreadBody = { _ in
    trap()
    return nil
  }

  private static let leavingThread: ThreadBody = { _ in exit(7) }

  /// Runs a thread and waits for its end.
  private static func run(_ body: ThreadBody) {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    guard pthread_create(&thread, nil, body, nil) == 0 else { return }
    #if canImport(Darwin)
      guard let thread else { return }
    #endif
    pthread_join(thread, nil)
  }
}
