import TerminalKit
import BNFiles

// What the engine does, at the pace of a film.
extension FilmStudio {
  mutating func beginTask() {
    guard let exercise = nextTask else { return }
    nextTask = nil
    watch = ExerciseWatch(exercise)
    look(after: 0)
  }

  mutating func look(after steps: Int) {
    if watch?.look(at: &session, after: steps) == true { isRunning = false }
  }

  /// Lets the time pass that a command's steps take.
  private func passTime(of command: Command, since begun: Double, steps: Int) {
    guard let pace = ScenePace.secondsPerStep(of: command) else { return }
    camera.time = max(camera.time, begun + Double(steps) * pace / manner.speed)
  }

  /// Carries out a command at the pace of a demo; false when what follows it should not run.
  @discardableResult
  mutating func carryOut(_ command: Command, line: Script.Line?, isRun: Bool = false) -> Bool {
    if case .face(.record) = command { return true }
    var said: [Output] = []
    var environment = isRun ? environment : filming(command)
    environment.isRun = isRun
    environment.emit = { said.append($0) }
    let before = session.step
    let begun = camera.time
    do throws(CommandError) {
      let outputs = try command.carryOut(on: &session, in: environment)
      note(outputs, line)
      let steps = command.stepsTaken(from: before, to: session.step)
      if !isRun { passTime(of: command, since: begun, steps: steps) }
      look(after: steps)
      if outputs.contains(.face(.run)) { isRunning = true }
      if outputs.contains(.pause) || outputs.contains(.face(.pause)) { isRunning = false }
      tell(outputs.map(Engine.Event.output))
      return true
    } catch {
      note(said, line)
      look(after: command.stepsTaken(from: before, to: session.step))
      // A task that is done ends the command that did it.
      let isReached = watch?.isDone == true && error.kind == .interrupted
      if !isReached { complain(line?.place(of: error) ?? script.name, error.message, error.exitStatus) }
      tell(said.map(Engine.Event.output) + (isReached ? [] : [.failure(error)]))
      return false
    }
  }

  private mutating func note(_ outputs: [Output], _ line: Script.Line?) {
    for output in outputs {
      switch output {
      case .task(let exercise): nextTask = exercise
      case .report, .layers, .difference: list = output
      case .assertion(let result), .finished(_, let result):
        if case .finished = output { (nextTask, watch) = (nil, nil) }
        if !result.ok { complain(line?.place ?? script.name, result.failure, 1) }
      default: break
      }
    }
  }

  mutating func complain(_ place: String, _ text: String, _ status: Int32) {
    outcome.complaints.append((place, text))
    outcome.status = max(outcome.status, status)
  }

  /// What a command needs of the world: while it goes on, pictures are taken as they are due.
  private func filming(_ command: Command) -> SessionEnvironment {
    var environment = environment
    let goesOn = environment.shouldContinue
    let watch = watch?.isDone == false ? watch : nil
    let camera = camera
    let first = session.step
    let begun = camera.time
    let interval = manner.interval
    let pace = ScenePace.secondsPerStep(of: command).map { $0 / manner.speed }
    var filmed = state
    environment.shouldContinue = { step, session in
      let done = step - first
      if let pace { camera.time = begun + Double(done) * pace }
      if pace != nil, camera.time - camera.last >= interval - Self.roundings {
        let progress = EngineProgress(done: done, total: command.stepCount)
        let now = session()
        _ = filmed.receive(
          EngineUpdate(
            session: now, isRunning: false, progress: progress, findings: filmed.findings,
            preview: now.preview(), watch: watch))
        camera.shoot(filmed, at: camera.time)
      }
      return goesOn(step, session) && watch?.isReached(by: session()) != true
    }
    return environment
  }

  /// Shows how things stand.
  mutating func tell(_ events: [Engine.Event]) {
    let update = EngineUpdate(
      session: session, isRunning: isRunning, events: events, findings: (try? session.diagnosis()) ?? [],
      preview: session.preview(with: imagined), watch: watch)
    perform(state.receive(update))
    shoot(at: camera.time)
  }
}
