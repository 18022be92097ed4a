import Platform
import TerminalKit
import BNFiles
import BNCore

extension Session {
  /// Carries out one command: the only way in which a session changes.
  ///
  /// - Parameters:
  ///   - command: what to do.
  ///   - environment: the files, and whether to go on with a long command.
  /// - Returns: what there is to show.
  /// - Throws: `CommandError` when the command does not fit; the session is then as it was, except that an interrupted
  ///   command leaves the steps that it had taken.
  mutating func apply(_ command: SessionCommand, in environment: SessionEnvironment) throws(CommandError) -> [Output] {
    let continuesRun = environment.isRun && undo.endsInRun
    // Branches that go along need a way back even so, should one of them not be able to.
    guard !continuesRun || branches.together, let entry = undoEntry(before: command) else {
      return try attempt(command, in: environment, undoEntry: nil)
    }
    let (stepBefore, channelsBefore) = (step, layer?.channels)
    do throws(CommandError) {
      let outputs = try attempt(command, in: environment, undoEntry: entry)
      if !continuesRun {
        undo.add(layer?.channels == channelsBefore ? entry.withoutHistory : entry, isRun: environment.isRun)
      }
      return outputs
    } catch {
      let isInterrupted = error.kind == .interrupted && (step != stepBefore || command.makesFigure)
      if isInterrupted, command.makesSteps, !continuesRun { undo.add(entry, isRun: environment.isRun) }
      throw error
    }
  }

  /// Carries out several commands, a script's for one, so that they are taken back as one.
  ///
  /// What they take back themselves is their own. Those before one that fails stay done.
  mutating func applyAsOne(
    _ commands: (inout Session) throws(CommandError) -> [Output]
  ) throws(CommandError) -> [Output] {
    let entry = undoEntryBeforeSeveral
    let undoBefore = undo
    undo = UndoLog(depth: undoBefore.depth)
    do throws(CommandError) {
      let outputs = try commands(&self)
      undo = undoBefore
      undo.add(entry, isRun: false)
      return outputs
    } catch {
      undo = undoBefore
      if !log.lines(since: entry.log).isEmpty { undo.add(entry, isRun: false) }
      throw error
    }
  }

  /// Carries out a command or leaves the session as it was.
  private mutating func attempt(
    _ command: SessionCommand, in environment: SessionEnvironment, undoEntry: UndoEntry?
  ) throws(CommandError) -> [Output] {
    if case .step = command, branches.together, let undoEntry {
      return try attemptTogether(command, in: environment, undoEntry)
    }
    // Few commands can fail after they have changed something: those that load the digits first, the later ones of
    // several steps, and those whose batches lie in a file.
    let readsFile = source?.isStored == true || eval?.source.isStored == true
    guard source == nil || command.takesSeveralSteps || readsFile else { return try carryOut(command, in: environment) }
    var before = self
    let chartsBefore = timeline.history
    // Steps are logged when they are done, and what is recorded behind a step can be forgotten again. Holding the log
    // and the timeline here would copy them at every command.
    let isAllHeld = source == nil || isInPast
    if !isAllHeld {
      before.log = SessionLog()
      before.timeline = Timeline()
    }
    do throws(CommandError) {
      return try carryOut(command, in: environment)
    } catch {
      log.forgetStepsUnderWay()
      if error.kind != .interrupted {
        if !isAllHeld {
          timeline.truncate(after: before.step)
          timeline.history = chartsBefore
          before.log = log
          before.timeline = timeline
        }
        self = before
      }
      throw error
    }
  }

  /// Takes steps in which other branches go along; where one of them can't, all of them stay where they were.
  private mutating func attemptTogether(
    _ command: SessionCommand, in environment: SessionEnvironment, _ undoEntry: UndoEntry
  ) throws(CommandError) -> [Output] {
    let before = step
    do throws(CommandError) {
      return try carryOut(command, in: environment)
    } catch {
      if error.kind != .interrupted || step == before { takeBack(undoEntry) }
      throw error
    }
  }

