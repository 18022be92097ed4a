#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
internal import Synchronization

/// Notices Ctrl-C, and other signals if asked, while something else is going on, so that a long command can stop at a good place.
///
/// The signal belongs to the whole process, and so does the flag: every value of this type shows the same one.
package struct InterruptFlag: Sendable {
  // Written in a signal handler, where only an atomic is allowed.
  private static let raised = Atomic<Int32>(0)

  /// Catches SIGINT from now on.
  ///
  /// Handing the former action back is the caller's choice, by `release`; most programs never do.
  ///
  /// - Parameter isForEnding: whether SIGTERM and SIGHUP are caught, too, unless the program was started with them ignored.
  package init(isForEnding: Bool = false) {
    // Touched before a signal can, since a global of Swift comes to life at its first use.
    _ = Self.raised.load(ordering: .relaxed)
    let action = SignalAction { InterruptFlag.raised.store($0, ordering: .relaxed) }
    action.install(for: SIGINT)
    guard isForEnding else { return }
    for signal in [SIGTERM, SIGHUP] where !SignalAction(of: signal).isIgnored { action.install(for: signal) }
  }

  /// Whether Ctrl-C came since the last `clear`, from wherever it is asked.
  package static var isRaised: Bool { signal != nil }

  /// The signal that came last since the last `clear`.
  package static var signal: Int32? {
    let number = raised.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  package var isRaised: Bool { Self.isRaised }
  package var signal: Int32? { Self.signal }

  package func clear() { Self.raised.store(0, ordering: .relaxed) }

  /// Clears the flag and tells whether it was raised.
  package static func take() -> Bool { raised.exchange(0, ordering: .relaxed) != 0 }

  /// Gives SIGINT back to the system, which ends the process.
  package func release() { SignalAction.standard.install(for: SIGINT) }
}
