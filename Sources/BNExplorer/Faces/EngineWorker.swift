import Platform
import TerminalKit
import BNFiles
import BNCore

/// The engine's thread: owns the session, and nothing else changes it.
struct EngineWorker {
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
  /// Whether what is carried out can be had again from elsewhere, and need not be written down.
  var isKeptElsewhere = false
  var journalClock = FrameClock()
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
    case .opening(let commands):
      keepElsewhere { worker in
        for command in commands where !worker.carryOut(command, pace: nil) { break }
      }
      if nextTask != nil { beginTask() }
      if !commands.isEmpty { publish() }
    case .takeUp(let left): takeUp(left)
    case .scene(let lines, let run, _):
      isRunning = false
      watch = nil
      keepElsewhere { worker in
        for line in lines
        where worker.engine.isInterrupted || !worker.carryOut(line.command, pace: ScenePace(line.command)) {
          break
        }
      }
      beginTask()
      publish(events: [.finished(run: run)])
    }
  }

  // MARK: What is written down

  /// Carries out what comes from a script, which needs no journal.
  private mutating func keepElsewhere(_ body: (inout EngineWorker) -> Void) {
    isKeptElsewhere = true
    body(&self)
    session.log.keep()
    isKeptElsewhere = false
  }

  /// Makes the session that another program has left, line by line; its journal goes when all of it is there.
  private mutating func takeUp(_ left: LeftSession) {
    isRunning = false
    watch = nil
    session = Session()
    do throws(CommandError) {
      for line in try left.script().checkedLines where !carryOut(line.command, pace: nil) { return }
      left.remove()
      if nextTask != nil { beginTask() }
      publish(events: [.output(.note("took it up, at step \(session.step)"))])
    } catch {
      publish(events: [.failure(error)])
    }
  }

  /// Writes down what the session has become: at once, and twice a second while it runs.
  private mutating func journalIfDue() {
    guard let journal = engine.journal, !isKeptElsewhere, !isRunning || journalClock.isDue(every: 0.5) else { return }
    journal.note(session)
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
    var environment = environment(stepping: command.stepCount, pace: pace)
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
    let journal = isKeptElsewhere ? nil : engine.journal
    var (clock, journalClock) = (clock, journalClock)
    var pace = pace
    let first = session.step
    return SessionEnvironment.filming(files: engine.files) { step, session in
      let done = step - first
      if clock.isDue(every: Self.frameSeconds) {
        if let journal, journalClock.isDue(every: 0.5) { journal.note(session()) }
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
    // What is seen of a script can be had again from the first frame on: whoever leaves then loses nothing.
    if isKeptElsewhere { session.log.keep() }
    journalIfDue()
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
