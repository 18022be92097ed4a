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
  ///   command leaves the steps that it had taken, and `source` what the lines before the wrong one did.
  mutating func apply(_ command: Command, in environment: SessionEnvironment) throws(CommandError) -> [Output] {
    let continuesRun = environment.isRun && undoLog.endsInRun
    // Branches that go along need a way back even so, should one of them not be able to.
    guard !continuesRun || branches.together, let entry = undoEntry(before: command) else {
      return try attempt(command, in: environment, undoEntry: nil)
    }
    let (stepBefore, channelsBefore) = (step, layer?.channels)
    do throws(CommandError) {
      let outputs = try attempt(command, in: environment, undoEntry: entry)
      if !continuesRun {
        undoLog.add(layer?.channels == channelsBefore ? entry.withoutHistory : entry, isRun: environment.isRun)
      }
      return outputs
    } catch {
      let isDone =
        switch command {
        case .step: error.kind == .interrupted && step != stepBefore
        case .source: !log.lines(since: entry.log).isEmpty
        default: false
        }
      if isDone, !continuesRun { undoLog.add(entry, isRun: environment.isRun) }
      throw error
    }
  }

  /// Carries out a command or leaves the session as it was.
  private mutating func attempt(
    _ command: Command, in environment: SessionEnvironment, undoEntry: UndoEntry?
  ) throws(CommandError) -> [Output] {
    if case .step = command, branches.together, let undoEntry {
      return try attemptTogether(command, in: environment, undoEntry)
    }
    // Few commands can fail after they have changed something: those that load the digits first, the later ones of
    // several steps, and those whose batches lie in a file.
    let readsFile = source?.isStored == true || eval?.source.isStored == true
    guard source == nil || command.takesSeveralSteps || readsFile else { return try carryOut(command, in: environment) }
    var before = self
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
      if case .source = command { throw error }
      if error.kind != .interrupted {
        if !isAllHeld {
          timeline.truncate(after: before.step)
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
    _ command: Command, in environment: SessionEnvironment, _ undoEntry: UndoEntry
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
    _ command: Command, in environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    switch command {
    case .generate(let request): return try use(request)
    case .batch(let tensor): return try use(.literal(tensor), name: "literal batch", as: command)
    case .load(let request): return try load(request, environment.files)
    case .eval(let request): return try evaluate(request, environment.files)
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
    case .undo: return try undo(environment)
    case .redo: return try redo(environment)
    case .compare(let request): return [.report(try compare(request, environment).report)]
    case .speed(let choice): return set(speed: choice)
    case .show(let expression, let text):
      return [.value(try expression.evaluated(with: value), text: text, step: step)]
    case .explain(let element): return [.explanation(try explanation(of: element), step: step)]
    case .diagnose: return [.findings(try diagnosis(), step: step)]
    case .assert(let assertion, let text): return [.assertion(try outcome(of: assertion, text: text))]
    case .export(let request): return try export(request, environment.files)
    case .save(let path): return try save(path, environment.files)
    case .source(let path): return try run(scriptAt: path, environment)
    case .channel(let choice): return try show(choice)
    case .screen(let request): return [.screen(request)]
    case .copy(let expression, let text):
      return [.copy(try textToCopy(expression, name: text), name: text)]
    case .theme(let choice): return [.theme(choice)]
    case .mouse(let choice): return [.mouse(choice)]
    case .title(let text): return [.title(text)]
    case .say(let text): return [.say(text)]
    case .wait(let seconds): return [.wait(seconds: seconds)]
    case .demo(let name): return [.demo(name: name)]
    case .run: return [.run]
    case .pause: return [.pause]
    case .help(let verb): return [.help(verb)]
    case .quit: return [.quit]
    }
  }

  private mutating func set(speed choice: SpeedChoice) -> [Output] {
    let rungs: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    switch choice {
    case .stepsPerSecond(let value): stepsPerSecond = value
    case .maximum: stepsPerSecond = nil
    case .slower: stepsPerSecond = stepsPerSecond.map { speed in rungs.last { $0 < speed } ?? rungs[0] } ?? rungs.last
    case .faster: stepsPerSecond = stepsPerSecond.flatMap { speed in rungs.first { $0 > speed } }
    }
    let pace = stepsPerSecond.map { "\(ValueText.text($0)) steps a second" } ?? "every step it can"
    return [.note("run takes \(pace)")]
  }

  private mutating func show(_ choice: ChannelChoice) throws(CommandError) -> [Output] {
    let count = layer?.channels ?? 0
    switch choice {
    case .all: channels = []
    case .next: channels = count == 0 ? [] : [channels.last.map { ($0 + 1) % count } ?? 0]
    case .previous: channels = count == 0 ? [] : [channels.first.map { ($0 + count - 1) % count } ?? count - 1]
    case .some(let chosen):
      if layer != nil, let missing = chosen.first(where: { $0 >= count }) {
        throw CommandError("there is no channel \(missing); expected 0..\(count - 1), or all")
      }
      channels = chosen
    }
    return []
  }

  /// An expression's value as it goes to the clipboard.
  ///
  /// - Throws: that it is too long; each number is a byte at the least, so the text need not be made for most of them.
  private func textToCopy(_ expression: Expression, name: String) throws(CommandError) -> String {
    let value = try expression.evaluated(with: value)
    guard value.values.count <= Clipboard.limit else { throw .tooLongToCopy(name) }
    return value.text
  }

  private mutating func save(_ path: String, _ files: any FileAccess) throws(CommandError) -> [Output] {
    try filing { () throws(FileError) in try files.write(Array(log.script.utf8), to: path) }
    return [.note("saved \(log.lines.count) lines to \(path)")]
  }

  /// Carries out a script's lines.
  ///
  /// A line that is wrong stops it; what the lines before it did and said stays.
  private mutating func run(
    scriptAt path: String, _ environment: SessionEnvironment
  ) throws(CommandError) -> [Output] {
    guard environment.depth < SessionEnvironment.mostScripts else {
      throw CommandError(
        "\(path): scripts carry each other out \(environment.depth) deep; leave out the source line that leads back")
    }
    let script = try Script.read(path, environment.files)
    let tell = environment.emit
    var outputs: [Output] = []
    var environment = environment
    environment.depth += 1
    environment.emit = { outputs.append($0) }
    // What a script takes back is its own, and what it did is taken back as one.
    let undoLogBefore = undoLog
    undoLog = UndoLog(depth: undoLog.depth)
    defer { undoLog = undoLogBefore }
    for line in script.lines {
      guard line.command != .source(path: path) else {
        throw CommandError("\(line.place): a script can't carry out itself")
      }
      do throws(CommandError) {
        outputs += try apply(line.command, in: environment)
      } catch {
        outputs.forEach(tell)
        throw CommandError("\(line.place(of: error)): \(error.message)", kind: error.kind)
      }
      // The session is over: nothing behind it happens, in the scripts around this one either.
      if outputs.contains(.quit) { break }
    }
    return outputs
  }
}

extension Command {
  fileprivate var takesSeveralSteps: Bool {
    if case .step(let count, _) = self { count > 1 } else { false }
  }
}
