import Platform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal whose keys are read one by one, with the signals that come meanwhile.
///
/// Between `take` and `release` the terminal is in raw mode. Every way out of there gives it back first: the end of a
/// line, a signal that ends the process, a suspension.
final class TerminalKeys {
  /// How long a lone Escape waits for the rest of a sequence, in milliseconds.
  ///
  /// Enough for a slow line, and not felt.
  private static let escapeDelay: Int32 = 50
  private static let pasteOn = "\u{1b}[?2004h"
  private static let pasteOff = "\u{1b}[?2004l"

  private let input: Int32
  private let output: Int32
  private let handlesSignals: Bool
  private var mode: RawMode?
  private var signals = LineSignals()
  private var decoder = KeyDecoder()
  private var events: [TerminalEvent] = []

  init(input: Int32, output: Int32, handlesSignals: Bool) {
    self.input = input
    self.output = output
    self.handlesSignals = handlesSignals
  }

  var size: Size { TerminalGeometry.size(of: output) }

  /// Whether keys wait that were typed or pasted together with the last one.
  var hasMore: Bool { !events.isEmpty }

  /// Puts the terminal into raw mode.
  ///
  /// False if the input is no terminal.
  func take() -> Bool {
    guard let mode = RawMode(of: input) else { return false }
    if handlesSignals { signals.install() }
    mode.enter()
    Descriptor.write(Self.pasteOn, to: output)
    self.mode = mode
    return true
  }

  /// Gives the terminal back as it was.
  ///
  /// Keys already read wait for the next `take`.
  func release() {
    guard let mode else { return }
    Descriptor.write(Self.pasteOff, to: output)
    mode.leave()
    signals.remove()
    self.mode = nil
  }

  /// Waits for the next key or signal.
  func next() -> TerminalEvent {
    while events.isEmpty { wait() }
    return events.removeFirst()
  }

  /// Gives the terminal to the shell and stops the job, as Ctrl-Z does; takes it back when the job goes on.
  func suspend() {
    release()
    if handlesSignals { SignalAction.stopJob() }
    _ = take()
    events.append(.resized(size))
  }

  private func wait() {
    let watched = handlesSignals ? [input, signals.descriptor] : [input]
    let delay = decoder.isPending ? Self.escapeDelay : -1
    let answer = Descriptor.wait(for: watched, milliseconds: delay)
    if answer.interrupted { return }
    if handlesSignals, answer.ready[1] { return signals.received().forEach(handle) }
    guard answer.ready[0] else {
      events += decoder.pause()
      return
    }
    let bytes = Descriptor.read(from: input)
    if bytes.isEmpty {
      events.append(.terminated(signal: SIGHUP))
    } else {
      events += decoder.feed(bytes)
    }
  }

  private func handle(_ signal: Int32) {
    switch signal {
    case SIGINT: events.append(.key(.control("c")))
    case SIGWINCH: events.append(.resized(size))
    case SIGTSTP: suspend()
    case SIGCONT:
      // Who stopped this process uncaught left the terminal in a mode of its own.
      mode?.enter()
      events.append(.resized(size))
    default:
      release()
      SignalAction.deliver(signal)
      // Still here: the program has a way of its own with this signal.
      events.append(.terminated(signal: signal))
    }
  }
}
