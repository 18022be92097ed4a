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
    fileprivate var summary: String {
      switch self {
      case .commands(let commands): commands.map { $0.line ?? "\($0)" }.joined(separator: "; ")
      case .scene(let lines, let run, _): "scene \(run): " + lines.map(\.text).joined(separator: "; ")
      case .replace: "another session"
      case .setRunning(let on): on ? "run" : "pause"
      case .forgetTask: "no task"
      case .imagine(let element): element.map { "imagine \($0.value) at \($0.place)" } ?? "imagine nothing"
      }
    }

    /// Whether it goes to a step and does nothing else.
    fileprivate var isGoto: Bool {
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
  fileprivate let files: any FileAccess
  fileprivate let log: ActivityLog?
  private let wake: @Sendable () -> Void

  /// Starts with a session; `wake` is called from the engine's thread when the mailbox holds something new.
  init(session: Session, files: any FileAccess, log: ActivityLog? = nil, wake: @escaping @Sendable () -> Void) {
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

  fileprivate var isStopping: Bool { stopping.load(ordering: .relaxed) }
  fileprivate var isHurrying: Bool { hurrying.load(ordering: .relaxed) }
  fileprivate var presentPace: Double { pace.load(ordering: .relaxed) }
  fileprivate func takeInterrupt() -> Bool { interrupting.exchange(false, ordering: .relaxed) }
  fileprivate var isInterrupted: Bool { interrupting.load(ordering: .relaxed) }

  /// The next request, which no interruption of an earlier one concerns.
  fileprivate func nextRequest() -> Request? {
    mailbox.withLock { mailbox in
      guard !mailbox.requests.isEmpty else { return nil }
      interrupting.store(false, ordering: .relaxed)
      mailbox.isBusy = true
      return mailbox.requests.removeFirst()
    }
  }

  fileprivate func requestIsDone() {
    mailbox.withLock { mailbox in
      mailbox.isBusy = false
      mailbox.isMuted = false
    }
  }

  /// Waits for a request or the time, whichever comes first.
  fileprivate func wait(seconds: Double?) {
    guard let seconds else { return arrival.wait() }
    _ = arrival.wait(timeout: .now() + seconds)
  }

  /// Shows what there is to say about what is shown, where that is something else than before.
  fileprivate func publish(_ findings: [Finding]) {
    let shouldWake = mailbox.withLock { mailbox in
      guard mailbox.update.findings != findings else { return false }
      mailbox.update.findings = findings
      defer { mailbox.isRead = false }
      return mailbox.isRead
    }
    if shouldWake { wake() }
  }

  fileprivate func publish(
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

/// The engine's thread: owns the session, and nothing else changes it.
private struct EngineWorker {
  let engine: Engine
  var session: Session
  var isRunning = false
  /// The task that the person is at.
  var watch: ExerciseWatch?
  /// The one to begin when what is being carried out is done.
  var nextTask: Exercise?
  var clock = FrameClock()
  var findingsClock = FrameClock()
  var scan = NarrowingScan()
  /// What a person wonders about.
  var imagined: ImaginedElement?
  /// Whether what was shown last has not been judged yet.
  var isDiagnosisDue = false

  /// The step at which there was nothing to do last.
  var restedAt = 0

  /// Steps that leave enough behind to be worth the system call.
  private static let longWay = 10_000

  /// No more than so many sessions a second are shown.
  static let frameSeconds = 1.0 / 30

  mutating func run() {
    var dueStep = FrameClock.now
    while !engine.isStopping {
      if let request = engine.nextRequest() {
        let beat = isRunning ? session.viewer.stepsPerSecond : nil
        carryOut(request)
        engine.requestIsDone()
        // A new beat begins with a step; whatever else is asked for in between does not disturb it.
        if beat != session.viewer.stepsPerSecond { dueStep = FrameClock.now }
        continue
      }
      if isDiagnosisDue {
        isDiagnosisDue = false
        engine.publish((try? session.diagnosis()) ?? [])
        continue
      }
      guard isRunning else {
        // What is asked for comes first; between two batches of the scan it is looked for.
        if let notes = scan.advance(through: session) {
          if !notes.isEmpty { publish(events: notes.map(Engine.Event.output)) }
        } else {
          rest()
        }
        continue
      }
      if let seconds = session.viewer.secondsPerStep {
        let now = FrameClock.now
        if dueStep > now {
          engine.wait(seconds: dueStep - now)
          continue
        }
        // After a pause of the whole machine steps don't run to catch up.
        dueStep = max(dueStep, now - 0.1) + seconds
      }
      step()
    }
  }

  /// Waits for what is asked for next, and gives back the memory that a long way has left over.
  private mutating func rest() {
    if abs(session.step - restedAt) >= Self.longWay { FreedMemory.giveBack() }
    restedAt = session.step
    engine.wait(seconds: nil)
  }

  private mutating func step() {
    // One step is short, but a branch that goes along may have a long way to catch up.
    var environment = environment(stepping: nil, pace: nil)
    environment.isRun = true
    do throws(CommandError) {
      let outputs = try session.apply(.step(1, nil), in: environment)
      let isReached = look(after: 1)
      publish(events: outputs.map(Engine.Event.output), onlyIfDue: outputs.isEmpty && !isReached)
    } catch {
      isRunning = false
      publish(events: [.failure(error)])
    }
  }

  private mutating func carryOut(_ request: Engine.Request) {
    engine.log?.note("engine", request.summary)
    defer { engine.log?.note("done", "at step \(session.step)\(isRunning ? ", running" : "")") }
    switch request {
    case .setRunning(let on):
      // What was to run and runs by now was set going by a command that waited: whoever turned it round means that.
      isRunning = on && !isRunning
      session.undo.endRun()
      publish()
    case .forgetTask:
      watch = nil
      publish()
    case .imagine(let element):
      imagined = element
      publish(isKnob: true)
    case .replace(let other):
      session = other
      isRunning = false
      watch = nil
      publish()
    case .commands(let commands):
      for command in commands where !carryOut(command, pace: nil) { break }
      if nextTask != nil {
        beginTask()
        publish()
      }
    case .scene(let lines, let run, _):
      isRunning = false
      watch = nil
      for line in lines
      where engine.isInterrupted || !carryOut(line.command, pace: ScenePace(line.command)) {
        break
      }
      beginTask()
      publish(events: [.finished(run: run)])
    }
  }

  // MARK: A task

  /// Begins to look at the task that was given, once all is there that it begins with.
  private mutating func beginTask() {
    guard let exercise = nextTask else { return }
    nextTask = nil
    watch = ExerciseWatch(exercise)
    _ = look(after: 0)
  }

  /// Looks whether the task is done; what runs stops there.
  private mutating func look(after steps: Int) -> Bool {
    guard watch?.look(at: &session, after: steps) == true else { return false }
    isRunning = false
    session.undo.endRun()
    return true
  }

  /// Takes note of a task that a command gave, or that was done without a person.
  private mutating func note(_ outputs: [Output]) {
    for output in outputs {
      switch output {
      case .task(let exercise): nextTask = exercise
      case .finished: (nextTask, watch) = (nil, nil)
      default: break
      }
    }
  }

  /// Carries out one command; false when what follows it should not run.
  private mutating func carryOut(_ command: Command, pace: ScenePace?) -> Bool {
    let total: Int? = if case .session(.step(let count, _)) = command { count } else { nil }
    var environment = environment(stepping: total, pace: pace)
    var said: [Output] = []
    environment.emit = { said.append($0) }
    let before = session.step
    do throws(CommandError) {
      let outputs = try command.carryOut(on: &session, in: environment)
      note(outputs)
      _ = look(after: command.stepsTaken(from: before, to: session.step))
      if outputs.contains(.face(.run)) {
        isRunning = true
        session.undo.endRun()
      }
      if outputs.contains(.pause) || outputs.contains(.face(.pause)) { isRunning = false }
      publish(events: outputs.map(Engine.Event.output), isKnob: command.isKnob)
      return true
    } catch {
      engine.log?.note("refused", error.message)
      note(said)
      // A task that is done ends the command that did it.
      let isReached = look(after: command.stepsTaken(from: before, to: session.step)) && error.kind == .interrupted
      publish(events: said.map(Engine.Event.output) + (isReached ? [] : [.failure(error)]))
      return false
    }
  }

  /// What a command needs of the world: while it goes on, the screen is shown how far it is, and may interrupt it.
  ///
  /// - Parameters:
  ///   - total: how many steps the command takes, if it says so.
  ///   - pace: how fast they are to be, if they are watched.
  /// - Returns: the environment.
  private func environment(stepping total: Int?, pace: ScenePace?) -> SessionEnvironment {
    let engine = engine
    let running = isRunning
    let watch = watch?.isDone == false ? watch : nil
    var clock = clock
    var pace = pace
    let first = session.step
    return SessionEnvironment(files: engine.files) { step, session in
      let done = step - first
      if clock.isDue(every: Self.frameSeconds) {
        let progress = Engine.Progress(done: done, total: total)
        engine.publish(
          session(), isRunning: running, progress: progress, watch: watch, events: [], findings: nil)
      }
      while !engine.isHurrying, !engine.isStopping, !engine.isInterrupted,
        let rest = pace?.rest(behind: done, at: engine.presentPace)
      {
        engine.wait(seconds: rest)
      }
      if let watch, watch.isReached(by: session()) { return false }
      return !engine.isStopping && !engine.takeInterrupt()
    }
  }

  /// Shows how things stand; what the arrows turned is shown before it is judged, which may take longer than to do it.
  private mutating func publish(events: [Engine.Event] = [], onlyIfDue: Bool = false, isKnob: Bool = false) {
    guard !onlyIfDue || clock.isDue(every: Self.frameSeconds) else { return }
    isDiagnosisDue = isKnob && !isRunning
    // A look at all channels takes longer than a step of a small batch.
    let isDiagnosed = isRunning ? findingsClock.isDue(every: 0.25) : !isDiagnosisDue
    engine.publish(
      session, isRunning: isRunning, progress: nil, watch: watch, events: events,
      findings: isDiagnosed ? (try? session.diagnosis()) ?? [] : nil, imagined: imagined)
  }
}

extension Command {
  /// Whether it is what the arrows give: one value that is turned.
  fileprivate var isKnob: Bool {
    switch self {
    case .session(.set), .session(.assign), .session(.batchSize): true
    default: false
    }
  }
}
