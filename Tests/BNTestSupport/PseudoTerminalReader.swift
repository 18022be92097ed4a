import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The thread that reads all that comes out of a pseudo-terminal.
final class PseudoTerminalReader: Sendable {
  struct State: Sendable {
    var screen: VirtualTerminal
    var output: [UInt8] = []
    /// No program has the terminal open any more, and all its output was read.
    var isAtEnd = false
  }

  let state: Mutex<State>
  private let master: Int32
  /// A byte here ends the thread.
  private let stopping: (read: Int32, write: Int32)
  /// A byte here for each change.
  private let news: (read: Int32, write: Int32)
  private let thread: Mutex<SystemThread?> = Mutex(nil)

  init(master: Int32, screen: VirtualTerminal) throws {
    self.master = master
    state = Mutex(State(screen: screen))
    stopping = try Self.pipe()
    news = try Self.pipe()
    let started = try SystemThread { [self] in run() }
    thread.withLock { $0 = started }
  }

  /// Ends the thread and waits for it.
  func stop() {
    guard let running = thread.withLock({ $0.take() }) else { return }
    var byte: UInt8 = 0
    _ = write(stopping.write, &byte, 1)
    running.join()
  }

  deinit { for end in [stopping.read, stopping.write, news.read, news.write] { close(end) } }

  /// Wakes who waits for news.
  func notify() {
    var byte: UInt8 = 0
    _ = write(news.write, &byte, 1)
  }

  /// Waits until something happened since the last call.
  func waitForNews(milliseconds: Int32) {
    var watched = pollfd(fd: news.read, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, milliseconds) > 0 else { return }
    var block = [UInt8](repeating: 0, count: 256)
    while read(news.read, &block, block.count) == block.count {}
  }

  private func run() {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var watched = [
        pollfd(fd: master, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopping.read, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&watched, 2, -1) > 0 else { continue }
      if watched[1].revents != 0 { return }
      let count = read(master, &block, block.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      state.withLock { state in
        if count > 0 {
          state.output += block[..<count]
          state.screen.feed(block[..<count])
        } else {
          state.isAtEnd = true
        }
      }
      notify()
      if count <= 0 { return }
    }
  }

  private static func pipe() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard systemPipe(&ends) == 0 else { throw PseudoTerminal.Failure(description: "pipe: \(errno)") }
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    return (ends[0], ends[1])
  }
}

/// `pipe`, which the type's own function of that name would hide.
private func systemPipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }
