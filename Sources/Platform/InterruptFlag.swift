#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
internal import Synchronization

/// Notices Ctrl-C while something else is going on, so that a long command can stop at a good place.
///
/// The signal belongs to the whole process, and so does the flag: every value of this type shows the same one.
package struct InterruptFlag: Sendable {
  // Written in a signal handler, where only an atomic is allowed.
  private static let raised = Atomic<Bool>(false)

  /// Catches SIGINT from now on.
  ///
  /// Handing the former action back is the caller's choice, by `release`; most programs never do.
  package init() {
    // Touched before a signal can, since a global of Swift comes to life at its first use.
    _ = Self.raised.load(ordering: .relaxed)
    SignalAction { _ in InterruptFlag.raised.store(true, ordering: .relaxed) }.install(for: SIGINT)
  }

  /// Whether Ctrl-C came since the last `clear`, from wherever it is asked.
  package static var isRaised: Bool { raised.load(ordering: .relaxed) }

  package var isRaised: Bool { Self.isRaised }

  package func clear() { Self.raised.store(false, ordering: .relaxed) }

  /// Clears the flag and tells whether it was raised.
  package static func take() -> Bool { raised.exchange(false, ordering: .relaxed) }

  /// Gives SIGINT back to the system, which ends the process.
  package func release() { SignalAction.standard.install(for: SIGINT) }
}