  private mutating func carryOut(
    _ command: SessionCommand, in environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    switch command {
    case .generate(let request): return try use(request)
    case .batch(let tensor): return try use(tensor)
    case .load(let request): return try load(request, environment.files)
    case .batchSize(let count): return try use(batchSize: count)
    case .eval(let request): return try evaluate(request, environment.files)
    case .generateLayer(let request): return try use(request)
    case .open(let request): return try open(request, environment.files)
    case .layers(let request): return [.layers(try listLayers(request))]
    case .layer(let request): return try take(request)
    case .check(let request): return [.report(try check(request, environment.files))]
    case .close: return try closeModel()
    case .diff(let request): return try compareModels(request, environment.files)
    case .set(let setting): return try set(setting, environment.files)
    case .toggle(let parameter): return try toggle(parameter, environment.files)
    case .assign(let name, let value): return try assign(name, value, environment.files)
    case .step(let count, let mode): return try take(count, mode, environment)
    case .reset: return try reset()
    case .back(let count, let atMost): return try go(by: -count, atMost: atMost, environment)
    case .forward(let count, let atMost): return try go(by: count, atMost: atMost, environment)
    case .goto(let step): return try go(to: step, environment)
    case .fork(let name): return try fork(name)
    case .switch(let name): return try self.switch(to: name)
    case .branches: return [.report(try listBranches())]
    case .together(let isOn): return goTogether(isOn)
    case .undo: return try undoLast(environment)
    case .redo: return try redoLast(environment)
    case .compare(let request): return [.report(try compare(request, environment).report)]
    case .speed(let choice): return set(speed: choice)
    case .show(let expression, let text):
      return [.value(try expression.evaluated(with: value), text: text, step: step)]
    case .explain(let element): return [.explanation(try explanation(of: element), step: step)]
    case .frameworks(let request): return [.report(try compareFrameworks(request))]
    case .norms(let request): return [.report(try compareNorms(request))]
    case .figure(let request): return try draw(request, environment)
    case .diagnose(let codes): return try diagnose(codes)
    case .assert(let assertion, let text): return [.assertion(try examined(assertion, text: text))]
    case .export(let request): return try export(request, environment)
    case .save(let path): return try save(path, environment.files)
    case .channel(let choice): return try show(choice)
    case .ask(let question):
      log.append(command)
      return [.question(question)]
    case .reveal:
      log.append(command)
      return [.reveal]
    case .task(let exercise):
      log.append(command)
      return [.task(exercise)]
    case .finish(let exercise):
      let outcome = try examined(exercise.goal, text: exercise.goalText)
      if outcome.ok { log.completeTask() }
      return [.finished(exercise, outcome)]
    }
  }

  private mutating func set(speed choice: SpeedChoice) -> [Output] {
    let rungs: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    switch choice {
    case .stepsPerSecond(let value): viewer.stepsPerSecond = value
    case .maximum: viewer.stepsPerSecond = nil
    case .slower:
      viewer.stepsPerSecond =
        viewer.stepsPerSecond.map { speed in rungs.last { $0 < speed } ?? rungs[0] } ?? rungs.last
    case .faster: viewer.stepsPerSecond = viewer.stepsPerSecond.flatMap { speed in rungs.first { $0 > speed } }
    }
    let pace = viewer.stepsPerSecond.map { "\(ValueText.text($0)) steps a second" } ?? "every step it can"
    return [.note("run takes \(pace)")]
  }

  private mutating func show(_ choice: ChannelChoice) throws(CommandError) -> [Output] {
    let count = layer?.channels ?? 0
    switch choice {
    case .all: viewer.channels = []
    case .next: viewer.channels = count == 0 ? [] : [viewer.channels.last.map { ($0 + 1) % count } ?? 0]
    case .previous:
      viewer.channels = count == 0 ? [] : [viewer.channels.first.map { ($0 + count - 1) % count } ?? count - 1]
    case .some(let chosen):
      if layer != nil, let missing = chosen.first(where: { $0 >= count }) {
        throw CommandError("there is no channel \(missing); expected 0..\(count - 1), or all")
      }
      viewer.channels = chosen
    }
    return []
  }

  private mutating func save(_ path: String, _ files: any FileAccess) throws(CommandError) -> [Output] {
    let script = log.script(savedAt: path, files)
    try filing { () throws(FileError) in try files.write(Array(script.utf8), to: path) }
    log.keep()
    return [.note("saved \(log.saved.count) lines to \(path)")]
  }
}

extension SessionCommand {
  fileprivate var takesSeveralSteps: Bool {
    if case .step(let count, _) = self { count > 1 } else { false }
  }

  fileprivate var makesFigure: Bool { if case .figure = self { true } else { false } }

  /// Whether it leaves what it had done where it is interrupted.
  fileprivate var makesSteps: Bool { if case .step = self { true } else { makesFigure } }
}
