import Platform
internal import CSignals
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A descriptor to a file without a name, where output waits.
final class ScratchFile: Sendable {
  let descriptor: Int32

  init?() {
    descriptor = bns_scratch_file()
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  /// What was written, from the start, as far as the descriptor's place; the next write starts anew.
  func take() -> [UInt8] {
    let count = Int(lseek(descriptor, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    lseek(descriptor, 0, SEEK_SET)
    return bytes
  }
}

/// Signals and crashes while the program holds the terminal.
///
/// There is one for the process.
///
/// Signals come as bytes through a pipe. A crash gives the terminal back and then takes its usual course, so that its
/// message, Swift's backtrace and the exit status are what they would be without a screen.
@MainActor
final class SignalGuard {
  private let pipe: WakePipe
  private let state: UnsafeMutablePointer<bns_state>
  private var screen: bns_screen
  private let errorsBefore: Int32
  private let errorsMeanwhile: ScratchFile?
  private var isInstalled = true

  /// Takes over the signals and notes the terminal's modes.
  ///
  /// - Parameters:
  ///   - terminal: where the escape codes go.
  ///   - errors: the descriptor of standard error, kept in a file while the screen is up; `nil` leaves it alone.
  ///   - pipe: what the signals' numbers are written to.
  /// - Throws: `TerminalUnavailable` when another terminal is open or the system has no room.
  init(terminal: Int32, errors: Int32?, pipe: WakePipe) throws(TerminalUnavailable) {
    self.pipe = pipe
    screen = bns_screen()
    screen.terminal = terminal
    screen.has_modes = tcgetattr(terminal, &screen.modes) == 0
    screen.errors = -1
    if let errors {
      errorsBefore = fcntl(errors, F_DUPFD_CLOEXEC, 3)
      errorsMeanwhile = ScratchFile()
      guard let errorsMeanwhile else { throw .refused("a temporary file") }
      // A standard error that is closed has nothing to give back.
      if errorsBefore >= 0 { screen.errors = errors }
      screen.errors_before = errorsBefore
      screen.errors_meanwhile = errorsMeanwhile.descriptor
    } else {
      errorsBefore = -1
      errorsMeanwhile = nil
    }
    guard let state = Self.sharedState(), bns_install(state, pipe.writeEnd, onTold, onFatal) else {
      isInstalled = false
      if errorsBefore >= 0 { close(errorsBefore) }
      throw .alreadyOpen
    }
    self.state = state
  }

  /// The process's one state, made on first use and kept for ever, since a handler may run at any time.
  private static func sharedState() -> UnsafeMutablePointer<bns_state>? {
    if let state = currentState() { return state }
    guard let state = bns_new_state() else { return nil }
    handlerState.store(UInt(bitPattern: state), ordering: .sequentiallyConsistent)
    atexit(onExit)
    return state
  }

  /// From now on a crash writes these bytes, and gives the modes and standard error back.
  func hold(restoring bytes: [UInt8]) {
    let count = min(bytes.count, BNS_RESTORE_LIMIT)
    screen.restore_length = Int32(count)
    withUnsafeMutableBytes(of: &screen.restore) { $0.copyBytes(from: bytes.prefix(count)) }
    bns_hold(state, &screen)
  }

  /// The screen was given back: standard error returns, with what it missed.
  func letGo() { bns_let_go(state) }

  /// Whether somebody could continue the job once it is stopped.
  var canStop: Bool { bns_can_stop(state) }

  /// Stops the job until it is continued.
  func stopJob() { bns_stop_job() }

  /// Gives the signals back to whoever had them before.
  func uninstall() {
    guard isInstalled else { return }
    isInstalled = false
    bns_uninstall(state)
    if errorsBefore >= 0 { close(errorsBefore) }
  }

  /// Writes all of it.
  ///
  /// - Returns: how many calls of `write` it took; `nil` if the terminal is gone.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int? {
    let calls = bytes.withUnsafeBytes { bns_write(descriptor, $0.baseAddress, $0.count) }
    return calls < 0 ? nil : Int(calls)
  }
}

/// The address of the process's one state, for handlers, which take no argument of ours; 0 before there is one.
private let handlerState = Atomic<UInt>(0)

private func currentState() -> UnsafeMutablePointer<bns_state>? {
  UnsafeMutablePointer(bitPattern: handlerState.load(ordering: .sequentiallyConsistent))
}

// At file level, so that they belong to no actor: Swift checks the actor of a closure that is written within one, and
// these are called on any thread.
private let onExit: @convention(c) () -> Void = {
  if let state = currentState() { bns_give_back(state) }
}

private let onTold: @convention(c) (Int32) -> Void = { number in
  if let state = currentState() { bns_on_told(state, number) }
}

private let onFatal: bns_fatal_handler = { number, about, _ in
  if let state = currentState() { bns_on_fatal(state, number, about) }
}
