import Platform
import TerminalKit
import BNFiles

/// A session and the person who talks to it.
struct Conversation {
  var environment: SessionEnvironment
  let interrupt: InterruptFlag
  let isInteractive: Bool
  /// Says what changes, in plain mode.
  var narration: Narration?
  private(set) var session: Session
  private(set) var status: Int32 = 0
  private var lineNumber = 0
  /// How the screen is arranged for the pictures that `export screen` makes.
  private var arrangement = Arrangement()
  /// The list that such a picture shows, until another command of the session comes.
  private var list: Output?
  /// The question that was asked last.
  private var question: OpenQuestion?
  /// The task that the person is at, and the line that gave it.
  private var task: (watch: ExerciseWatch, line: Int)?
  /// The one to begin behind the present line.
  private var nextTask: Exercise?
  private var hintsGiven = 0
  private var film = LineFilm()
  /// Where the session is written down; `nil` for one that nobody would miss.
  var journal: Journal?
  private let pace = JournalPace()
  /// What another program has left unsaved, until the next line.
  private var left: LeftSession?
  /// How many unsaved lines there were when the person was last told so on leaving.
  private var linesWarnedOf = 0

  init(session: Session, environment: SessionEnvironment, interrupt: InterruptFlag, isInteractive: Bool) {
    self.session = session
    self.environment = environment
    self.environment.shouldContinue = { _, _ in !interrupt.isRaised }
    self.interrupt = interrupt
    self.isInteractive = isInteractive
    // What it begins with is there to begin with again.
    self.session.log.keep()
  }

  var prompt: String { "\(session.configuration.training ? "train" : "infer") \(session.step)> " }

  /// Carries out what comes before the first line.
  mutating func open(with commands: [Command]) {
    let before = session
    for command in commands { _ = carryOut(command, nil) }
    // What the program was started with is there to start it with again.
    session.log.keep()
    narrate(since: before)
  }

  // MARK: What would be lost

  /// What commands need of the world: Ctrl-C ends them, and the steps of long ones are written down on the way.
  private var steppingEnvironment: SessionEnvironment {
    var environment = environment
    let (interrupt, journal, pace) = (interrupt, journal, pace)
    pace.begin()
    environment.shouldContinue = { _, session in
      if let journal, pace.isDue() { journal.note(session()) }
      return !interrupt.isRaised
    }
    return environment
  }

  /// Offers a session that was left unsaved, until the next line.
  mutating func offer(_ left: LeftSession?) {
    guard let left else { return }
    self.left = left
    say("\(left.summary): r takes it up, d drops it.")
  }

  /// Takes the line behind an offer.
  ///
  /// - Returns: whether that was all that the line is for.
  private mutating func answerOffer(_ line: String) -> Bool {
    guard let left else { return false }
    self.left = nil
    switch line.trimmingBlanks {
    case "r": takeUp(left)
    case "d":
      left.remove()
      say("dropped")
    default: return false
    }
    return true
  }

  /// Makes the session that another program has left, line by line; its journal goes when all of it is there.
  private mutating func takeUp(_ left: LeftSession) {
    session = Session()
    do throws(CommandError) {
      for line in try left.script().checkedLines {
        let environment = steppingEnvironment
        interrupt.clear()
        _ = try line.command.carryOut(on: &session, in: environment)
        journal?.note(session)
      }
      left.remove()
      say("took it up, at step \(session.step)")
    } catch {
      fail(error)
    }
  }

  /// Whether the person may go; where work would be lost it is said first, once.
  mutating func mayEnd(_ reader: LineReader?) -> Bool {
    let unsaved = session.log.unsavedWork.count
    guard journal != nil, reader?.isConversation == true, unsaved >= SessionLog.worthAWord, unsaved != linesWarnedOf
    else { return true }
    linesWarnedOf = unsaved
    say("\(unsaved) lines are not saved: save FILE keeps them, quit again drops them.")
    return false
  }

