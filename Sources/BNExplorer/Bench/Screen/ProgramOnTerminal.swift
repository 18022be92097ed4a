import Platform
import TerminalKit
import BNFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The program on a terminal of its own, with somebody at the keys who looks at a clock.
///
/// It reads in the thread of its owner only: who does not wait for something holds the program up after some KiB.
final class ProgramOnTerminal {
  /// A frame, and when it had come out.
  struct SeenFrame {
    let account: FrameMark.Account
    let number: Int
    let bytes: Int
    let time: ContinuousClock.Instant
  }

  /// How long a wait goes on before it fails; a wait that succeeds ends at once.
  static let patience = Duration.seconds(60)

  let identifier: pid_t
  /// When it was started.
  let startTime: ContinuousClock.Instant
  private(set) var frames: [SeenFrame] = []
  private(set) var eventsSent = 0
  private let master: Int32
  private var scanner = FrameScanner()
  private var isAtEnd = false

  /// Starts a program.
  ///
  /// - Throws: ``BenchFailure`` where there is no terminal or no such program.
  init(
    _ executable: String, _ arguments: [String], size: Size, environment: [String: String]
  ) throws(BenchFailure) {
    guard let pair = TerminalPair(size: size) else { throw BenchFailure("no pseudo-terminal", errno) }
    master = pair.master
    var process: pid_t = 0
    startTime = .now
    let failure = TerminalPair.start(
      executable, arguments, on: pair.name, environment: environment, identifier: &process)
    // With the program's end closed here, reading tells when the program is gone.
    close(pair.slave)
    identifier = process
    guard failure == 0 else {
      close(master)
      throw BenchFailure("cannot start \(executable)", failure)
    }
  }

  deinit {
    if identifier > 0 {
      kill(identifier, SIGKILL)
      close(master)
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
  }

  /// Bytes that came out, marks left out.
  var byteCount: Int { scanner.byteCount }

  /// Presses keys.
  ///
  /// - Parameters:
  ///   - keys: what the terminal sends for them.
  ///   - count: how many they are; by default one for each character.
  func press(_ keys: String, count: Int? = nil) {
    eventsSent += count ?? keys.count
    Descriptor.write(keys, to: master)
  }

  /// Waits for the first frame from a place of `frames` on that is as wanted.
  func waitForFrame(
    from index: Int, where isWanted: (SeenFrame) -> Bool = { _ in true }
  ) throws(BenchFailure) -> SeenFrame {
    let deadline = ContinuousClock.now + Self.patience
    var next = index
    while true {
      while next < frames.count {
        if isWanted(frames[next]) { return frames[next] }
        next += 1
      }
      guard !isAtEnd else { throw BenchFailure("the program ended before its time") }
      guard ContinuousClock.now < deadline else {
        throw BenchFailure("the program drew nothing for \(Self.patience)")
      }
      read(within: .milliseconds(100))
    }
  }

  /// Presses keys and waits for the frame that shows what they did.
  ///
  /// - Returns: seconds until it had come out.
  func secondsToShow(_ keys: String, count: Int? = nil) throws(BenchFailure) -> Double {
    let first = frames.count
    let start = ContinuousClock.now
    press(keys, count: count)
    return start.duration(to: try waitForFrame(from: first) { $0.account.events >= eventsSent }.time).inSeconds
  }

  /// Reads for some time.
  func read(for duration: Duration) {
    let end = ContinuousClock.now + duration
    while true {
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero, !isAtEnd else { return }
      read(within: left)
    }
  }

  /// Reads what comes within some time, and returns with the first of it.
  private func read(within duration: Duration) {
    // Rounded up, or the last part of a millisecond would be waited for in a busy loop.
    let milliseconds = Int32(clamping: Int((duration.inSeconds * 1000).rounded(.up)))
    guard Descriptor.wait(for: [master], milliseconds: milliseconds).ready[0] else { return }
    let bytes = Descriptor.read(from: master)
    let time = ContinuousClock.now
    isAtEnd = bytes.isEmpty
    for frame in scanner.feed(bytes) {
      guard let account = frame.mark.account else { continue }
      frames.append(SeenFrame(account: account, number: frame.mark.frame, bytes: frame.bytes, time: time))
    }
  }
}
