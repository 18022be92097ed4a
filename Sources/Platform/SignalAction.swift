#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `sigaction` with its names evened out: the union of handlers is called differently in every C library.
package struct SignalAction {
  package typealias Handler = @convention(c) (Int32) -> Void

  private var raw: sigaction

  /// Runs a handler, and lets interrupted system calls go on where they can.
  package init(_ handler: @escaping Handler) {
    raw = sigaction()
    sigemptyset(&raw.sa_mask)
    raw.sa_flags = SA_RESTART
    #if canImport(Glibc)
      raw.__sigaction_handler.sa_handler = handler
    #elseif canImport(Musl)
      raw.__sa_handler.sa_handler = handler
    #else
      raw.__sigaction_u.__sa_handler = handler
    #endif
  }

  /// What a signal does at present.
  package init(of signal: Int32) {
    raw = sigaction()
    sigaction(signal, nil, &raw)
  }

  /// The system's own way with a signal.
  package static var standard: SignalAction { SignalAction(raw: sigaction()) }

  static var ignoring: SignalAction { SignalAction(SIG_IGN) }

  private init(raw: sigaction) { self.raw = raw }

  /// Whether the program was started with the signal ignored, as `nohup` does; that is to be respected.
  var isIgnored: Bool {
    #if canImport(Glibc)
      let handler = raw.__sigaction_handler.sa_handler
    #elseif canImport(Musl)
      let handler = raw.__sa_handler.sa_handler
    #else
      let handler = raw.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  package func install(for signal: Int32) {
    var action = raw
    sigaction(signal, &action, nil)
  }

  /// Sends a signal to this thread, even where it is blocked, and so with its effect before this returns.
  package static func deliver(_ signal: Int32) {
    unblock(signal)
    raise(signal)
  }

  /// Stops every process of the job, as the kernel does at Ctrl-Z, and returns when this one is continued.
  ///
  /// A signal to the whole job can reach this process on another thread, while this one runs on. So the job is told
  /// while this process ignores the signal, and then this thread stops it for itself.
  package static func stopJob() {
    let action = SignalAction(of: SIGTSTP)
    guard !action.isIgnored else { return }
    ignoring.install(for: SIGTSTP)
    kill(0, SIGTSTP)
    // Ignoring once more drops a signal that still waits for a thread which blocks it.
    ignoring.install(for: SIGTSTP)
    action.install(for: SIGTSTP)
    deliver(SIGTSTP)
  }

  /// Runs something short that the end of a terminal, or a request to end, must not tear apart.
  package static func undisturbed(_ body: () -> Void) {
    let kept = [SIGHUP, SIGTERM, SIGINT].map { (signal: $0, action: SignalAction(of: $0)) }
    for (signal, _) in kept { ignoring.install(for: signal) }
    body()
    for (signal, action) in kept { action.install(for: signal) }
  }

  /// Lets a signal through to this thread.
  static func unblock(_ signal: Int32) {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