  /// Carries out a line.
  ///
  /// - Parameters:
  ///   - line: what was typed.
  ///   - reader: where the next line comes from, which ends `run`.
  /// - Returns: false when it ends the session.
  mutating func answer(_ line: String, _ reader: LineReader) -> Bool {
    lineNumber += 1
    if answerOffer(line) { return true }
    let before = session
    defer {
      beginNextTask()
      journal?.note(session)
      narrate(since: before)
    }
    do throws(CommandError) {
      for located in try CommandParser.commands(of: written(line), abbreviations: isInteractive) {
        film.add(
          Script.Line(
            command: located.command, file: "-", number: lineNumber, column: located.column, text: located.text))
        if !carryOut(located.command, reader) { return false }
      }
    } catch {
      fail(error)
    }
    return true
  }

  /// Carries out a command and prints its answer; false when it ends the session.
  private mutating func carryOut(_ command: Command, _ reader: LineReader?) -> Bool {
    interrupt.clear()
    var said: [Output] = []
    if case .session = command { list = nil }
    var environment = goingOnUntilTaskIsDone
    environment.emit = { said.append($0) }
    let before = session.step
    defer { journal?.note(session) }
    do throws(CommandError) {
      let outputs = try command.carryOut(on: &session, in: environment)
      for output in outputs where try !show(output, reader) { return false }
      _ = look(after: command.stepsTaken(from: before, to: session.step))
    } catch {
      for output in said { _ = try? show(output, reader) }
      // A task that is done ends the command that did it.
      if !look(after: command.stepsTaken(from: before, to: session.step)) || error.kind != .interrupted { fail(error) }
    }
    return true
  }

  private mutating func fail(_ error: CommandError) {
    status = error.exitStatus
    // A person sees the line; a pipe is named like a script.
    if isInteractive {
      complain((error.column.map { "column \($0): " } ?? "") + error.message)
    } else {
      Console.error(at: "-:\(lineNumber):\(error.column ?? 1)", error.message)
    }
  }

  private mutating func show(_ output: Output, _ reader: LineReader?) throws(CommandError) -> Bool {
    switch output {
    case .value(_, let text, _) where isInteractive && question?.hides(text) == true:
      say("\(text) is hidden until the answer.")
    case .explanation where !hidden.isEmpty: say("The formula is hidden until the answer.")
    case .value(let value, let text, _): say("\(text) = \(value.text)")
    case .report(let report): say(report.text)
    case .figure(let figure): say(figure.report.text)
    case .difference(let listing):
      list = output
      say(listing.report.text)
    case .layers(let listing):
      list = output
      say(listing.report.text)
    case .explanation(let explanation, _): say(explanation.lines.joined(separator: "\n"))
    case .findings(let findings, _): say(FindingText(for: .session).lines(for: findings).joined(separator: "\n"))
    case .assertion(let outcome), .finished(_, let outcome):
      if case .finished = output { (nextTask, task) = (nil, nil) }
      if outcome.ok {
        if isInteractive { say("holds") }
      } else {
        status = 1
        if isInteractive {
          complain(outcome.failure)
        } else {
          Console.error(at: "-:\(lineNumber):1", outcome.failure)
        }
      }
    case .note(let text):
      if isInteractive { say(text) }
    case .warning(let text):
      if isInteractive { say(text) } else { Console.note("-:\(lineNumber):1: \(text)") }
    case .task(let exercise): give(exercise)
    case .question(let question): ask(question)
    case .reveal: try reveal()
    case .copy(let text, let name): try copy(text, name)
    case .pause: break
    case .face(let command): return try carryOut(command, reader)
    }
    return true
  }

  private mutating func carryOut(_ command: FaceCommand, _ reader: LineReader?) throws(CommandError) -> Bool {
    switch command {
    case .say(let text), .title(let text):
      leaveTask()
      say(text)
    case .answer(let text): try answer(text)
    case .hint: try giveHint()
    case .help(let verb): say(HelpText.text(for: verb))
    case .demo(let request): play(request, reader)
    // The film's pictures are drawn with it.
    case .drawScreen where film.isOn: break
    case .drawScreen(let path, let size):
      let state = ScreenState(picturing: session, arrangement, browsing: list)
      try ScreenPicture.write(state, size: size, to: path, environment.files)
      if isInteractive { say("wrote \(path)") }
    case .screen(let request): _ = arrangement.apply(request, in: session)
    case .record(let request): try record(request)
    case .run: keepStepping(until: reader)
    case .pause, .wait, .theme, .mouse: break
    case .quit: return !mayEnd(reader)
    }
    return true
  }

