import Platform
import TerminalKit
import BNFiles
import BNCore
internal import Dispatch
internal import Synchronization

/// Carries out commands and steps on a thread of its own, so that no key ever waits for a computation.
///
/// The screen's thread puts requests into a mailbox and takes the latest session out of it. Sessions are values, so what
/// is taken out never changes under the one who draws it. Dispatch's threads have all signals blocked, which leaves them
/// to the screen's thread.
final class Engine: Sendable {
  enum Request: Sendable {
    case commands([Command])
    /// Those that the program was started with, which can be had again.
    case opening([Command])
    /// What another program has left unsaved, in place of the session.
    case takeUp(LeftSession)
    /// Commands at a pace to be watched; `.finished` with the number follows the last one.
    case scene([Script.Line], run: Int, speed: Double)
    case replace(Session)
    /// To run what stood still, or to pause, as it was when a person asked for it.
    case setRunning(Bool)
    /// The person is at no task any more.
    case forgetTask
    /// What would come out if an element of the batch were another; `nil` for the batch as it is.
    case imagine(ImaginedElement?)

    /// What is asked for, in a line.
    var summary: String {
      switch self {
      case .takeUp: "what was left unsaved"
      case .commands(let commands), .opening(let commands): commands.map { $0.line ?? "\($0)" }.joined(separator: "; ")
      case .scene(let lines, let run, _): "scene \(run): " + lines.map(\.text).joined(separator: "; ")
      case .replace: "another session"
      case .setRunning(let on): on ? "run" : "pause"
      case .forgetTask: "no task"
      case .imagine(let element): element.map { "imagine \($0.value) at \($0.place)" } ?? "imagine nothing"
      }
    }

    /// Whether it goes to a step and does nothing else.
    var isGoto: Bool {
      guard case .commands(let commands) = self, commands.count == 1, case .session(.goto) = commands[0] else {
        return false
      }
      return true
    }
  }

  typealias Event = EngineEvent
  typealias Update = EngineUpdate
  typealias Progress = EngineProgress

  private struct Mailbox: Sendable {
    var requests: [Request] = []
    var update: Update
    var isRead = true
    /// Whether a request is being carried out.
    var isBusy = false
    /// Whether nobody wants to hear of that request any more.
    var isMuted = false
  }

  private let mailbox: Mutex<Mailbox>
  private let stopping = Atomic<Bool>(false)
  private let interrupting = Atomic<Bool>(false)
  private let hurrying = Atomic<Bool>(false)
  /// How many times as fast as written the present scene plays; 0 while it stands still.
  private let pace = Atomic<Double>(1)
  private let arrival = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  let files: any FileAccess
  let log: ActivityLog?
  /// Where the session is written down while it is worked with.
  let journal: Journal?
  private let wake: @Sendable () -> Void

  /// Starts with a session; `wake` is called from the engine's thread when the mailbox holds something new.
  init(
    session: Session, files: any FileAccess, log: ActivityLog? = nil, journal: Journal? = nil,
    wake: @escaping @Sendable () -> Void
  ) {
    self.journal = journal
    mailbox = Mutex(Mailbox(update: Update(session: session)))
    self.files = files
    self.log = log
    self.wake = wake
  }

  func start() {
    let session = mailbox.withLock { $0.update.session }
    DispatchQueue(label: "engine", qos: .userInitiated).async {
      var worker = EngineWorker(engine: self, session: session)
      worker.run()
      self.finished.signal()
    }
  }

  /// Ends the thread and waits for it.
  func stop() {
    stopping.store(true, ordering: .relaxed)
    arrival.signal()
    finished.wait()
  }

  /// Adds to what waits; of goings to a step one after another, as a drag makes them, the last will do.
  func submit(_ request: Request) {
    mailbox.withLock { mailbox in
      if request.isGoto, mailbox.requests.last?.isGoto == true { mailbox.requests.removeLast() }
      // Here and not when the scene begins, or a hurry that comes in between would be lost.
      if case .scene(_, _, let speed) = request {
        hurrying.store(false, ordering: .relaxed)
        pace.store(speed, ordering: .relaxed)
      }
      mailbox.requests.append(request)
    }
    arrival.signal()
  }

  /// Ends the present long command and forgets those that wait.
  func interrupt() {
    mailbox.withLock { mailbox in
      mailbox.requests.removeAll()
      interrupting.store(true, ordering: .relaxed)
    }
    arrival.signal()
  }

  /// Ends the present long command, forgets those that wait, and keeps what they had to say to itself.
  ///
  /// A demo that goes elsewhere must not hear of the scene it came from.
  func abandon() {
    mailbox.withLock { mailbox in
      mailbox.requests.removeAll()
      mailbox.update.events.removeAll()
      mailbox.isMuted = mailbox.isBusy
      interrupting.store(true, ordering: .relaxed)
    }
    arrival.signal()
  }

  /// Carries out the rest of the present scene without its pace.
  func hurry() {
    hurrying.store(true, ordering: .relaxed)
    arrival.signal()
  }

  /// Lets the present scene play so many times as fast as written, or stand still at 0.
  func setPace(_ speed: Double) {
    pace.store(speed, ordering: .relaxed)
    arrival.signal()
  }

  /// The latest session and all events since the last call.
  func take() -> Update {
    mailbox.withLock { mailbox in
      defer {
        mailbox.update.events.removeAll()
        mailbox.isRead = true
      }
      return mailbox.update
    }
  }

  // MARK: For the worker

  var isStopping: Bool { stopping.load(ordering: .relaxed) }
  var isHurrying: Bool { hurrying.load(ordering: .relaxed) }
  var presentPace: Double { pace.load(ordering: .relaxed) }
  func takeInterrupt() -> Bool { interrupting.exchange(false, ordering: .relaxed) }
  var isInterrupted: Bool { interrupting.load(ordering: .relaxed) }

  /// The next request, which no interruption of an earlier one concerns.
  func nextRequest() -> Request? {
    mailbox.withLock { mailbox in
      guard !mailbox.requests.isEmpty else { return nil }
      interrupting.store(false, ordering: .relaxed)
      mailbox.isBusy = true
      return mailbox.requests.removeFirst()
    }
  }

  func requestIsDone() {
    mailbox.withLock { mailbox in
      mailbox.isBusy = false
      mailbox.isMuted = false
    }
  }

  /// Waits for a request or the time, whichever comes first.
  func wait(seconds: Double?) {
    guard let seconds else { return arrival.wait() }
    _ = arrival.wait(timeout: .now() + seconds)
  }

  /// Shows what there is to say about what is shown, where that is something else than before.
  func publish(_ findings: [Finding]) {
    let shouldWake = mailbox.withLock { mailbox in
      guard mailbox.update.findings != findings else { return false }
      mailbox.update.findings = findings
      defer { mailbox.isRead = false }
      return mailbox.isRead
    }
    if shouldWake { wake() }
  }

  func publish(
    _ session: Session, isRunning: Bool, progress: Progress?, watch: ExerciseWatch?, events: [Event],
    findings: [Finding]?, imagined: ImaginedElement? = nil
  ) {
    let preview = session.preview(with: imagined)
    let shouldWake = mailbox.withLock { mailbox in
      mailbox.update.session = session
      mailbox.update.preview = preview
      mailbox.update.isRunning = isRunning
      mailbox.update.progress = progress
      mailbox.update.watch = watch
      if let findings { mailbox.update.findings = findings }
      if !mailbox.isMuted { mailbox.update.events += events }
      defer { mailbox.isRead = false }
      return mailbox.isRead
    }
    if shouldWake { wake() }
  }
}
