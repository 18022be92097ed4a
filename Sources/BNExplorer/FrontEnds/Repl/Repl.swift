/// The prompt without the screen: a line is read, carried out and answered.
///
/// From a pipe it is a script that goes on after a wrong line, and whose exit status is that of the last thing that went
/// wrong.
enum Repl {
  /// Runs until the end of the input.
  ///
  /// - Returns: 0 on a terminal; from a pipe the status of the last failure, or 0.
  static func run(session: Session = Session(), commands: [Command] = []) -> Int32 {
    let files = DiskFiles()
    let reader = LineReader(history: HistoryFile.load(files), completer: CommandCompleter.onDisk(branches: []))
    let interrupt = InterruptFlag()
    var conversation = Conversation(
      session: session, environment: SessionEnvironment(files: files), interrupt: interrupt,
      isInteractive: reader.isInteractive)
    if reader.isInteractive { Console.result("bnexplorer: help lists the commands, quit or Ctrl-D ends.") }
    for command in commands { _ = conversation.carryOut(command) }
    defer { if reader.isInteractive { HistoryFile.save(reader.history, files) } }
    while true {
      reader.completer = CommandCompleter.onDisk(branches: conversation.session.branches.names)
      switch reader.readLine(prompt: conversation.prompt) {
      case .end: return reader.isInteractive ? 0 : conversation.status
      case .interrupted: continue
      case .line(let line):
        guard conversation.answer(line) else { return reader.isInteractive ? 0 : conversation.status }
      }
    }
  }
}

/// A session and the person who talks to it.
private struct Conversation {
  var environment: SessionEnvironment
  let interrupt: InterruptFlag
  let isInteractive: Bool
  private(set) var session: Session
  private(set) var status: Int32 = 0
  private var lineNumber = 0

  init(session: Session, environment: SessionEnvironment, interrupt: InterruptFlag, isInteractive: Bool) {
    self.session = session
    self.environment = environment
    self.environment.shouldContinue = { _, _ in !interrupt.isRaised }
    self.interrupt = interrupt
    self.isInteractive = isInteractive
  }

  var prompt: String { "\(session.configuration.training ? "train" : "infer") \(session.step)> " }

  /// Carries out a line; false when it ends the session.
  mutating func answer(_ line: String) -> Bool {
    lineNumber += 1
    do throws(CommandError) {
      for located in try CommandParser.commands(of: line, abbreviations: isInteractive)
      where !carryOut(located.command) {
        return false
      }
    } catch {
      fail(error)
    }
    return true
  }

  /// Carries out a command and prints its answer; false when it ends the session.
  mutating func carryOut(_ command: Command) -> Bool {
    interrupt.clear()
    do throws(CommandError) {
      for output in try session.apply(command, in: environment) where try !show(output) { return false }
    } catch {
      for output in error.outputs { _ = try? show(output) }
      fail(error)
    }
    return true
  }

  private mutating func fail(_ error: CommandError) {
    status = error.exitStatus
    // A person sees the line; a pipe is named like a script.
    if isInteractive {
      Console.error((error.column.map { "column \($0): " } ?? "") + error.message)
    } else {
      Console.error(at: "-:\(lineNumber):\(error.column ?? 1)", error.message)
    }
  }

  private mutating func show(_ output: Output) throws(CommandError) -> Bool {
    switch output {
    case .value(let value, let text, _): Console.result("\(text) = \(value.text)")
    case .report(let report): Console.result(report.text)
    case .explanation(let explanation, _): Console.result(explanation.lines.joined(separator: "\n"))
    case .findings(let findings, _): Console.result(findings.lines.joined(separator: "\n"))
    case .assertion(let outcome):
      if outcome.ok {
        if isInteractive { Console.result("holds") }
      } else {
        status = 1
        if isInteractive {
          Console.error(outcome.failure)
        } else {
          Console.error(at: "-:\(lineNumber):1", outcome.failure)
        }
      }
    case .note(let text):
      if isInteractive { Console.result(text) }
    case .say(let text), .title(let text): Console.result(text)
    case .help(let verb): Console.result(HelpText.text(for: verb))
    case .demo(let name): play(name)
    case .drawScreen(let path, let size):
      try ScreenPicture.write(ScreenState(session: session), size: size, to: path, environment.files)
      if isInteractive { Console.result("wrote \(path)") }
    case .run: keepStepping()
    case .copy(let text, let name): try copy(text, name)
    case .pause, .wait, .theme, .mouse: break
    case .quit: return false
    }
    return true
  }

  private func copy(_ text: String, _ name: String) throws(CommandError) {
    guard isInteractive else { throw .noClipboard }
    guard let bytes = Clipboard.sequence(for: text, environment: TerminalOptions.processEnvironment) else {
      throw CommandError("\(name) is longer than the \(Clipboard.limit) bytes that terminals take; export it to a file")
    }
    Descriptor.write(String(decoding: bytes, as: UTF8.self), to: 1)
    Console.result("copied \(text.count) characters, if the terminal allows it")
  }

  /// `run` without a screen steps until Ctrl-C; from a pipe there is nobody to stop it, so it is passed over.
  private mutating func keepStepping() {
    guard isInteractive else { return }
    Console.result("stepping; Ctrl-C pauses")
    while !interrupt.isRaised {
      guard carryOutStep() else { return }
    }
    Console.result("paused at step \(session.step)")
    interrupt.clear()
  }

  private mutating func carryOutStep() -> Bool {
    do throws(CommandError) {
      _ = try session.apply(.step(1, nil), in: environment)
      return true
    } catch {
      fail(error)
      return false
    }
  }

  /// A lesson without the screen: its captions, numbers and claims, in a session of its own.
  private mutating func play(_ name: String?) {
    guard let name, let lesson = Lesson.named(name) else {
      Console.result(HelpText.lessons)
      return
    }
    do throws(CommandError) {
      var runner = ScriptRunner(environment: environment, narrated: true)
      let outcome = runner.run(try lesson.script())
      if outcome != 0 { status = outcome }
    } catch {
      fail(error)
    }
  }
}