  private mutating func record(_ request: RecordRequest?) throws(CommandError) {
    tell(of: try film.end(before: request, environment))
    try film.begin(request, from: session, arrangement)
  }

  private func tell(of film: String?) {
    guard let film else { return }
    if isInteractive { say(film) } else { Console.note(film) }
  }

  /// The person is done: a film that is being made is written.
  mutating func finishFilm() {
    do throws(CommandError) { tell(of: try film.finish(environment)) } catch { fail(error) }
  }

  private func copy(_ text: String, _ name: String) throws(CommandError) {
    guard narration == nil else {
      throw CommandError("plain mode sends no escape codes, so it can't copy; export \(name) FILE writes it to a file")
    }
    guard isInteractive else { throw .noClipboard }
    guard let bytes = Clipboard.sequence(for: text, environment: TerminalOptions.processEnvironment) else {
      throw .tooLongToCopy(name)
    }
    Descriptor.write(String(decoding: bytes, as: UTF8.self), to: 1)
    say("copied \(text.count) characters, if the terminal allows it")
  }

  /// `run` without a screen steps until Ctrl-C; from a pipe there is nobody to stop it, so it is passed over.
  private mutating func keepStepping(until reader: LineReader?) {
    session.undo.endRun()
    if narration != nil, let reader { return keepStepping(toldBy: reader) }
    guard isInteractive, narration == nil else { return }
    say("stepping; Ctrl-C pauses")
    while !interrupt.isRaised {
      guard carryOutStep() else { return }
    }
    say("paused at step \(session.step)")
    interrupt.clear()
  }

  /// `run` in plain mode steps at the session's pace until a line comes, and says once a second where it is.
  private mutating func keepStepping(toldBy reader: LineReader) {
    say("Stepping. Press Enter to pause.")
    let clock = ContinuousClock()
    var said = (time: clock.now, session: session)
    var due = clock.now
    while !interrupt.isRaised, !reader.hasLine(within: Int32(clamping: clock.now.milliseconds(until: due))) {
      if due > clock.now { continue }
      due = max(due, clock.now - .milliseconds(100)) + .seconds(session.viewer.secondsPerStep ?? 1e-6)
      guard carryOutStep() else { break }
      if clock.now - said.time >= .seconds(1) {
        narrate(since: said.session)
        said = (clock.now, session)
      }
    }
    interrupt.clear()
    say("Paused at step \(session.step).")
  }

  // MARK: Tasks

  /// Whether the task was done that was begun last.
  var isTaskDone: Bool { task?.watch.isDone == true }

  /// Says what is to be done; it begins behind the line that gave it.
  private mutating func give(_ exercise: Exercise) {
    leaveTask()
    for line in [exercise.text, exercise.goalLine] { say(line) }
    nextTask = exercise
  }

  /// Begins a task in the session as it stands.
  mutating func begin(_ exercise: Exercise) {
    nextTask = exercise
    beginNextTask()
  }

  private mutating func beginNextTask() {
    guard let exercise = nextTask else { return }
    nextTask = nil
    hintsGiven = 0
    task = (ExerciseWatch(exercise), lineNumber)
    _ = look(after: 0)
  }

  /// Looks whether the task is done, and says so.
  private mutating func look(after steps: Int) -> Bool {
    guard task?.watch.look(at: &session, after: steps) == true, let watch = task?.watch else { return false }
    say(Exercise.done(after: watch.steps))
    return true
  }

  /// What commands need of the world: a task that is done ends them.
  private var goingOnUntilTaskIsDone: SessionEnvironment {
    var environment = steppingEnvironment
    guard let watch = task?.watch, !watch.isDone else { return environment }
    let goesOn = environment.shouldContinue
    environment.shouldContinue = { step, session in goesOn(step, session) && !watch.isReached(by: session()) }
    return environment
  }

