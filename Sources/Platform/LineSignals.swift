#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns the signals that matter while a line is read into bytes of a pipe, which `poll` waits for beside the keys.
///
/// The handlers stand only between `install` and `remove`; then what was there before is back.
package struct LineSignals {
  private static let watched = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]

  // One pipe for the life of the process: a handler may run on any thread at any time and must never meet a closed
  // descriptor that means something else by now.
  private static let pipe = Pipe()

  private var saved: [(signal: Int32, action: SignalAction)] = []

  package init() {}

  /// Where the numbers of the signals can be read, one byte each.
  package var descriptor: Int32 { Self.pipe?.reading ?? -1 }

  /// Catches the signals, except those the program was started to ignore.
  package mutating func install() {
    guard saved.isEmpty, Self.pipe != nil else { return }
    for signal in Self.watched {
      let action = SignalAction(of: signal)
      guard !action.isIgnored else { continue }
      saved.append((signal, action))
      SignalAction { LineSignals.note($0) }.install(for: signal)
      SignalAction.unblock(signal)
    }
  }

  /// Puts the former actions back.
  package mutating func remove() {
    for (signal, action) in saved { action.install(for: signal) }
    saved = []
  }

  /// The signals that came since the last call.
  package func received() -> [Int32] {
    Self.pipe?.drain().map(Int32.init) ?? []
  }

  /// Runs in the signal handler: one write, and the error number of the interrupted code left as it was.
  private static func note(_ signal: Int32) {
    let error = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    if let pipe { _ = write(pipe.writing, &byte, 1) }
    errno = error
  }
}