  private mutating func giveHint() throws(CommandError) {
    guard let watch = task?.watch, !watch.isDone else {
      throw CommandError("there is no task to give a hint for")
    }
    guard hintsGiven < watch.exercise.hints.count else {
      return say(hintsGiven == 0 ? "This task has no hints." : "There are no more hints.")
    }
    say("Hint: \(watch.exercise.hints[hintsGiven])")
    hintsGiven += 1
  }

  /// What comes now is no part of the task; a script that has not done it has failed.
  mutating func leaveTask() {
    defer { task = nil }
    guard !isInteractive, let task, !task.watch.isDone else { return }
    let goal = task.watch.exercise
    let failure = try? session.examined(goal.goal, text: goal.goalText).failure
    Console.error(at: "-:\(task.line):1", failure ?? "the task was not done: \(goal.goalText)")
    status = 1
  }

  // MARK: Questions

  /// What a person is not to see before the answer; a pipe answers nothing, and sees all.
  private var hidden: Set<Quantity> { isInteractive ? question?.hidden ?? [] : [] }

  /// A line as it is carried out: while a question is open a number, or a choice in full, answers it.
  private func written(_ line: String) -> String {
    guard let question, !question.isRevealed else { return line }
    let text = line.trimmingBlanks
    let isChoice = question.question.choices.contains { $0.lowercased() == text.lowercased() }
    return isChoice || Double(text) != nil ? "answer \(inQuotes(text))" : line
  }

  private mutating func ask(_ question: Question) {
    leaveTask()
    self.question = OpenQuestion(question)
    for line in [question.text] + question.choiceLines { say(line) }
  }

  private mutating func answer(_ text: String) throws(CommandError) {
    guard question?.isRevealed == false else { throw CommandError("no question is open") }
    try question?.take(text)
    try reveal()
  }

  private mutating func reveal() throws(CommandError) {
    guard question != nil else { throw CommandError("no question is open") }
    // An answer has revealed it before.
    guard question?.isRevealed == false else { return }
    question?.reveal()
    if let verdict = question?.verdict { say(verdict) }
  }

  private mutating func narrate(since before: Session) {
    // What is said of a step would give away what is asked.
    guard hidden.isEmpty else { return }
    for sentence in narration?.sentences(from: before, to: session) ?? [] { say(sentence) }
  }

  /// Results; in plain mode without anything that a terminal would take for a command.
  private func say(_ text: String) {
    Console.result(narration == nil ? text : text.lines.map(EditBuffer.printable).joined(separator: "\n"))
  }

  private func complain(_ text: String) { Console.error(narration == nil ? text : EditBuffer.printable(text)) }

  private mutating func carryOutStep() -> Bool {
    if let journal, pace.isDue() { journal.note(session) }
    var environment = environment
    environment.isRun = true
    do throws(CommandError) {
      _ = try session.apply(.step(1, nil), in: environment)
      return !look(after: 1)
    } catch {
      fail(error)
      return false
    }
  }

  /// A demo without the screen, in a session of its own: scene by scene for a person, else from its beginning to its end.
  private mutating func play(_ request: DemoRequest?, _ reader: LineReader?) {
    guard let request else {
      say(HelpText.lessons)
      return
    }
    do throws(CommandError) {
      let script = try request.script(environment.files)
      let outcome: Int32
      if let reader, reader.isConversation {
        var demo = PlainDemo(script, in: environment, reader)
        outcome = demo.play()
      } else {
        var runner = ScriptRunner(environment: environment, narrated: true)
        outcome = runner.run(script)
      }
      if outcome != 0 { status = outcome }
    } catch {
      fail(error)
    }
  }
}

extension ContinuousClock.Instant {
  /// How many milliseconds there are until a later time, 0 if it is past.
  fileprivate func milliseconds(until later: Self) -> Int { max(0, Int((later - self) / .milliseconds(1))) }
}
